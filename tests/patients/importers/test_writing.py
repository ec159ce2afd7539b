"""How batches are written, whatever format they come from."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest
from django.db import connection, transaction

from audit.domain.actors import Actor
from patients.enums import RecordKind
from patients.importers import writing
from patients.importers.problems import HeldUp
from patients.importers.records import Clinic, Meter, PersonRow, Place, Read, Shared
from patients.models import Person
from patients.operations.imports import import_records
from patients.person_details import PersonDetails
from tests.at_once import LIMIT, elsewhere
from tests.conftest import CommittingDatabase
from tests.patients.importers.scenes import counts, run_import, write

_TABLE = "person_id,given_name,family_name\n"


class _Rows:
    """A source whose reader lets everything through."""

    path, source = Path("x"), "test"

    def __init__(self, *people: PersonDetails) -> None:
        self._people = people

    def check(self, shared: Shared, meter: Meter) -> None: ...

    def kinds(self) -> frozenset[RecordKind]:
        return frozenset({RecordKind.PEOPLE})

    def read(self, kind: RecordKind, clinic: Clinic, shared: Shared, meter: Meter) -> Iterator[Read]:
        for number, details in enumerate(self._people, 1):
            yield PersonRow(Place(self.path, number), str(number), details)


@pytest.mark.django_db
def test_row_whose_values_do_not_go_in_is_refused_and_the_rest_goes_on() -> None:
    good, half = PersonDetails(given_name="Ana", family_name="Li"), PersonDetails(given_name="Bo")
    strange = PersonDetails(given_name="Cy", family_name=["Li"])  # type: ignore[typeddict-item]
    now = datetime(2026, 6, 15, tzinfo=UTC)
    report = import_records(by=Actor.system("test"), now=now, files=[_Rows(half, good, strange)])
    assert report.numbers()["people"] == counts(read=3, created=1, refused=2)
    assert [(place.line, reason) for place, reason in report.refused] == [(1, "not-readable"), (3, "not-readable")]


def test_import_that_others_hold_up_stops_and_says_so(
    committing_db: CommittingDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_import(write(tmp_path, "p.csv", _TABLE + "1,Ana,Li\n"))
    monkeypatch.setattr(writing, "LONGEST_WAIT_SECONDS", 1)
    changed = _Rows(PersonDetails(given_name="Ana", family_name="Lin"))
    changed.source = "revisit"
    held, release = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            Person.objects.select_for_update().get()
            held.set()
            assert release.wait(LIMIT)

    with elsewhere() as start:
        start(hold)
        assert held.wait(LIMIT)
        with pytest.raises(HeldUp, match="start it again"):
            import_records(by=Actor.system("test"), now=datetime(2026, 6, 15, tzinfo=UTC), files=[changed])
        release.set()


def test_rehearsal_holds_nothing_between_its_batches(
    committing_db: CommittingDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("patients.operations.imports.ROWS_PER_TRANSACTION", 1)
    run_import(write(tmp_path, "p.csv", _TABLE + "1,Ana,Li\n2,Bo,Li\n"))
    locked_at_read: list[bool] = []

    class Watching(_Rows):
        source = "revisit"

        def read(self, kind: RecordKind, clinic: Clinic, shared: Shared, meter: Meter) -> Iterator[Read]:
            for row in super().read(kind, clinic, shared, meter):
                locked_at_read.append(connection.in_atomic_block)
                yield row

    rows = [PersonDetails(given_name=name, family_name="Okafor") for name in ("Ana", "Bo")]
    now = datetime(2026, 6, 15, tzinfo=UTC)
    report = import_records(by=Actor.system("test"), now=now, files=[Watching(*rows)], dry_run=True)
    assert (report.numbers()["people"], locked_at_read) == (counts(read=2, updated=2), [False, False])
