"""Events leave as a file that a criterion chose, a person answers for and a seal signs."""

import csv
import io
import json
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from audit.models import AuditEvent, Export
from clinic.enums import Role
from clinic.models import Staff
from tests.desk_people import house, signed_in, staff

pytestmark = pytest.mark.usefixtures("committing_db")
EXPORT = "/admin/desk/privacy/export/"
EXPORTS = "/admin/desk/privacy/exports/"


@pytest.fixture
def officer() -> Staff:
    house()
    return staff(Role.PRIVACY_OFFICER)


def _events(number: int) -> None:
    for count in range(number):
        record_change(
            word=AuditWord.SEND, actor=Actor.system("=cmd|nightly"), people=[UUID(int=7)], details={"step": count}
        )


def _take(client: Client, query: str = "", form: str = "csv") -> bytes:
    answer = client.post(f"{EXPORT}?{query}", {"form": form, "purpose": "HOPERAT"})
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_what_is_about_to_leave_is_shown_first(officer: Staff) -> None:
    page = signed_in(officer).get(f"{EXPORT}?word=send&protected=no&since=2026-06-01T00:00")
    assert page.context["criteria"] == [
        ("From", "2026-06-01T00:00"),
        ("What", "Message sent"),
        ("Specially protected", "No"),
    ]
    assert not Export.objects.exists()


def test_few_events_are_counted_to_the_last(officer: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    _events(3)
    client = signed_in(officer)
    assert "<p>3 events, all of:" in client.get(f"{EXPORT}?word=send").content.decode()
    monkeypatch.setattr("clinic.privacy_desk.exports.COUNTED", 2)
    assert "<p>More than 2 events, all of:" in client.get(f"{EXPORT}?word=send").content.decode()


def test_file_holds_the_events_that_were_asked_for_and_nothing_that_a_spreadsheet_runs(officer: Staff) -> None:
    _events(3)
    sent = _take(signed_in(officer), "word=send")
    rows = list(csv.DictReader(io.StringIO(sent.decode("utf-8-sig"), newline="")))
    assert [(row["word"], row["people"], row["actor_id"], row["details"]) for row in rows] == [
        ("send", str(UUID(int=7)), "'=cmd|nightly", f'{{"step": {count}}}') for count in range(3)
    ]
    row = Export.objects.get()
    assert (row.kind, row.criteria, row.rows, row.sha256) == (
        "events-csv",
        {"word": "send"},
        3,
        sha256(sent).hexdigest(),
    )
    begun, finished = AuditEvent.objects.filter(actor_id=str(officer.pk), word="export").order_by("id")
    assert (begun.details["what"], begun.purpose, begun.place) == ("begun", "HOPERAT", "web:admin:privacy-export")
    assert (finished.details["sha256"], finished.place) == (row.sha256, "web:admin:privacy-export")


def test_json_lines_hold_the_same(officer: Staff) -> None:
    _events(2)
    found = [json.loads(line) for line in _take(signed_in(officer), "word=send", "jsonl").splitlines()]
    assert [(one["word"], one["people"], one["details"]) for one in found] == [
        ("send", [str(UUID(int=7))], {"step": count}) for count in range(2)
    ]


def test_whole_book_comes_in_batches(officer: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.book.lines.BATCH", 4)
    _events(11)
    sent = _take(signed_in(officer), "word=send", "jsonl")
    assert [json.loads(line)["details"]["step"] for line in sent.splitlines()] == list(range(11))


def test_export_with_a_filter_that_cannot_be_read_leads_back(officer: Staff) -> None:
    assert signed_in(officer).get(f"{EXPORT}?word=nothing").status_code == 302
    assert signed_in(officer).post(f"{EXPORT}?person=Mei", {"form": "csv", "purpose": "HOPERAT"}).status_code == 302
    assert not Export.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PRIVACY_OFFICER])
def test_nobody_else_takes_anything_out(role: Role) -> None:
    house()
    client = signed_in(staff(role))
    assert client.post(EXPORT, {"form": "csv", "purpose": "HOPERAT"}).status_code == 403
    assert client.get(EXPORTS).status_code == 403
    assert not Export.objects.exists()


def test_list_says_who_took_what_and_signature_waits_for_its_seal(officer: Staff) -> None:
    _events(1)
    client = signed_in(officer)
    _take(client, "word=send")
    page = client.get(EXPORTS)
    [one] = page.context["taken"]
    assert (one.who, one.asked_for, one.state) == (officer.username, "word: send", "Complete")
    row = Export.objects.get()
    answer = client.get(f"{EXPORTS}{row.pk}/signature/")
    assert (answer.status_code, "within a minute" in answer.content.decode()) == (202, True)


def test_old_sign_in_takes_nothing_out(officer: Staff) -> None:
    client = signed_in(officer)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        answers = client.get(EXPORT), client.post(EXPORT, {"form": "csv", "purpose": "HOPERAT"})
    assert [(one.status_code, "confirm" in one["Location"]) for one in answers] == [(302, True)] * 2
    assert not Export.objects.exists()
