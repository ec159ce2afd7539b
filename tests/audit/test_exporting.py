"""Files taken out of the book: harmless in a spreadsheet, written down, cut when whoever asked is let go."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from audit import exporting
from audit.domain.actors import Actor
from audit.enums import ExportKind
from audit.exporting import Cut, Format, Paper
from audit.models import AuditEvent, Export
from audit.origin import acting_from
from clinic.enums import Role
from clinic.models import Staff
from tests.desk_people import staff

pytestmark = pytest.mark.django_db(databases=["default"])

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
COLUMNS = ("who", "what", "people", "protected", "details")
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1", 'a"b', "a,b\r\nc", "楓街"]


def _paper(member: Staff, kind: ExportKind = ExportKind.EVENTS_CSV) -> Paper:
    with acting_from("web:admin:privacy-export", "127.0.0.1"):
        return exporting.begin(by=Actor.staff(member.pk, member.role), kind=kind, now=NOW, criteria={"word": "reveal"})


def _sent(paper: Paper, form: Format, batches: Sequence[Sequence[Sequence[Any]]]) -> bytes:
    with acting_from("web:admin:privacy-export", "127.0.0.1"):
        response = exporting.stream(paper=paper, form=form, columns=COLUMNS, batches=batches, clock=lambda: NOW)
    return b"".join(response.streaming_content)  # type: ignore[arg-type]


def _events(paper: Paper) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(word="export", details__export=str(paper.id)).order_by("id"))


def test_csv_runs_nothing_and_reads_back() -> None:
    rows = [[cell, "reveal", [UUID(int=1), UUID(int=2)], True, {"a": 1}] for cell in HOSTILE]
    sent = _sent(_paper(staff(Role.PRIVACY_OFFICER)), Format.CSV, [rows[:4], rows[4:]])
    assert sent[:3] == b"\xef\xbb\xbf"
    assert sent.count(b"\r\n") == len(rows) + 2
    read = list(csv.reader(io.StringIO(sent.decode("utf-8-sig"), newline="")))
    assert read[0] == list(COLUMNS)
    expected = [f"'{cell}" for cell in HOSTILE[:7]] + HOSTILE[7:]
    assert read[1:] == [[cell, "reveal", f"{UUID(int=1)} {UUID(int=2)}", "yes", '{"a": 1}'] for cell in expected]


def test_json_lines_have_named_keys() -> None:
    paper = _paper(staff(Role.PRIVACY_OFFICER), ExportKind.EVENTS_JSONL)
    sent = _sent(paper, Format.JSON_LINES, [[["=1", "list", [], False, {"n": 2}]], [["b", "list", [], None, {}]]])
    assert [json.loads(line) for line in sent.splitlines()] == [
        {"who": "=1", "what": "list", "people": [], "protected": False, "details": {"n": 2}},
        {"who": "b", "what": "list", "people": [], "protected": None, "details": {}},
    ]


def test_export_is_written_down_before_its_first_byte_and_with_its_digest_at_the_end() -> None:
    member = staff(Role.PRIVACY_OFFICER)
    paper = _paper(member)
    begun = [(event.outcome, event.details) for event in _events(paper)]
    told = {"export": str(paper.id), "kind": "events-csv"}
    assert begun == [("granted", {**told, "what": "begun", "word": "reveal"})]
    sent = _sent(paper, Format.CSV, [[["a", "b", [], True, {}]]])
    digest = sha256(sent).hexdigest()
    last = _events(paper)[-1]
    assert last.details == {**told, "what": "finished", "rows": 1, "sha256": digest}
    assert (last.place, last.address) == ("web:admin:privacy-export", "127.0.0.1")
    row = Export.objects.get()
    assert (row.staff_id, row.rows, row.sha256, row.event, row.finished_at) == (member.pk, 1, digest, last.pk, NOW)


@pytest.mark.parametrize("ending", [{"is_active": False}, {"role": Role.MARKETER}])
def test_export_is_cut_when_whoever_asked_is_let_go_or_loses_the_role(ending: dict[str, Any]) -> None:
    member = staff(Role.PRIVACY_OFFICER)

    def batches() -> Iterator[Sequence[Sequence[Any]]]:
        yield [["a", "b", [], True, {}]] * 3
        yield [["c", "d", [], True, {}]] * 2
        Staff.objects.filter(pk=member.pk).update(**ending)
        yield [["not", "shown", [], True, {}]]

    paper = _paper(member)
    chunks = exporting.stream(
        paper=paper, form=Format.CSV, columns=COLUMNS, batches=batches(), clock=lambda: NOW
    ).streaming_content
    got = b""
    with pytest.raises(Cut):
        for chunk in chunks:
            got += chunk  # type: ignore[operator]
    row = Export.objects.get()
    assert (got.count(b"\r\n") - 1, row.rows, row.ended_at, row.finished_at) == (3, 3, NOW, None)
    assert [(event.outcome, event.details["what"]) for event in _events(paper)] == [
        ("granted", "begun"),
        ("denied", "cut-off"),
    ]


def test_export_that_fails_underway_is_in_the_book() -> None:
    def batches() -> Iterator[Sequence[Sequence[Any]]]:
        yield [["a", "b", [], True, {}]]
        raise OSError

    paper = _paper(staff(Role.PRIVACY_OFFICER))
    with pytest.raises(OSError):
        b"".join(
            exporting.stream(
                paper=paper, form=Format.CSV, columns=COLUMNS, batches=batches(), clock=lambda: NOW
            ).streaming_content  # type: ignore[arg-type]
        )
    assert [event.details["what"] for event in _events(paper)] == ["begun", "broken-off"]
    assert Export.objects.get().finished_at is None
