"""The person's own export is whole: requests, files, suppressions, claims, reports of mail services."""

import io
import json
import zipfile
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils.module_loading import import_string
from pypdf import PdfReader

from audit import blind
from audit.domain.actors import Actor
from audit.models import AuditEvent
from campaigns.models import CareAnswer, DeliveryEvent, Message, MessageTemplate
from clinic.domain.person_export import Asked
from clinic.enums import Role
from consent import person_export
from consent.copies import export_words, persons_copy
from consent.models import RightsStep, SigningRequest
from consent.operations import paper_files, restrictions, rights, suppressions
from patients.models import ConsentClaim, Person
from patients.operations import desk_tasks
from tests.consent.people import DESK, NOW, patient, signed
from tests.desk_people import house, staff

pytestmark = pytest.mark.django_db(databases=["default"])
SCAN = b"%PDF-1.4 a scan of the paper"


def _full(**details: Any) -> Person:
    """Somebody of whom there is a row of each thing that the export holds."""
    house()
    person = patient(**details)
    told = {"name": "Pat Lee", "email": "pat@example.org", "words": "All of it.", "language": "en", "via": "letter"}
    request = rights.receive(by=DESK, now=NOW, kind="access", **told)
    rights.recognise(by=DESK, now=NOW, request_id=request.pk, person_id=person.pk, how="document")
    for told_to, note in ((patient("x@example.org"), "Not for you"), (person, "For you")):
        RightsStep(request=request, at=NOW, what="extended", note=note, told_to=told_to).save(force_insert=True)
    rights.receive(by=DESK, now=NOW, kind="accounting", **{**told, "words": "Nobody knows whose."})
    restrictions.agree(by=DESK, now=NOW, person_id=person.pk, covers="health-plan", via="staff")
    paper_files.store(by=DESK, now=NOW, authorization_id=signed(person.pk).pk, kind="scan", content=SCAN)
    SigningRequest.objects.create(
        person=person, kind="testimonial", version=1, way="link", asked_by=uuid4(), asked_at=NOW,
        expires_at=NOW + timedelta(days=7),
    )  # fmt: skip
    for key in (blind.email_key("pat@example.org"), blind.email_key("x@example.org")):
        suppressions.suppress(by=DESK, now=NOW, address_key=key or b"", cause="bounced")
    ConsentClaim.objects.create(
        person=person, topic="newsletter", wanted=True, given_on=date(2026, 5, 1), source="Old system", text_version="7"
    )
    _message(person)
    return person


def _message(person: Person) -> None:
    template = MessageTemplate.objects.create(slug="n", name="News", purpose="marketing", topic="offers")
    message = Message.objects.create(
        person=person, template=template, purpose="marketing", topic="offers", origin="notice", origin_id=uuid4(),
        origin_slug="n", step="1", occurrence="1", anchor_at=NOW, due_at=NOW, expires_at=NOW, planned_at=NOW,
    )  # fmt: skip
    CareAnswer.objects.create(message=message, person=person, answer="fine", answered_at=NOW)
    desk_tasks.ask(
        by=DESK, now=NOW, kind="move", once_key="1", person_id=person.pk, words="In the spring, please",
        preferred=[{"day": "2027-03-01", "part": "evening"}],
    )  # fmt: skip
    DeliveryEvent.objects.create(message=message, esp="x", event_type="opened", once_key="1", occurred_at=NOW)


def _made(person: Person) -> tuple[zipfile.ZipFile, dict[str, Any], str]:
    officer = staff(Role.PRIVACY_OFFICER)
    made = persons_copy.make(by=Actor.staff(officer.pk, officer.role), person_id=person.pk, now=NOW)
    archive = zipfile.ZipFile(io.BytesIO(made.content))
    told = json.loads(archive.read("my-data.json"))["parts"]
    pdf = PdfReader(io.BytesIO(archive.read("my-data.pdf")))
    return archive, told, "\n".join(page.extract_text() for page in pdf.pages)


def test_export_holds_all_that_is_theirs_and_nothing_of_others() -> None:
    archive, told, pdf = _made(_full())
    digest = sha256(SCAN).hexdigest()
    assert {name: len(told[name]["lines"]) for name in told} == {
        "person": 1, "appointments": 0, "visits": 0, "procedures": 0, "asked_of_the_desk": 1,
        "imported_choices": 1, "choices": 0, "holidays": 0, "subscriptions": 0, "pauses": 0, "counting": 0,
        "unencrypted_e_mail": 0, "restrictions": 1, "requests_to_sign": 1,
        "privacy_notices": 0, "addresses_not_written_to": 1, "signed_papers": 1, "files": 1,
        "requests": 1, "disclosures": 0, "messages": 1, "after_a_treatment": 1, "seminars": 0, "journeys": 0,
    }  # fmt: skip
    assert told["messages"]["lines"][0]["mail_service_reported"] == ["2026-06-15 15:00 opened"]
    assert told["addresses_not_written_to"]["lines"][0]["cause"] == "Bounced"
    [file] = told["files"]["lines"]
    assert (file["file"], file["bytes"], file["digest"]) == ("files/01-scan.pdf", len(SCAN), digest)
    assert archive.read(file["file"]) == SCAN
    both = json.dumps(told) + pdf
    assert [
        word for word in ("Old system", "For you", "In the spring", "2027-03-01 evening", digest) if word not in both
    ] == []
    assert [word for word in ("Not for you", "Nobody knows whose", "x@example.org") if word in both] == []


def test_one_event_says_what_was_opened_and_shown() -> None:
    person = _full()
    _made(person)
    read = AuditEvent.objects.filter(word="export", people=[person.pk]).order_by("id")
    assert [len(event.fields) > 1 for event in read] == [False, True, False]
    shown = {
        "consent.paperfile.content", "consent.rightsrequest.words", "consent.suppression", "consent.signingrequest",
        "campaigns.deliveryevent", "campaigns.careanswer", "patients.desktask.words",
        "journeys.enrolment", "patients.consentclaim",
    }  # fmt: skip
    assert shown - set(read[1].fields) == set()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("What we keep about you", "Birth date: 1980-03-01", "Shares inbox: no")),
        ("zh-hant", ("我們保存的您的資料", "出生日期：1980-03-01", "與他人共用信箱：否", "您簽署文件的附件")),
        ("zh-hans", ("我们保存的您的资料", "出生日期：1980-03-01", "与他人共用邮箱：否", "您签署文件的附件")),
    ],
)
def test_labels_and_headings_are_in_the_persons_language(language: str, words: tuple[str, ...]) -> None:
    _, told, pdf = _made(_full(language=language))
    assert [one for one in words if one not in pdf] == []
    assert told["restrictions"]["title"] == export_words.in_words("Restrictions", language)


def test_every_title_and_label_has_its_words_in_chinese() -> None:
    class Nothing:
        def reveal(self, sealed: Any) -> Any:
            return None

    asked = Asked(_full().pk, NOW, NOW.date(), "zh-hant", Nothing())
    parts = [part for dotted in settings.PERSON_EXPORT for part in import_string(dotted)(asked)]
    said = {part.title for part in parts}
    said |= {name.replace("_", " ").capitalize() for part in parts for line in part.lines for name in line}
    said |= {name.replace("_", " ").capitalize() for _, _, columns in person_export._CLEAR.values() for name in columns}
    assert sorted(one for one in said if export_words.in_words(one, "zh-hant") == one) == []
