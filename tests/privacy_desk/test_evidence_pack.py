"""The evidence pack: everything an auditor asks for, nothing about a patient, and digests that fit."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as ours
from django.core.management import CommandError, call_command

from audit.domain.actors import Actor
from audit.domain.evidence import EvidenceFile, Period
from audit.models import AuditEvent, Export, ReviewCase
from clinic.enums import Role
from clinic.evidence.pack import period
from clinic.models import BreakGlass, Staff, Vendor
from clinic.operations.vendors import add_paper
from tests.desk_people import NOW, house, patient, signed_in, staff

pytestmark = pytest.mark.usefixtures("committing_db")  # verification wants a snapshot of its own
PAGE = "/admin/desk/privacy/evidence/"
CANARY = "Canaryword"
NAMES = {
    "README.md", "manifest.json", "access/staff.csv", "access/grants.csv", "access/fields-by-role.csv",
    "access/pages-by-role.csv", "access/quarterly-reviews.csv", "access/emergencies.csv",
    "book/reviews-of-unusual-reads.csv", "book/coverage-of-pages.csv", "book/events-by-month.csv", "book/seals.csv",
    "book/anchors.csv", "book/seal-status.json", "book/verification.json",
    "book/verifications.csv", "book/retention.json", "book/exports.csv",
    "registers/trainings.csv", "registers/risk-assessments.csv", "vendors/vendors.csv", "vendors/papers.csv",
    "rights/erased-ids.csv",
    "leaks/checks.csv", "leaks/findings.csv", "system/configuration.json", "system/migrations.txt",
}  # fmt: skip


def _made(path: Path, *options: str) -> dict[str, bytes]:
    call_command("evidence_pack", "--out", str(path), *options)
    return _opened(path.read_bytes())


def _opened(content: bytes) -> dict[str, bytes]:
    """Without the folder they are all in."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_pack_holds_all_its_parts_and_their_digests(tmp_path: Path) -> None:
    house()
    files = _made(tmp_path / "pack.zip")
    assert set(files) - {"book/audit-coverage.md"} == NAMES
    digests = json.loads(files["manifest.json"])["sha256"]
    assert digests == {name: sha256(content).hexdigest() for name, content in files.items() if name != "manifest.json"}
    readme = files["README.md"].decode()
    assert [name for name in set(files) - {"README.md", "manifest.json"} if f"`{name}`" not in readme] == []
    assert not re.search(r"certif|complian", readme, re.IGNORECASE)


def test_digest_of_the_pack_is_in_the_book(tmp_path: Path) -> None:
    house()
    path = tmp_path / "pack.zip"
    files = _made(path)
    row = Export.objects.get()
    assert (row.kind, row.sha256, row.rows) == ("evidence", sha256(path.read_bytes()).hexdigest(), len(files))
    event = AuditEvent.objects.get(pk=row.event)
    assert (event.actor_id, event.details["sha256"], event.place) == (
        "evidence-pack",
        row.sha256,
        "command:evidence_pack",
    )
    assert path.stat().st_mode & 0o777 == 0o600


def test_pack_names_nobody_and_quotes_nobody(tmp_path: Path) -> None:
    house()
    one = patient(CANARY, f"{CANARY}family", email=f"{CANARY}@example.org", street=f"{CANARY} Street", notes=CANARY)
    reader = staff(Role.CLINICIAN)
    BreakGlass.objects.create(
        staff=reader, person_id=one.pk, reason="emergency", words=CANARY, opened_at=NOW, ends_at=NOW, review_due_at=NOW
    )
    ReviewCase.objects.create(
        rule="bulk", staff_id=reader.pk, person_id=one.pk, day=NOW.date(), first_event=1, last_event=1, first_at=NOW,
        last_at=NOW, opened_at=NOW, verdict="explained", decided_at=NOW, decided_by=UUID(int=1), note=CANARY,
    )  # fmt: skip
    files = _made(tmp_path / "pack.zip", "--from", "2026-06-01", "--until", "2026-06-30")
    assert [name for name, content in files.items() if CANARY.lower() in content.decode().lower()] == []
    [emergency] = _rows(files["access/emergencies.csv"])
    [case] = _rows(files["book/reviews-of-unusual-reads.csv"])
    assert (emergency["person"], case["person"], case["verdict"]) == (str(one.pk), str(one.pk), "explained")


def test_pack_holds_no_secret(tmp_path: Path) -> None:
    house()
    whole = b"".join(_made(tmp_path / "pack.zip").values()).decode()
    secrets = [
        ours.SECRET_KEY,
        *ours.FERNET_KEYS,
        *ours.BLIND_INDEX_KEYS,
        *ours.LINK_KEYS,
        ours.DATABASES["default"]["PASSWORD"],
    ]
    assert [secret for secret in secrets if secret and secret in whole] == []


