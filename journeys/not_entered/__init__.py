"""Why somebody is not in a journey."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from campaigns.queries import audience
from journeys.domain.entry import entry_window, kind_wanted
from journeys.enums import Trigger
from journeys.models import Journey, JourneyVersion, Step
from journeys.not_entered import days, happened, wishes
from journeys.not_entered.known import Known
from journeys.not_entered.question import Question
from journeys.queries import latest_versions, plans_of, rule_of
from patients.enums import PersonKind
from patients.models import Person

ENTERS_NEXT = "The next run will bring them in."
_OFF = "The journey is switched off."


def why_not_entered(journey: Journey, person: Person, now: datetime) -> str:
    """One sentence. It asks the same questions as the enrolment, for one person."""
    return whys_not_entered([journey], person, now)[journey.pk]


def whys_not_entered(journeys: Sequence[Journey], person: Person, now: datetime) -> Mapping[UUID, str]:
    """A sentence for each. Versions, steps and what is known of the person are read once for all of them; a journey
    with a segment asks about it in one more query."""
    versions = {one.journey_id: one for one in latest_versions([one.pk for one in journeys if one.is_active])}
    plans = plans_of([version.pk for version in versions.values()])
    known = Known(person)
    found = {}
    for journey in journeys:
        version = versions.get(journey.pk)
        found[journey.pk] = _OFF if version is None else _why_not(journey, version, plans[version.pk], known, now)
    return found


def _why_not(journey: Journey, version: JourneyVersion, steps: Sequence[Step], known: Known, now: datetime) -> str:
    wanted = kind_wanted(journey.trigger, {step.template.purpose for step in steps})
    if wanted and known.person.kind != wanted:
        return f"Only {PersonKind(wanted).label.lower()}s enter this journey."
    window = entry_window(journey.trigger, [rule_of(step) for step in steps], now)
    question = Question(known, version, steps, window, now)
    if missing := _MISSING[Trigger(journey.trigger)](question):
        return missing
    if version.segment and not audience(version.segment, window.until).filter(pk=known.person.pk).exists():
        return f"Not in the segment “{version.segment.name}”."
    return _limit(question) or ENTERS_NEXT


def _limit(asked: Question) -> str:
    earlier = [at for journey, at in asked.known.entries if journey == asked.version.journey_id]
    most, apart = asked.version.at_most, asked.version.days_between
    if most is not None and len(earlier) >= most:
        return f"Was in this journey {most} times already, which is as often as anybody."
    if apart and any(at > asked.window.after - timedelta(days=apart) for at in earlier):
        return f"Was in this journey less than {apart} days ago."
    return ""


_MISSING: Mapping[Trigger, Callable[[Question], str]] = {
    Trigger.JOINED: happened.joined,
    Trigger.APPOINTMENT: happened.appointment,
    Trigger.NO_SHOW: happened.no_show,
    Trigger.PROCEDURE: happened.procedure,
    Trigger.CHECK_UP_DUE: happened.check_up_due,
    Trigger.LAST_VISIT: happened.last_visit,
    Trigger.BIRTHDAY: days.birthday,
    Trigger.HOLIDAY: days.holiday,
    Trigger.FIXED_DAY: days.fixed_day,
    Trigger.LEAD: wishes.lead,
    Trigger.SEMINAR: wishes.seminar,
    Trigger.AUTHORIZATION_ENDING: wishes.authorization_ending,
}
