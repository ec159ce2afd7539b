"""Sets a sample clinic up as one of the cases: its journeys are on, those of a fixed day have theirs today."""

from collections import Counter
from datetime import date, datetime, timedelta

from django.db import transaction

from audit.domain.actors import Actor
from clinic.domain.holidays import HolidayOn, holidays_between, of_calendars
from clinic.queries import organisation
from journeys.demo.cases import Case
from journeys.enums import EnrolmentState
from journeys.models import Enrolment, Journey
from journeys.operations import definitions, enrolments, switching
from journeys.operations.definitions import PlannedStep
from journeys.queries import rule_of

_LAST_FIXED_DAY = 28


def set_up(case: Case, *, today: date, by: Actor, now: datetime) -> None:
    """Doing it again changes nothing but the day. Other journeys that are on stay on."""
    for journey in Journey.objects.filter(slug__in=case.journeys):
        if journey.slug in case.today:
            _have_its_day(journey, min(today.day, _LAST_FIXED_DAY), by=by, now=now)
        if not journey.is_active:
            switching.switch_on(journey_id=journey.pk, by=by, now=now)


def bring_people_in(*, by: Actor, now: datetime) -> int:
    """Whoever is due enters now, as in the run that comes next; nothing is sent by it."""
    return enrolments.enrol_due(by=by, at=now)


def people_in(case: Case) -> dict[str, int]:
    """How many are under way in each of the case's journeys."""
    counts = Counter(
        Enrolment.objects.filter(journey__slug__in=case.journeys, state=EnrolmentState.ACTIVE).values_list(
            "journey__slug", flat=True
        )
    )
    return {slug: counts[slug] for slug in case.journeys}


def next_holiday(today: date) -> HolidayOn | None:
    """Which one of the clinic's calendars is greeted next: people enter two days before."""
    keys = of_calendars(organisation().holiday_calendars)
    return next(iter(holidays_between(keys, today - timedelta(days=1), today + timedelta(days=366))), None)


@transaction.atomic
def _have_its_day(journey: Journey, day: int, *, by: Actor, now: datetime) -> None:
    """A new version, as a manager would write it."""
    published = journey.versions.filter(published_at__isnull=False).order_by("-number").first()
    if published is None or published.day_of_month == day:
        return
    draft = definitions.begin_draft(journey_id=journey.pk, by=by, now=now)
    steps = [PlannedStep(rule_of(step), step.template_id) for step in draft.steps.order_by("pk")]
    definitions.save_draft(journey_id=journey.pk, settings={"day_of_month": day}, steps=steps, by=by, now=now)
    definitions.publish(journey_id=journey.pk, by=by, now=now)
