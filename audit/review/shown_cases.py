"""A case as an officer reads it: reader by log-in name, the reason, the events behind it, the note if there is one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from audit.domain.actors import Actor
from audit.domain.review_reasons import reason
from audit.door import phi_access
from audit.enums import AuditWord, Outcome, PurposeOfUse, ReviewRule, ReviewVerdict
from audit.events_in_words import Names, name_actors, place_in_words
from audit.models import AuditEvent, ReviewCase

BAD = frozenset({ReviewVerdict.INAPPROPRIATE, ReviewVerdict.BREACH})
EVENTS_A_PAGE = 25
_NOTE = "audit.reviewcase.note"


@dataclass(frozen=True, slots=True)
class ShownCase:
    case: ReviewCase
    reader: str
    decided_by: str
    reason: str
    events: Page
    note: str

    @property
    def next_day(self) -> date:
        """Where the case's day ends: the first moment that is not of it."""
        return self.case.day + timedelta(days=1)


def name_readers(cases: Iterable[ReviewCase]) -> None:
    """Put `reader` on each case: one query for all of them."""
    rows = list(cases)
    names = _names({case.staff_id for case in rows})
    for case in rows:
        case.reader = names.get(case.staff_id, str(case.staff_id))  # type: ignore[attr-defined]


def shown(case: ReviewCase, *, by: Actor, page: str | None = None) -> ShownCase:
    """Under one event about the person that the case is about; the note is revealed by it."""
    with phi_access(
        actor=by,
        purpose=PurposeOfUse.OPERATIONS,
        people=[case.person_id] if case.person_id else [],
        fields=[_NOTE],
        word=AuditWord.AUDIT,
        details={"case": str(case.pk)},
    ) as phi:
        note = phi.reveal(case.note) or ""
    names = _names({case.staff_id, case.decided_by} - {None})
    events = Paginator(_behind(case), EVENTS_A_PAGE).get_page(page)
    rows = list(events.object_list)
    name_actors(rows)
    for event in rows:
        event.where = place_in_words(event.place)  # type: ignore[attr-defined]
        event.together = len(event.people)  # type: ignore[attr-defined]
    events.object_list = rows
    return ShownCase(
        case=case,
        reader=names.get(case.staff_id, str(case.staff_id)),
        decided_by=names.get(case.decided_by, str(case.decided_by)) if case.decided_by else "",
        reason=reason(case.rule, case.reads, case.facts),
        events=events,
        note=note,
    )


def _behind(case: ReviewCase) -> QuerySet[AuditEvent]:
    """What the reader did between the first and the last of the reads, as far as the rule is about it."""
    events = AuditEvent.objects.filter(
        actor_id=str(case.staff_id), occurred_at__gte=case.first_at, occurred_at__lte=case.last_at
    )
    if case.person_id:
        events = events.filter(people__contains=[case.person_id])
    elif case.rule == ReviewRule.DENIED_BURST:
        events = events.filter(outcome=Outcome.DENIED)
    elif case.rule == ReviewRule.EXPORT:
        events = events.filter(word=AuditWord.EXPORT)
    else:
        events = events.exclude(people=[])
    return events.order_by("-pk")


def _names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    names_of: Names = import_string(settings.ACTOR_NAMES)
    return names_of({one for one in ids if one})
