"""Rows of one kind → the database, a batch at a time.

Numbered, because the order is the guarantee:
1. One transaction a batch, and in it one lock that all imports share: what follows sees no other import half-way.
2. Known rows are found by the keyed digest of (source, number there), under every key of the ring.
3. A row whose content digest is the same is unchanged: nothing is opened, compared or written.
4. The others are locked in order of their ids, laid down on what is there, and written by one
   INSERT … ON CONFLICT (id) DO UPDATE.
5. The events in the book, the refused rows and the run's position go into the same transaction.
   A rehearsal takes that back, and keeps the numbers in memory.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection, models, transaction
from psycopg.errors import LockNotAvailable

from audit import blind, ledger
from audit.domain.actors import Actor
from audit.enums import AuditWord, PurposeOfUse
from patients.enums import RecordKind, RefusalReason
from patients.importers.lines import LONGEST_LINE
from patients.importers.problems import HeldUp
from patients.importers.records import Place, Refused, Row
from patients.importers.report import CREATED, READ, UNCHANGED, UPDATED
from patients.importers.writers import WRITERS, RowWriter, Touched, Writing
from patients.models import ImportRefusal, ImportRun

#: Any number will do, if it is the same for all imports of this database.
_IMPORT_LOCK = 0x5E7151
ROWS_PER_TRANSACTION = 500
LONGEST_WAIT_SECONDS = 30


def write_batch(
    kind: RecordKind, items: Sequence[Row | Refused], *, writing: Writing, run: ImportRun | None, by: Actor
) -> None:
    """Write up to 500 rows and keep the refused ones. `run` is None for a rehearsal, which takes the batch back.

    Raises `HeldUp` when others hold the rows for too long.
    """
    try:
        with transaction.atomic():
            _write_batch(kind, items, writing, run, by)
            if writing.rehearsal is not None:
                transaction.set_rollback(True)
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise HeldUp(LONGEST_WAIT_SECONDS) from None
        raise


def _write_batch(
    kind: RecordKind, items: Sequence[Row | Refused], writing: Writing, run: ImportRun | None, by: Actor
) -> None:
    _wait_for_other_imports()
    refused = [item for item in items if isinstance(item, Refused)]
    touched: Touched = {}
    for rows in _rounds([item for item in items if not isinstance(item, Refused)]):
        changes, turned_down = _write_round(kind, rows, writing)
        for field, people in changes.items():
            touched.setdefault(field, set()).update(people)
        refused.extend(turned_down)
    for one in refused:
        writing.report.refuse(kind, one.place, one.reason)
    writing.report.counts[kind][READ] += len(items)
    if run is not None:
        _keep_refused(kind, refused, run)
        _say_where(run, kind, items[-1].place.line, writing)
    _write_down(kind, touched, run, by)


def _write_round(kind: RecordKind, rows: Sequence[Row], writing: Writing) -> tuple[Touched, list[Refused]]:
    """Rows of different numbers. Returns whose rows changed, and what could not be kept."""
    writer = WRITERS[kind](rows, writing)
    refused = [Refused(row.place, fault, row.raw) for row in rows if (fault := writer.fault(row))]
    writer.drop(refused)
    stored = _stored(writer)
    digests = {row.external_id: blind.content_key(writer.content(row)) for row in writer.rows}
    changed = [row for row in writer.rows if stored.get(row.external_id, (None, None))[1] != digests[row.external_id]]
    laid, unlaid = _laid_down(writer, changed, stored, digests)
    writer.drop(unlaid)
    _upsert(writer, laid)
    created = sum(1 for external_id in laid if external_id not in stored)
    writing.report.counts[kind].update(
        {CREATED: created, UPDATED: len(laid) - created, UNCHANGED: len(writer.rows) - len(laid)}
    )
    ids = {external_id: pk for external_id, (pk, _) in stored.items()}
    also = writer.finish({**ids, **{external_id: found.pk for external_id, found in laid.items()}})
    whose = {writer.person_of(found) for found in laid.values()}
    return {f"patients.{writer.model._meta.model_name}": whose, **also}, [*refused, *unlaid]


def _stored(writer: RowWriter) -> dict[str, tuple[UUID, bytes | None]]:
    """Number there → our id and the content digest. A row under an old key counts as changed: its digest is old too."""
    source, rehearsal = writer.writing.source, writer.writing.rehearsal
    numbers = {row.external_id for row in writer.rows}
    by_digest = {digest: number for number in numbers for digest in blind.external_keys(source, number)}
    found = writer.model._default_manager.filter(external_key__in=by_digest).values_list(
        "external_key", "pk", "content_key"
    )
    stored = {by_digest[bytes(external)]: (pk, bytes(content) if content else None) for external, pk, content in found}
    return {**stored, **rehearsal.known(writer.model, source, numbers)} if rehearsal else stored


def _laid_down(
    writer: RowWriter,
    rows: Sequence[Any],
    stored: dict[str, tuple[UUID, bytes | None]],
    digests: dict[str, bytes],
) -> tuple[dict[str, Any], list[Refused]]:
    """Number there → the locked or new instance with the row's values; and the rows whose values do not go in."""
    manager, source = writer.model._default_manager, writer.writing.source
    ids = {row.external_id: stored[row.external_id][0] for row in rows if row.external_id in stored}
    there = manager.filter(pk__in=ids.values()).order_by("pk").select_for_update()
    locked: dict[Any, Any] = {found.pk: found for found in there} if ids else {}
    laid: dict[str, Any] = {}
    refused = []
    for row in rows:
        pk = ids.get(row.external_id)
        found: Any = locked.get(pk) or writer.model(source=source, **({"pk": pk} if pk else {}))
        try:
            writer.fill(found, row)
        except (TypeError, ValueError, AttributeError, OverflowError):
            refused.append(Refused(row.place, RefusalReason.NOT_READABLE, row.raw))
            continue
        found.external_key, found.content_key = blind.external_key(source, row.external_id), digests[row.external_id]
        laid[row.external_id] = found
    return laid, refused


