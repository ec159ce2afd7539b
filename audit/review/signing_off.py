"""What a privacy officer answers to cases. An answer is one line of the book, in its transaction, to however many."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord, PurposeOfUse, ReviewVerdict
from audit.ledger import record_change
from audit.models import ReviewCase


class OwnReads(ValueError):
    """Nobody signs off what they read themselves: another officer does."""


class SignedOffAlready(ValueError):
    """Somebody was faster, or there is no such case. Nothing was changed: look again."""


class NoNote(ValueError):
    """An answer says why."""


@transaction.atomic
def sign_off(
    *, by: Actor, now: datetime, case_ids: Iterable[UUID], verdict: ReviewVerdict | str, note: str
) -> list[ReviewCase]:
    """All of them or none, with one verdict and one note, which is sealed.

    Raises `OwnReads`, `SignedOffAlready`, `NoNote`; ValueError for no verdict.
    """
    answer, told = ReviewVerdict(verdict), note.strip()
    if not told:
        raise NoNote("Write in a few words what you found out.")
    wanted = set(case_ids)
    cases = list(ReviewCase.objects.select_for_update().filter(pk__in=wanted, decided_at=None).order_by("pk"))
    if not cases or len(cases) != len(wanted):
        raise SignedOffAlready("Somebody has signed this off meanwhile: look at the queue again.")
    if any(str(case.staff_id) == by.id for case in cases):
        raise OwnReads("These are reads of your own: another privacy officer signs them off.")
    for case in cases:
        case.verdict, case.decided_by, case.decided_at, case.note = answer, UUID(by.id), now, told
    _record(by, cases)
    ReviewCase.objects.bulk_update(cases, ["verdict", "decided_by", "decided_at", "note"])
    return cases


def _record(by: Actor, cases: Sequence[ReviewCase]) -> None:
    ids = " ".join(str(case.pk) for case in cases)
    record_change(
        word=AuditWord.REVIEW,
        actor=by,
        people=[case.person_id for case in cases if case.person_id],
        fields=["audit.reviewcase"],
        purpose=PurposeOfUse.OPERATIONS,
        details={
            "case" if len(cases) == 1 else "cases": ids,
            "verdict": cases[0].verdict,
            "reads": sum(case.reads for case in cases),
            "until": max(case.last_event for case in cases),
        },
    )
