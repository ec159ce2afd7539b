"""The ledger: every kind of record once, with when, what, how and who; and the page of one paper."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit import blind
from audit.domain.actors import Actor
from clinic.enums import Role
from consent.enums import Recorded
from consent.ledger import ledger_of
from consent.models import (
    Authorization,
    NoticeAcknowledgement,
    OptIn,
    PaperFile,
    Pause,
    PrivacyNotice,
    Restriction,
    Revocation,
    SigningRequest,
    TrackingChoice,
)
from consent.operations import authorizations, preferences, risk, suppressions
from patients.models import Person
from tests.consent.people import DESK, NOW, TODAY, drafted, form, patient, signed
from tests.desk_people import events_of, house, signed_in, staff

pytestmark = pytest.mark.django_db(databases=["default"])


@pytest.fixture(autouse=True)
def _clinic() -> None:
    house()


def _full_life(person: Person, clerk: Actor) -> Authorization:
    """Something of each kind, an hour apart, in the order of `_TOLD`."""
    at = [NOW + timedelta(hours=hour) for hour in range(12)]
    whose: dict[str, Any] = {"person": person, "via": Recorded.STAFF, "recorded_by": clerk.staff_id}
    key = blind.email_key("pat@example.org") or b""
    preferences.set_topic(
        by=clerk, now=at[0], person_id=person.pk, topic="offers", wanted=False, via=Recorded.STAFF, channel="sms"
    )
    Pause.objects.create(**whose, until=at[0] + timedelta(days=28), recorded_at=at[1])
    OptIn.objects.create(
        person=person, mode="double", form="f", text_version="t", via="sign-up-form", asked_at=at[2], confirmed_at=at[3]
    )
    risk.acknowledge(by=clerk, now=at[4], person_id=person.pk, accepted=True, via=Recorded.PAPER, text_version="r1")
    TrackingChoice.objects.create(
        person=person, wanted=False, recorded_at=at[5], via=Recorded.BROWSER_SIGNAL, text_version="t"
    )
    SigningRequest.objects.create(
        person=person, kind="testimonial", version=1, way="link", state="declined", asked_by=clerk.staff_id,
        asked_at=at[6], expires_at=at[9], closed_at=at[7],
    )  # fmt: skip
    paper = signed(person.pk, now=at[8])
    authorizations.revoke(
        by=clerk, now=at[9], authorization_id=paper.pk, via=Recorded.LETTER, written_on=date(2026, 6, 11)
    )
    Restriction.objects.create(**whose, covers="all-but-care", is_agreed=True, recorded_at=at[10])
    notice = PrivacyNotice.objects.create(version=3, language="en", title="N", body="b", effective_on=TODAY)
    NoticeAcknowledgement.objects.create(**whose, notice=notice, answer="acknowledged", recorded_at=at[11])
    suppressions.suppress(by=DESK, now=NOW + timedelta(hours=12), address_key=key, cause="bounced")
    return paper


_TOLD = [
    ("Switched off: New services and offers", "SMS", "Entered by staff"),
    ("News and offers paused until 13 July 2026", "", "Entered by staff"),
    ("Asked for: Newsletter", "", "Sign-up form"),
    ("Confirmed: Newsletter", "", "Double opt-in"),
    ("Accepted e-mail without enforced encryption", "", "Paper form"),
    ("Opens and clicks may not be counted", "", "The browser's Global Privacy Control or Do Not Track"),
    ("Asked to sign: Testimonial, photo or video", "", "By a link in an e-mail"),
    ("Said no to signing: Testimonial, photo or video", "", ""),
    ("Authorization signed: Marketing by e-mail", "version 90, counts until 15 June 2027", "Paper form"),
    ("Copy given: Marketing by e-mail", "", "A copy of the paper"),
    ("Authorization revoked: Marketing by e-mail", "letter of 11 June 2026", "By letter"),
    ("Restriction agreed: Nothing but messages about care", "", "Entered by staff"),
    ("Privacy notice: Acknowledged", "version 3", "Entered by staff"),
    ("Address not written to: Bounced", "", ""),
]


def test_everything_is_told_once_in_the_order_of_time() -> None:
    person, member = patient(), staff()
    _full_life(person, Actor.staff(member.pk, member.role))
    assert [(line.what, line.detail, line.how) for line in ledger_of(person.pk)] == _TOLD


def test_the_page_names_who_wrote_it_down_and_looking_is_in_the_book() -> None:
    person, member = patient(given_name="Zebedee"), staff(username="ruth")
    _full_life(person, Actor.staff(member.pk, member.role))
    desk = signed_in(member)
    page = desk.get(f"/admin/desk/person/{person.pk}/ledger/").content.decode()
    assert page.count("<td>ruth</td>") == 7
    assert page.count("<td>The person</td>") == 4
    assert [what for what, _, _ in _TOLD if what not in page] == []
    assert "Zebedee" not in page
    look = events_of(member, "reveal")[-1]
    assert look.people == [person.pk]
    assert {"consent.pause", "consent.authorization", "consent.suppression"} <= set(look.fields)


def test_marketers_do_not_see_it() -> None:
    person = patient()
    paper = signed(person.pk)
    marketer = signed_in(staff(Role.MARKETER))
    for path in (f"/admin/desk/person/{person.pk}/ledger/", f"/admin/desk/signed/{paper.pk}/"):
        assert marketer.get(path).status_code == 403


def test_it_asks_as_often_for_three_papers_as_for_one() -> None:
    counts = []
    for number, rows in ((1, 1), (2, 3)):
        person, paper = patient(f"p{number}@example.org"), form(number)
        for days in range(rows):
            signed(person.pk, paper, signed_on=TODAY - timedelta(days=days))
        with CaptureQueriesContext(connection) as caught:
            ledger_of(person.pk)
        counts.append(len(caught))
    assert counts == [13, 13]


def _record(paper: Authorization, told: dict[str, Any], role: Role = Role.FRONT_DESK) -> tuple[int, str]:
    desk = signed_in(staff(role))
    with time_machine.travel(NOW, tick=False):
        answer = desk.post(f"/admin/desk/signed/{paper.pk}/", told)
    paper.refresh_from_db()
    return answer.status_code, answer.content.decode()


def test_the_page_of_a_paper_shows_its_signature_through_the_door() -> None:
    person, member = patient(), staff()
    paper = signed(person.pk, signature="Rosa Lee", by_representative=True, representative_authority="mother")
    page = signed_in(member).get(f"/admin/desk/signed/{paper.pk}/").content.decode()
    assert ("Rosa Lee" in page, "mother" in page, "15 June 2027" in page) == (True, True, True)
    look = events_of(member, "reveal")[-1]
    assert (look.people, look.details["authorization"]) == ([person.pk], str(paper.pk))
    assert "consent.authorization.signature" in look.fields


def test_a_letter_takes_a_paper_back_from_the_day_it_came_and_its_scan_is_kept() -> None:
    paper = signed(patient().pk, now=NOW - timedelta(days=30), signed_on=TODAY - timedelta(days=30))
    scan = SimpleUploadedFile("letter.pdf", b"%PDF-1.7 letter", "application/pdf")
    told = {"act": "revoke", "told": "letter", "arrived_on": "2026-06-12", "written_on": "2026-06-10", "letter": scan}
    assert _record(paper, told)[0] == 302
    row = Revocation.objects.get()
    assert (row.via, row.written_on, row.received_at.isoformat(), row.recorded_at) == (
        "letter",
        date(2026, 6, 10),
        "2026-06-12T05:00:00+00:00",
        NOW,
    )
    assert PaperFile.objects.get().kind == "letter"


def test_a_scan_that_cannot_be_kept_does_not_keep_the_revocation_waiting() -> None:
    paper = signed(patient().pk)
    scan = SimpleUploadedFile("letter.docx", b"PK\x03\x04", "application/pdf")
    assert _record(paper, {"act": "revoke", "told": "letter", "arrived_on": "2026-06-15", "letter": scan})[0] == 302
    assert (paper.state, paper.revoked_at, PaperFile.objects.count()) == ("inactive", NOW, 0)


def test_copy_and_event_are_told_on_the_page() -> None:
    person = patient()
    paper = drafted(person.pk, form(valid_days=None, expiry_event="The end of the treatment"))
    assert _record(paper, {"act": "copy", "given": "printed"})[0] == 302
    assert (paper.state, paper.copy_via) == ("active", "printed")
    status, page = _record(paper, {"act": "event", "came_on": "2026-06-16"}, Role.CLINICIAN)
    assert (status, "This day has not come yet." in page, paper.event_came_on) == (200, True, None)
    _record(paper, {"act": "event", "came_on": "2026-06-15"}, Role.PRIVACY_OFFICER)
    assert paper.event_came_on == TODAY


def test_a_defect_is_told_by_those_who_take_papers_alone() -> None:
    paper = signed(patient().pk)
    told = {"act": "defect", "defect": "wrong-person"}
    assert _record(paper, told, Role.ADMINISTRATOR)[0] == 403
    assert paper.state == "active"
    assert _record(paper, {"act": "nonsense"})[0] == 404
    assert _record(paper, told, Role.CLINICIAN)[0] == 302
    assert (paper.state, paper.defect) == ("entered-in-error", "wrong-person")


def test_ledger_and_pages_tell_that_nothing_comes_back_after_a_defective_paper() -> None:
    person, paper = patient(), form()
    sound = signed(person.pk, paper, signed_on=TODAY - timedelta(days=20))
    wrong = signed(person.pk, paper)
    desk = signed_in(staff())
    marked = desk.post(f"/admin/desk/signed/{wrong.pk}/", {"act": "defect", "defect": "bundled"}, follow=True)
    assert "The earlier one ended when this one was taken: ask again." in marked.content.decode()
    assert (
        "never valid. This one does not come back: ask again"
        in desk.get(f"/admin/desk/signed/{sound.pk}/").content.decode()
    )
    ended = "Bundled with another document, or treatment depended on it; the earlier one ended when this one was taken"
    assert _never_counted(person) == [f"{ended}; ask again"]
    signed(person.pk, paper)
    assert _never_counted(person) == [ended]


def _never_counted(person: Person) -> list[str]:
    return [line.detail for line in ledger_of(person.pk) if line.what.startswith("Authorization never counted")]
