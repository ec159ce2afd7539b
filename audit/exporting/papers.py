"""What the book knows of an export: who took what, when, and the digest of every byte that left.

Two events: one before the first byte, one with the digest at the end. The seal over the second is the signature of the
file (`audit.sealing.proofs.proof_of_event`); no process that answers requests holds a key to sign with.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit import ledger
from audit.domain.actors import Actor
from audit.enums import AuditWord, ExportKind, Outcome, PurposeOfUse
from audit.models import Export

Criteria = Mapping[str, str | int]


@dataclass(frozen=True)
class Paper:
    """An export under way. `criteria` are codes, ids and dates; never a value of a person."""

    id: UUID
    kind: ExportKind
    by: Actor
    purpose: PurposeOfUse
    criteria: Criteria
    people: tuple[UUID, ...] = ()
    fields: tuple[str, ...] = field(default=("audit.auditevent",))


def begin(
    *,
    by: Actor,
    kind: ExportKind,
    now: datetime,
    criteria: Criteria,
    purpose: PurposeOfUse = PurposeOfUse.OPERATIONS,
    people: Iterable[UUID] = (),
    fields: Iterable[str] = ("audit.auditevent",),
) -> Paper:
    """Write down that something is about to leave. Raises `DoorClosed`: then nothing may leave."""
    row = Export(kind=kind, staff_id=_staff_id(by), asked_at=now, criteria=dict(criteria))
    paper = Paper(row.pk, ExportKind(kind), by, purpose, criteria, tuple(people), tuple(fields))
    ledger.record_read(
        word=AuditWord.EXPORT,
        actor=by,
        purpose=purpose,
        people=paper.people,
        fields=paper.fields,
        details={**criteria, **_told(paper, "begun")},
    )
    row.save(force_insert=True)
    return paper


@transaction.atomic
def finish(paper: Paper, *, rows: int, sha256: str, now: datetime) -> int:
    """The event with the digest, by its number. It comes before the last bytes do."""
    event = ledger.record_change(
        word=AuditWord.EXPORT,
        actor=paper.by,
        purpose=paper.purpose,
        people=paper.people,
        fields=paper.fields,
        details={**_told(paper, "finished"), "rows": rows, "sha256": sha256},
    )
    Export.objects.filter(pk=paper.id).update(rows=rows, sha256=sha256, event=event, finished_at=now)
    return event


def cut_off(paper: Paper, *, rows: int, now: datetime) -> None:
    """Whoever asked may no longer have it: the rest stays here, and the try is in the book."""
    _broken(paper, "cut-off", rows, Outcome.DENIED)
    Export.objects.filter(pk=paper.id).update(rows=rows, ended_at=now)


def broken_off(paper: Paper, *, rows: int) -> None:
    """The reader went away, or something failed, after so many rows."""
    _broken(paper, "broken-off", rows, Outcome.GRANTED)
    Export.objects.filter(pk=paper.id).update(rows=rows)


def _broken(paper: Paper, what: str, rows: int, outcome: Outcome) -> None:
    ledger.record_read(
        word=AuditWord.EXPORT,
        actor=paper.by,
        purpose=paper.purpose,
        people=paper.people,
        fields=paper.fields,
        outcome=outcome,
        details={**_told(paper, what), "rows": rows},
    )


def _told(paper: Paper, what: str) -> dict[str, str | int]:
    return {"export": str(paper.id), "kind": paper.kind.value, "what": what}


def _staff_id(by: Actor) -> UUID:
    """A command acts for nobody of the staff: its exports carry the nil id."""
    return UUID(by.id) if by.kind == "staff" else UUID(int=0)