def test_days_outside_the_period_are_left_out(tmp_path: Path) -> None:
    house()
    reader = staff(Role.CLINICIAN)
    for at in (datetime(2026, 6, 1, 4, 59, tzinfo=UTC), datetime(2026, 6, 1, 5, tzinfo=UTC)):  # midnight in Chicago
        BreakGlass.objects.create(
            staff=reader,
            person_id=UUID(int=1),
            reason="emergency",
            words="",
            opened_at=at,
            ends_at=at,
            review_due_at=at,
        )
    files = _made(tmp_path / "pack.zip", "--from", "2026-06-01", "--until", "2026-06-01")
    assert [row["opened at"] for row in _rows(files["access/emergencies.csv"])] == ["2026-06-01T05:00:00+00:00"]


def test_papers_come_only_if_asked_for() -> None:
    house()
    vendor = Vendor.objects.create(name="Post", backend="post")
    content = b"%PDF-1.4 signed"
    paper = add_paper(by=Actor.system("test"), now=NOW, vendor_id=vendor.pk, name="agreement.pdf", content=content)
    client = signed_in(staff(Role.PRIVACY_OFFICER))
    without, files = (_opened(_sent(client.post(PAGE, told))) for told in ({}, {"papers": "on"}))
    assert not [name for name in without if name.startswith("vendors/papers/")]
    assert files[f"vendors/papers/{paper.pk}.pdf"] == content
    [listed] = _rows(files["vendors/papers.csv"])
    assert listed["sha-256"] == sha256(content).hexdigest()


def _sent(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_command_refuses_days_in_the_wrong_order_and_a_file_that_is_there(tmp_path: Path) -> None:
    house()
    there = tmp_path / "there.zip"
    there.write_bytes(b"older")
    for options in (["--from", "2026-06-02", "--until", "2026-06-01"], ["--out", str(there)]):
        with pytest.raises(CommandError) as refused:
            call_command("evidence_pack", "--out", str(tmp_path / "new.zip"), *options)
        assert refused.value.returncode == 2
    assert there.read_bytes() == b"older"
    assert not Export.objects.exists()


def test_period_is_a_year_up_to_the_clinics_today_unless_told() -> None:
    asked = period(since=None, until=None, at=datetime(2026, 6, 16, 3, tzinfo=UTC), zone="America/Chicago")
    assert (asked.since, asked.until) == (date(2025, 6, 15), date(2026, 6, 15))


def test_desk_gives_the_officer_the_pack_and_nobody_else() -> None:
    house()
    officer = staff(Role.PRIVACY_OFFICER)
    client = signed_in(officer)
    assert client.get(PAGE).status_code == 200
    answer: Any = client.post(PAGE, {"since": "2026-01-01"})
    content = _sent(answer)
    assert re.search(r'filename="revisit-evidence-\d{4}-\d\d-\d\d\.zip"', answer["Content-Disposition"])
    assert set(_opened(content)) >= NAMES
    assert Export.objects.get().sha256 == sha256(content).hexdigest()
    assert client.post(PAGE, {"since": "2026-02-01", "until": "2026-01-01"}).context["form"].errors
    assert signed_in(staff(Role.ADMINISTRATOR)).post(PAGE, {}).status_code == 403


@pytest.mark.parametrize("ending", [{"is_active": False}, {"role": Role.MARKETER}])
def test_officer_who_may_no_longer_have_it_gets_nothing(settings: Any, ending: dict[str, Any]) -> None:
    """Their rights end while the files are put together, before the first of them or behind the last one."""
    house()
    officer = staff(Role.PRIVACY_OFFICER)
    client = signed_in(officer)
    ends = f"{__name__}.ends_rights"
    for providers in ([ends, *settings.EVIDENCE], [*settings.EVIDENCE, ends]):
        Staff.objects.filter(pk=officer.pk).update(is_active=True, role=Role.PRIVACY_OFFICER)
        _ENDING.update(pk=officer.pk, how=ending)
        settings.EVIDENCE = providers
        assert client.post(PAGE, {}).status_code == 403
        row = Export.objects.latest("asked_at")
        assert (row.finished_at, row.ended_at is not None, row.sha256) == (None, True, "")
        told = [(one.outcome, one.details["what"]) for one in _export_events(row)]
        assert told == [("granted", "begun"), ("denied", "cut-off")]


_ENDING: dict[str, Any] = {}


def ends_rights(asked: Period) -> list[EvidenceFile]:
    Staff.objects.filter(pk=_ENDING["pk"]).update(**_ENDING["how"])
    return []


def _export_events(row: Export) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(word="export", details__export=str(row.pk)).order_by("id"))
