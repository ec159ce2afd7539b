"""Flows are read again on a schedule: somebody looks at texts, timing and figures, and says what they found."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.domain.hours import local_day
from clinic.enums import Role, StaffAlert
from clinic.models import Notice
from clinic.operations.alerts import alert_staff, settle_alerts
from clinic.queries import organisation
from journeys.models import Journey, JourneyReview

_ALERT = StaffAlert.JOURNEY_REVIEW_DUE
#: Whoever may write journeys.
TOLD = (Role.MARKETER, Role.ADMINISTRATOR)

_LAST_READ = """
    SELECT j.id, GREATEST(
        (SELECT max(r.reviewed_at) FROM journeys_journeyreview r WHERE r.journey_id = j.id),
        (SELECT max(v.published_at) FROM journeys_journeyversion v WHERE v.journey_id = j.id)
    ) AS read_at
    FROM journeys_journey j WHERE j.is_active
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A journey that is on, when somebody read it last (or published it), and when it is due; None: never asked."""

    journey: Journey
    read_at: datetime
    due_on: date | None

    def is_due(self, today: date) -> bool:
        return self.due_on is not None and self.due_on <= today


@transaction.atomic
def record_review(*, journey_id: UUID, found: str, by: Actor, now: datetime) -> JourneyReview:
    """Somebody read it. `found` is about the journey and names nobody."""
    journey = Journey.objects.select_for_update().get(pk=journey_id)
    review = JourneyReview.objects.create(
        journey=journey, reviewed_at=now, reviewed_by=f"{by.kind}:{by.id}", found=found.strip()
    )
    record_change(
        word=AuditWord.CONFIGURE, actor=by, fields=["journeys.journeyreview"], details={"journey": journey.slug}
    )
    today = local_day(now, organisation().time_zone)
    if not any(one.is_due(today) for one in reviews_due(now)):
        settle_alerts(alert=_ALERT, subject_id=None, now=now, by=by)
    return review


def reviews_due(now: datetime) -> list[Due]:
    """Every journey that is on and was published, in order of its due day; those that nobody asks about come last."""
    zone = organisation().time_zone
    with connection.cursor() as cursor:
        cursor.execute(_LAST_READ)
        read = {journey_id: read_at for journey_id, read_at in cursor.fetchall() if read_at}
    found = [
        Due(journey, read[journey.pk], due_on(local_day(read[journey.pk], zone), journey.review_every_months))
        for journey in Journey.objects.filter(pk__in=read)
    ]
    return sorted(found, key=lambda due: (due.due_on or date.max, due.journey.name))


@transaction.atomic
def tell_of_due_reviews(*, now: datetime) -> None:
    """Each role that writes journeys is told once; again when another becomes due after they have seen to it."""
    today = local_day(now, organisation().time_zone)
    days = [one.due_on for one in reviews_due(now) if one.is_due(today) and one.due_on]
    if not days:
        return
    waiting = set(Notice.objects.filter(alert=_ALERT, seen_at=None).values_list("audience", flat=True))
    for role in TOLD:
        if role not in waiting:
            alert_staff(alert=_ALERT, once_key=f"{_ALERT}:{max(days)}:{role}", audience=role)


def due_on(read_on: date, months: int) -> date | None:
    if not months:
        return None
    year, month = divmod(read_on.year * 12 + read_on.month - 1 + months, 12)
    return date(year, month + 1, min(read_on.day, 28))
