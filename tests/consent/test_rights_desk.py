"""The privacy officer's desk of rights, and the person's own export."""

import io
import json
import zipfile
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from audit.domain.actors import Actor
from audit.models import AuditEvent, Export, ReviewCase
from clinic.enums import Role
from clinic.sign_in.sessions import FRESH_AT
from consent.accounting import account_of
from consent.copies import machine_fonts
from consent.models import Disclosure, RightsRequest
from consent.operations import disclosures, rights
from patients.models import Person
from patients.operations.people import register_person
from patients.operations.visits import record_visit
from tests.consent.people import DESK, patient, signed, subscriber
from tests.desk_people import house, signed_in, staff, today_here

pytestmark = pytest.mark.django_db(databases=["default"])
RIGHTS = "/admin/desk/rights/"


@pytest.fixture
def officer() -> Client:
    house()
    return signed_in(staff(Role.PRIVACY_OFFICER))


def asked(kind: str = "access", email: str = "pat@example.org", **changes: Any) -> RightsRequest:
    told = {"name": "Pat Lee", "words": "A copy.", "language": "en", "via": "rights-page", **changes}
    return rights.receive(by=DESK, now=timezone.now(), kind=kind, email=email, **told)


def _known(kind: str = "access") -> tuple[RightsRequest, Person]:
    person, request = patient(), asked(kind)
    rights.recognise(by=DESK, now=timezone.now(), request_id=request.pk, person_id=person.pk, how="document")
    return request, person


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_and_three(
    officer: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        asked(email=f"pat{number}@example.org")
    officer.get(RIGHTS)
    with django_assert_num_queries(7):
        page = officer.get(RIGHTS)
    assert len(page.context["lines"]) == rows


def test_list_is_sorted_by_the_last_day_and_says_how_many_are_left(officer: Client) -> None:
    asked("amendment", email="a@example.org")
    late = asked(email="b@example.org", received_on=timezone.now().date() - timedelta(days=40))
    lines = officer.get(RIGHTS).context["lines"]
    assert [(line.one.kind, line.pill) for line in lines] == [("access", "no"), ("amendment", "yes")]
    assert lines[0].one.pk == late.pk
    assert "late" in officer.get(RIGHTS).content.decode()


def test_front_desk_writes_a_letter_down_and_does_not_read_it_again(officer: Client) -> None:
    desk = signed_in(staff(Role.FRONT_DESK))
    today = timezone.now().date() - timedelta(days=1)
    told = {
        "kind": "restriction", "via": "letter", "received_on": today.isoformat(), "language": "en", "name": "Pat Lee",
        "email": "", "words": "No news, please.",
    }  # fmt: skip
    assert b"Recorded" in desk.post(f"{RIGHTS}new/", told).content
    request = RightsRequest.objects.get()
    assert (request.received_on, request.via, request.reply_to) == (today, "letter", None)
    assert desk.get(f"{RIGHTS}{request.pk}/").status_code == 403
    assert b"No news, please." in officer.get(f"{RIGHTS}{request.pk}/").content


def test_officer_finds_the_person_answers_and_the_law_is_asked(officer: Client) -> None:
    person, request = patient(), asked()
    path = f"{RIGHTS}{request.pk}/"
    page = officer.get(f"{path}known/").content.decode()
    assert f'value="{person.pk}"' in page
    wrong = officer.post(f"{path}known/", {"person": str(person.pk), "other": "", "how": "mailbox"})
    assert b"not on file for this person" in wrong.content
    assert officer.post(f"{path}known/", {"person": str(person.pk), "how": "document"}).status_code == 302
    lacking = officer.post(f"{path}answer/", {"outcome": "denied", "ground": "", "words": ""}).content.decode()
    assert "Choose the ground on which it is denied." in lacking
    assert officer.post(f"{path}answer/", {"outcome": "granted", "ground": "", "words": ""}).status_code == 302
    request.refresh_from_db()
    assert (request.state, request.person_id) == ("granted", person.pk)
    assert officer.get(f"{path}letter/").status_code == 200


def test_confidential_address_and_restriction_are_granted_on_the_page_and_end_there(officer: Client) -> None:
    request, person = _known("confidential")
    told = {"outcome": "granted", "address": "quiet@example.org", "ground": "", "words": ""}
    assert officer.post(f"{RIGHTS}{request.pk}/answer/", told).status_code == 302
    other = asked("restriction")
    rights.recognise(by=DESK, now=timezone.now(), request_id=other.pk, person_id=person.pk, how="document")
    told = {"outcome": "granted", "covers": "all-but-care", "ground": "", "words": ""}
    assert officer.post(f"{RIGHTS}{other.pk}/answer/", told).status_code == 302
    path = f"/admin/desk/person/{person.pk}/"
    page = officer.get(f"{path}rights/").content.decode()
    assert "Set: nothing else is used" in page
    assert "Nothing but messages about care, since" in page
    officer.post(f"{path}restriction/end/")
    assert "Nothing but messages about care, since" not in officer.get(f"{path}rights/").content.decode()


def test_what_is_kept_from_the_health_plan_is_granted_seen_by_all_and_ended_on_the_page(officer: Client) -> None:
    request, person = _known("health-plan")
    path = f"{RIGHTS}{request.pk}/answer/"
    assert "cannot work that way" not in officer.get(path).content.decode()
    assert officer.post(path, {"outcome": "denied", "ground": "not-agreed", "words": "No."}).status_code == 200
    told = "Their health plan: not of what they paid for in full"
    desk = signed_in(staff(Role.FRONT_DESK))
    assert told not in desk.get(f"/admin/desk/person/{person.pk}/").content.decode()
    assert officer.post(path, {"outcome": "granted", "ground": "", "words": ""}).status_code == 302
    assert told in desk.get(f"/admin/desk/person/{person.pk}/").content.decode()
    rights_page = f"/admin/desk/person/{person.pk}/rights/"
    [row] = officer.get(rights_page).context["kept_from_plan"]
    end = f"/admin/desk/person/{person.pk}/restriction/end/"
    officer.post(end)
    assert "Kept from the health plan" in officer.get(rights_page).content.decode()
    assert desk.post(end, {"restriction": str(row.pk)}).status_code == 403
    officer.post(end, {"restriction": str(row.pk)})
    assert "Kept from the health plan" not in officer.get(rights_page).content.decode()


def test_more_time_beyond_the_law_is_refused_on_the_page(officer: Client) -> None:
    request, _ = _known()
    path = f"{RIGHTS}{request.pk}/more-time/"
    for days, status in ((61, 200), (60, 302)):
        told = {"to": (request.received_on + timedelta(days=days)).isoformat(), "why": "The film is elsewhere."}
        assert officer.post(path, told).status_code == status


def test_patients_record_is_not_erased_and_the_page_says_why(officer: Client) -> None:
    request, _ = _known("erasure")
    page = officer.post(f"{RIGHTS}{request.pk}/answer/", {"outcome": "granted", "ground": "", "words": ""})
    assert "It must stay: a patient" in page.content.decode()


def test_officer_sees_who_else_is_erased_and_who_stays(officer: Client) -> None:
    mine = subscriber("sam@example.org")
    lead, signer = (
        register_person(
            by=DESK, now=timezone.now(), kind="lead", given_name="S", family_name="", email="sam@example.org"
        )
        for _ in range(2)
    )
    signed(signer.pk)
    request = asked("erasure", "sam@example.org")
    rights.recognise(by=DESK, now=timezone.now(), request_id=request.pk, person_id=mine.pk, how="document")
    page = officer.get(f"{RIGHTS}{request.pk}/")
    assert sorted(page.context["others"], key=lambda pair: pair[1]) == [(signer, False), (lead, True)]
    told = page.content.decode()
    assert (told.count("You choose"), told.count("Stays")) == (1, 1)


# --- the account of disclosures -----------------------------------------------------------------------------


def test_account_holds_six_years_of_what_was_recorded_and_found_and_nothing_else() -> None:
    house()
    person, other, now = patient(), patient("other@example.org"), timezone.now()
    told = {"by": DESK, "now": now, "recipient": "County court", "what": "Dates", "why": "Subpoena"}
    today = now.date()
    six = today.replace(year=today.year - 6, day=min(today.day, 28))
    for whose, kind, on in (
        (person, "court", today - timedelta(days=1)),
        (person, "police", six - timedelta(days=5)),
        (other, "research", today - timedelta(days=1)),
    ):
        disclosures.record(person_id=whose.pk, kind=kind, disclosed_on=on, **told)
    case: dict[str, Any] = {
        "staff_id": uuid4(), "day": today - timedelta(days=9), "first_event": 1, "last_event": 1, "first_at": now,
        "last_at": now, "opened_at": now, "decided_at": now, "decided_by": person.pk,
    }  # fmt: skip
    ReviewCase.objects.create(rule="own-record", person_id=person.pk, verdict="breach", **case)
    ReviewCase.objects.create(rule="colleague", person_id=person.pk, verdict="appropriate", **case)
    by = Actor.staff(uuid4(), Role.PRIVACY_OFFICER)
    lines = account_of(person.pk, by=by, today=today)
    assert [(line.on, line.recipient) for line in lines] == [
        (today - timedelta(days=1), "County court"),
        (today - timedelta(days=9), "A member of our staff"),
    ]


def test_officer_records_a_disclosure_with_all_that_the_law_wants_kept(officer: Client) -> None:
    person = patient()
    path = f"/admin/desk/person/{person.pk}/disclosure/"
    told = {"kind": "court", "disclosed_on": today_here().isoformat(), "recipient": "Court", "what": "Dates"}
    assert officer.post(path, told).status_code == 200
    assert Disclosure.objects.count() == 0
    assert officer.post(path, {**told, "why": "Subpoena"}).status_code == 302
    assert b"Subpoena" in officer.get(f"/admin/desk/person/{person.pk}/rights/").content


# --- the person's own export --------------------------------------------------------------------------------


def _export(officer: Client, person: Person) -> tuple[bytes, dict[str, Any], str]:
    answer = officer.post(f"/admin/desk/person/{person.pk}/export/")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert "Lin" not in answer["Content-Disposition"]
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.namelist()[:2] == ["my-data.json", "my-data.pdf"]
    pdf = PdfReader(io.BytesIO(archive.read("my-data.pdf")))
    told = json.loads(archive.read("my-data.json"))
    return answer.content, told["parts"], "\n".join(page.extract_text() for page in pdf.pages)


def test_export_holds_the_whole_record_in_both_forms_and_nobody_else(officer: Client) -> None:
    guardian = patient("guardian@example.org", given_name="Rosamund")
    person = patient(given_name="怡君", family_name="Lin", notes="Likes mornings", guardian_id=guardian.pk)
    now = timezone.now()
    record_visit(by=DESK, now=now, person_id=person.pk, category="dental", started_at=now - timedelta(days=2))
    signed(person.pk)
    told = {"recipient": "County court", "what": "x", "why": "y", "kind": "court"}
    disclosures.record(by=DESK, now=now, person_id=person.pk, disclosed_on=now.date() - timedelta(days=1), **told)
    content, parts, pdf = _export(officer, person)
    [you] = parts["person"]["lines"]
    assert (you["given_name"], you["notes"], you["has_guardian"]) == ("怡君", "Likes mornings", True)
    assert parts["visits"]["lines"][0]["category"] == "Dental care"
    assert parts["signed_papers"]["lines"][0]["signature"] == "Pat Lee"
    assert parts["disclosures"]["lines"][0]["to"] == "County court"
    for words in ("怡君", "Likes mornings", "Dental care", "County court", "Signature: Pat Lee"):
        assert words in pdf
    assert "Rosamund" not in json.dumps(parts, ensure_ascii=False) + pdf
    kept = Export.objects.get(kind="person")
    assert kept.sha256 == sha256(content).hexdigest()
    events = AuditEvent.objects.filter(word="export", people=[person.pk])
    assert [one.details.get("what") for one in events.order_by("id")][:1] == ["begun"]
    assert events.count() == 3  # begun, read, made
    assert events.latest("id").details["sha256"] == kept.sha256
    assert set(events.values_list("purpose", flat=True)) == {"PATRQT"}


def test_export_that_no_font_can_print_is_not_made_and_the_desk_says_what_to_install(
    officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine_fonts, "_CHINESE", ())
    page = f"/admin/desk/person/{patient(given_name='怡君').pk}/export/"
    assert "fonts-noto-cjk" in officer.post(page, follow=True).content.decode()
    assert Export.objects.get(kind="person").sha256 == ""


def test_export_needs_a_fresh_sign_in_and_the_officers_role(officer: Client) -> None:
    person = patient()
    desk = signed_in(staff(Role.FRONT_DESK))
    assert desk.post(f"/admin/desk/person/{person.pk}/export/").status_code == 403
    session = officer.session
    session[FRESH_AT] = 0
    session.save()
    assert officer.get(f"/admin/desk/person/{person.pk}/export/").status_code == 302
