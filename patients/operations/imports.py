"""Bring records of another system in. Never subscribes anybody."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from django.db import connection
from django.db.models.functions import Now

from audit.domain.actors import Actor
from clinic.domain.hours import local_day
from clinic.queries import organisation
from patients.enums import ImportState, RecordKind
from patients.importers.locations import Locations
from patients.importers.records import Clinic, Refused, Row, Shared, Skipped, SourceFile
from patients.importers.rehearsal import Rehearsal
from patients.importers.report import ImportReport
from patients.importers.writers import Writing
from patients.importers.writing import ROWS_PER_TRANSACTION, keep_foreign_file, write_batch
from patients.models import ImportRun

#: (what is being done, bytes of input just read)
Watch = Callable[[str, int], None]
CHECKING = "checking"
_RUN_LOCKS = 0x5E71


def import_records(
    *, by: Actor, now: datetime, files: Sequence[SourceFile], dry_run: bool = False, watch: Watch = lambda *_: None
) -> ImportReport:
    """Check all files, then write their rows, kind by kind, in transactions of at most 500.

    Raises `BrokenFile` before anything is written. A row that cannot be read or kept is refused and the rest goes
    on. Started again after an interruption it continues: what is there already is unchanged. A dry run does the
    same and takes each transaction back. Raises `HeldUp` when others hold the rows for too long.
    """
    shared = Shared()
    for file in files:
        file.check(shared, partial(watch, CHECKING))
    report = ImportReport()
    if dry_run:
        _import_all(files, shared, report, by=by, now=now, run=None, watch=watch)
        return report
    with _running(files) as run:
        report.run_id = str(run.pk)
        _import_all(files, shared, report, by=by, now=now, run=run, watch=watch)
    return report


def _import_all(
    files: Sequence[SourceFile],
    shared: Shared,
    report: ImportReport,
    *,
    by: Actor,
    now: datetime,
    run: ImportRun | None,
    watch: Watch,
) -> None:
    house = organisation()
    locations, rehearsal = Locations(house), Rehearsal() if run is None else None
    for kind in RecordKind:
        for number, file in enumerate(files, 1):
            if kind not in file.kinds():
                continue
            if run is not None:
                run.counts["at"] = {"file": number, "of": len(files)}
            writing = Writing(file.source, now, house, locations, report, rehearsal)
            clinic = Clinic(
                house.time_zone, local_day(now, house.time_zone), partial(locations.zone_at, source=file.source)
            )
            reads = file.read(kind, clinic, shared, partial(watch, kind.label))
            for batch in _batches(reads, report, run):
                write_batch(kind, batch, writing=writing, run=run, by=by)


def _batches(
    reads: Iterator[Row | Refused | Skipped], report: ImportReport, run: ImportRun | None
) -> Iterator[list[Row | Refused]]:
    batch: list[Row | Refused] = []
    for item in reads:
        if isinstance(item, Skipped):
            report.skip(item.what, item.whole_file)
            if item.whole_file is not None and run is not None:
                keep_foreign_file(item.whole_file, run)
            continue
        batch.append(item)
        if len(batch) == ROWS_PER_TRANSACTION:
            yield batch
            batch = []
    if batch:
        yield batch


@contextmanager
def _running(files: Sequence[SourceFile]) -> Iterator[ImportRun]:
    """A run row that says where it is. One whose process died is marked failed by the next import."""
    _mark_the_dead()
    run = ImportRun.objects.create(source=",".join(sorted({file.source for file in files})))
    _lock("pg_try_advisory_lock", run)
    try:
        yield run
        run.state = ImportState.DONE
    except BaseException:
        run.state = ImportState.FAILED
        raise
    finally:
        ImportRun.objects.filter(pk=run.pk).update(state=run.state, finished_at=Now())
        _lock("pg_advisory_unlock", run)


def _mark_the_dead() -> None:
    """A living import holds a lock on its run for as long as its connection lasts."""
    for run in ImportRun.objects.filter(state=ImportState.RUNNING):
        if _lock("pg_try_advisory_lock", run):
            ImportRun.objects.filter(pk=run.pk).update(state=ImportState.FAILED, finished_at=Now())
            _lock("pg_advisory_unlock", run)


def _lock(function: str, run: ImportRun) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [_RUN_LOCKS, run.pk.int % 2**31])
        return bool(cursor.fetchone()[0])
