"""Which endings are in use: the goals and exits of published versions, and what ends a journey whatever they say."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from audit import blind
from campaigns.enums import Unsent
from clinic.domain.hours import local_day
from clinic.enums import ServiceCategory
from clinic.queries import organisation
from consent.enums import AuthorizationState, Topic
from journeys.domain.entry import birthdays_on
from journeys.endings import ANCHOR_GONE, DIED, EXITS, GOALS
from journeys.enums import Condition, Exit, ExitReason, Goal, Trigger
from journeys.models import JourneyVersion, Step
from patients.enums import CAME, STILL_ON, AppointmentStatus, PersonKind, TaskKind

_BY_EXIT: Mapping[Exit, ExitReason] = {
    Exit.UNSUBSCRIBED: ExitReason.UNSUBSCRIBED,
    Exit.HANDED_OVER: ExitReason.HANDED_OVER,
    Exit.CAME: ExitReason.CAME,
    Exit.BOOKED: ExitReason.BOOKED_AGAIN,
}
_OF_VERSIONS = "n.version_id = ANY(%(versions)s)"
#: Days before and after a run in which a birthday may still have a message waiting.
_BIRTHDAYS_NEAR = 7
WORDS: Mapping[str, Any] = {
    "patient": PersonKind.PATIENT.value,
    "lead": PersonKind.LEAD.value,
    "still_on": sorted(STILL_ON),
    "came": sorted(CAME),
    "confirmed": AppointmentStatus.CONFIRMED.value,
    "no_show": AppointmentStatus.NO_SHOW.value,
    "check_up": ServiceCategory.CHECK_UP.value,
    "signed": AuthorizationState.ACTIVE.value,
    "all_topics": Topic.ALL.value,
    "for_staff": [TaskKind.LEAD.value, TaskKind.BOOKING.value, TaskKind.CALL_BACK.value, TaskKind.REPLY.value],
    "check_up_due": Trigger.CHECK_UP_DUE.value,
    "after_visits": [Trigger.CHECK_UP_DUE.value, Trigger.LAST_VISIT.value],
    "no_show_trigger": Trigger.NO_SHOW.value,
    "lead_trigger": Trigger.LEAD.value,
}


@dataclass(frozen=True, slots=True)
class Ending:
    """What to look for, in which enrolments, and what is told of the messages that are taken back. `values`: what the
    statement needs besides; `why` is told of the enrolment."""

    happened: str
    unsent: Unsent
    values: Mapping[str, Any]
    of_versions: str = _OF_VERSIONS


def published_versions() -> list[JourneyVersion]:
    return list(
        JourneyVersion.objects.filter(published_at__isnull=False)
        .select_related("journey")
        .only("goals", "exits", "journey__trigger")
        .order_by("pk")
    )


def endings_in_use(versions: Iterable[JourneyVersion], at: datetime) -> Iterator[Ending]:
    """Goals first: whoever reached one has not merely left."""
    versions = list(versions)
    for goal, happened in GOALS.items():
        found = [version.pk for version in versions if goal.value in version.goals]
        yield from _ending(happened, ExitReason.GOAL_REACHED, Unsent.GOAL_REACHED, found)
    for early, happened in EXITS.items():
        found = [version.pk for version in versions if early.value in version.exits]
        yield from _ending(happened, _BY_EXIT[early], Unsent.LEFT_JOURNEY, found)
    for trigger, happened in ANCHOR_GONE.items():
        found = [version.pk for version in versions if version.journey.trigger == trigger]
        more = _birthdays_near(at) if trigger == Trigger.BIRTHDAY else {}
        yield from _ending(happened, ExitReason.NOT_WHO_IT_IS_FOR, Unsent.LEFT_JOURNEY, found, more)
    why = {"why": ExitReason.NOT_WHO_IT_IS_FOR.value}
    yield Ending(DIED, Unsent.LEFT_JOURNEY, why, of_versions="true")


def waits_for_bookings(versions: Iterable[JourneyVersion], at: datetime) -> Mapping[str, Any] | None:
    """The versions that a booking ends or holds back, and since when an anchor may still have a step in time."""
    booked = {one.pk for one in versions if Goal.BOOKED.value in one.goals or Exit.BOOKED.value in one.exits}
    steps = Step.objects.filter(
        Q(version__in=booked) | Q(condition=Condition.NO_UPCOMING_VISIT), version__published_at__isnull=False
    ).values_list("version_id", "offset_days", "offset_hours", "too_late_hours")
    reach = [(version, timedelta(days=days, hours=hours + late)) for version, days, hours, late in steps]
    if not reach:
        return None
    return {"versions": sorted({version for version, _ in reach}), "since": at - max(latest for _, latest in reach)}


def _ending(
    happened: str, reason: ExitReason, unsent: Unsent, versions: list[UUID], more: Mapping[str, Any] | None = None
) -> Iterator[Ending]:
    if versions:
        yield Ending(happened, unsent, {"versions": versions, "why": reason.value, **(more or {})})


def _birthdays_near(at: datetime) -> Mapping[str, Any]:
    today = local_day(at, organisation().time_zone)
    days = [today + timedelta(days=number) for number in range(-_BIRTHDAYS_NEAR, _BIRTHDAYS_NEAR + 1)]
    pairs = [(day, digest) for day in days for kept in birthdays_on(day) for digest in blind.birthday_keys(kept)]
    return {"birthdays": [day.isoformat() for day, _ in pairs], "digests": [digest for _, digest in pairs]}