def _upsert(writer: RowWriter, laid: dict[str, Any]) -> None:
    if not laid:
        return
    columns = [field.name for field in writer.model._meta.concrete_fields if not field.primary_key]
    writer.model._default_manager.bulk_create(
        laid.values(), update_conflicts=True, unique_fields=["id"], update_fields=columns
    )
    if rehearsal := writer.writing.rehearsal:
        for external_id, row in laid.items():
            rehearsal.keep(writer.model, writer.writing.source, external_id, (row.pk, row.content_key))


def _rounds(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """First comers, then the second row of the same number, and so on: a later row sees the earlier one written."""
    rounds: list[dict[str, Row]] = []
    for row in rows:
        for one in rounds:
            if row.external_id not in one:
                one[row.external_id] = row
                break
        else:
            rounds.append({row.external_id: row})
    for one in rounds:
        yield list(one.values())


def _wait_for_other_imports() -> None:
    """Also bounds every later wait of this batch, for a row that somebody else is changing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{LONGEST_WAIT_SECONDS}s"])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_IMPORT_LOCK])


def keep_foreign_file(place: Place, run: ImportRun) -> None:
    """A file of a type that is not imported: kept as a refused row without its content."""
    with transaction.atomic():
        _keep_refused("", [Refused(place, RefusalReason.TYPE_NOT_IMPORTED)], run)


def _keep_refused(kind: RecordKind | str, refused: Sequence[Refused], run: ImportRun) -> None:
    kept = []
    for one in refused:
        row = ImportRefusal(run=run, kind=kind, line=one.place.line, reason=one.reason)
        row.file, row.raw = str(one.place.file), one.raw()[:LONGEST_LINE]
        kept.append(row)
    ImportRefusal.objects.bulk_create(kept)
    ImportRun.objects.filter(pk=run.pk).update(refused=models.F("refused") + len(kept))


def _say_where(run: ImportRun, kind: RecordKind, line: int, writing: Writing) -> None:
    run.counts = {
        **run.counts,
        **writing.report.numbers(),
        "at": {**run.counts.get("at", {}), "kind": kind, "line": line},
    }
    run.save(update_fields=["counts"])


def _write_down(kind: RecordKind, touched: Touched, run: ImportRun | None, by: Actor) -> None:
    """One event for each field, with those of whom it changed."""
    for field, people in touched.items():
        if people:
            ledger.record_change(
                word=AuditWord.IMPORT,
                actor=by,
                people=people,
                fields=[field],
                purpose=PurposeOfUse.OPERATIONS.value,
                details={"run": str(run.pk) if run else "", "kind": kind.value},
            )
