"""Rows of one kind → the database, a batch at a time.

Numbered, because the order is the guarantee:
1. One transaction a batch, and in it one lock that all imports share: what follows sees no other import half-way.
2. Known rows are found by the keyed digest of (source, number there), under every key of the ring.
3. A row whose content digest is the same is unchanged: nothing is opened, compared or written.
4. The others are locked in order of their ids, laid down on what is there, and written by one
   INSERT … ON CONFLICT (id) DO UPDATE.
5. The event in the book, the refused rows and the run's position go into the same transaction.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from audit import blind, ledger
from audit.domain.actors import Actor
from audit.enums import AuditWord, PurposeOfUse
from patients.enums import RecordKind, RefusalReason
from patients.importers.lines import LONGEST_LINE
from patients.importers.records import Place, Refused, Row
from patients.importers.report import CREATED, READ, UNCHANGED, UPDATED
from patients.importers.writers import WRITERS, RowWriter, Writing
from patients.models import ImportRefusal, ImportRun

#: Any number will do, if it is the same for all imports of this database.
_IMPORT_LOCK = 0x5E7151
ROWS_PER_TRANSACTION = 500


def write_batch(
    kind: RecordKind, items: Sequence[Row | Refused], *, writing: Writing, run: ImportRun | None, by: Actor
) -> None:
    """Write up to 500 rows and keep the refused ones. `run` is None for a rehearsal that keeps nothing."""
    with transaction.atomic():
        _wait_for_other_imports()
        refused = [item for item in items if isinstance(item, Refused)]
        touched: set[UUID] = set()
        for rows in _rounds([item for item in items if not isinstance(item, Refused)]):
            people, turned_down = _write_round(kind, rows, writing)
            touched |= people
            refused.extend(turned_down)
        for one in refused:
            writing.report.refuse(kind, one.place, one.reason)
        writing.report.counts[kind][READ] += len(items)
        if run is not None:
            _keep_refused(kind, refused, run)
            _say_where(run, kind, items[-1].place.line, writing)
        if touched:
            _write_down(kind, touched, run, by)


def _write_round(kind: RecordKind, rows: Sequence[Row], writing: Writing) -> tuple[set[UUID], list[Refused]]:
    """Rows of different numbers. Returns whose rows changed, and what could not be kept."""
    writer = WRITERS[kind](rows, writing)
    refused = [Refused(row.place, fault, row.raw) for row in rows if (fault := writer.fault(row))]
    places = {one.place for one in refused}
    writer.rows = [row for row in rows if row.place not in places]
    stored = _stored(writer)
    digests = {row.external_id: blind.content_key(writer.content(row)) for row in writer.rows}
    changed = [row for row in writer.rows if stored.get(row.external_id, (None, None))[1] != digests[row.external_id]]
    written = _upsert(writer, changed, stored, digests)
    created = sum(1 for row in changed if row.external_id not in stored)
    writing.report.counts[kind].update(
        {CREATED: created, UPDATED: len(changed) - created, UNCHANGED: len(writer.rows) - len(changed)}
    )
    ids = {external_id: pk for external_id, (pk, _) in stored.items()}
    writer.finish({**ids, **{row.external_id: found.pk for row, found in zip(changed, written, strict=True)}})
    return {writer.person_of(found) for found in written}, refused


def _stored(writer: RowWriter) -> dict[str, tuple[UUID, bytes | None]]:
    """Number there → our id and the content digest. A row under an old key counts as changed: its digest is old too."""
    source = writer.writing.source
    by_digest = {
        digest: row.external_id for row in writer.rows for digest in blind.external_keys(source, row.external_id)
    }
    found = writer.model._default_manager.filter(external_key__in=by_digest).values_list(
        "external_key", "pk", "content_key"
    )
    return {by_digest[bytes(external)]: (pk, bytes(content) if content else None) for external, pk, content in found}


def _upsert(
    writer: RowWriter,
    rows: Sequence[Any],
    stored: dict[str, tuple[UUID, bytes | None]],
    digests: dict[str, bytes],
) -> list[Any]:
    if not rows:
        return []
    manager, source = writer.model._default_manager, writer.writing.source
    ids = [stored[row.external_id][0] for row in rows if row.external_id in stored]
    locked = {found.pk: found for found in manager.filter(pk__in=ids).order_by("pk").select_for_update()} if ids else {}
    written = []
    for row in rows:
        found: Any = locked[stored[row.external_id][0]] if row.external_id in stored else writer.model(source=source)
        writer.fill(found, row)
        found.external_key, found.content_key = blind.external_key(source, row.external_id), digests[row.external_id]
        written.append(found)
    columns = [field.name for field in writer.model._meta.concrete_fields if not field.primary_key]
    manager.bulk_create(written, update_conflicts=True, unique_fields=["id"], update_fields=columns)
    return written


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
    with connection.cursor() as cursor:
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


def _write_down(kind: RecordKind, people: set[UUID], run: ImportRun | None, by: Actor) -> None:
    ledger.record_change(
        word=AuditWord.IMPORT,
        actor=by,
        people=people,
        fields=[f"patients.{WRITERS[kind].model._meta.model_name}"],
        purpose=PurposeOfUse.OPERATIONS.value,
        details={"run": str(run.pk) if run else "", "kind": kind.value},
    )
