"""Why somebody is not in a journey."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from campaigns.queries import audience
from clinic.queries import organisation
from journeys.domain.entry import entry_window, kind_wanted
from journeys.enums import Trigger
from journeys.models import Enrolment, Journey
from journeys.not_entered import days, happened, wishes
from journeys.not_entered.question import Question
from journeys.queries import latest_version, rule_of, steps_of
from patients.enums import PersonKind
from patients.models import Person

ENTERS_NEXT = "The next run will bring them in."


def why_not_entered(journey: Journey, person: Person, now: datetime) -> str:
    """One sentence. It asks the same questions as the enrolment, for one person."""
    version = latest_version(journey)
    if not journey.is_active or version is None:
        return "The journey is switched off."
    steps = steps_of(version.pk)
    wanted = kind_wanted(journey.trigger, {step.template.purpose for step in steps})
    if wanted and person.kind != wanted:
        return f"Only {PersonKind(wanted).label.lower()}s enter this journey."
    window = entry_window(journey.trigger, [rule_of(step) for step in steps], now)
    question = Question(person, version, window, now, organisation().time_zone)
    if missing := _MISSING[Trigger(journey.trigger)](question):
        return missing
    if version.segment and not audience(version.segment, window.until).filter(pk=person.pk).exists():
        return f"Not in the segment “{version.segment.name}”."
    return _limit(question) or ENTERS_NEXT


def _limit(asked: Question) -> str:
    earlier = Enrolment.objects.filter(journey=asked.version.journey_id, person=asked.person)
    most, apart = asked.version.at_most, asked.version.days_between
    if most is not None and earlier.count() >= most:
        return f"Was in this journey {most} times already, which is as often as anybody."
    if apart and earlier.filter(anchor_at__gt=asked.window.after - timedelta(days=apart)).exists():
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
    Trigger.AUTHORIZATION_ENDING: wishes.authorization_ending,
}
