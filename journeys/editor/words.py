"""A version in sentences: what staff read about who enters, who leaves, and when a step leaves."""

from collections.abc import Sequence

from clinic.domain.holidays import holiday_in_words
from clinic.enums import HolidayCalendar
from clinic.queries import organisation
from journeys.enums import Condition, Exit, Goal, Trigger
from journeys.models import JourneyVersion, Step

ANCHORS: dict[str, str] = {
    Trigger.JOINED: "The day of joining",
    Trigger.APPOINTMENT: "The appointment begins",
    Trigger.PROCEDURE: "The procedure ends",
    Trigger.CHECK_UP_DUE: "The next check-up is due",
    Trigger.LAST_VISIT: "Nobody came for so long",
    Trigger.NO_SHOW: "The appointment that was missed",
    Trigger.BIRTHDAY: "The birthday",
    Trigger.HOLIDAY: "The holiday",
    Trigger.FIXED_DAY: "The day of the month",
    Trigger.LEAD: "The day somebody asks",
    Trigger.AUTHORIZATION_ENDING: "The signed permission ends",
    Trigger.SEMINAR: "The seminar begins",
}
COMES_ROUND = frozenset({Trigger.CHECK_UP_DUE, Trigger.LAST_VISIT})
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def facts_of(version: JourneyVersion) -> list[tuple[str, str]]:
    """(label, sentence), in the order in which a journey runs. `version` comes with its journey and segment."""
    trigger = Trigger(version.journey.trigger)
    facts = [("Begins when", str(trigger.label)), ("Who enters", _who(version))]
    if trigger in COMES_ROUND:
        facts.append(("Comes round", f"{version.interval_months} months after the last visit, and again so often"))
    if trigger == Trigger.FIXED_DAY:
        facts.append(("On day", f"{version.day_of_month} of each month"))
    if trigger == Trigger.HOLIDAY:
        chosen = ", ".join(holiday_words(key) for key in version.holidays)
        facts.append(("Holidays", chosen or _all_of_the_clinics()))
    return [
        *facts,
        ("Entering again", _again(version)),
        ("It has worked when", _listed([str(Goal(goal).label) for goal in version.goals])),
        ("It ends early when", _listed([str(Exit(leaves).label) for leaves in version.exits])),
        ("Weekly cap", _cap(version)),
    ]


def holiday_words(key: str) -> str:
    country, _, name = key.partition(":")
    return f"{holiday_in_words(name, 'en')} ({country.upper()})"


def _all_of_the_clinics() -> str:
    calendars = [str(HolidayCalendar(word).label) for word in organisation().holiday_calendars]
    return f"all of the clinic’s calendars: {', '.join(calendars) or 'it keeps none yet'}"


def note_of(step: Step) -> str:
    """Its hours, days and condition, in one line."""
    parts = [f"{step.window_from:%H:%M} to {step.window_until:%H:%M}"]
    if step.window_until <= step.window_from:
        parts = ["at any hour"]
    if step.weekdays:
        parts.append(", ".join(_DAYS[day - 1] for day in step.weekdays))
    if step.only_that_day:
        parts.append("that day only")
    if step.condition != Condition.NONE:
        parts.append(str(Condition(step.condition).label).lower())
    return " · ".join(parts)


def _who(version: JourneyVersion) -> str:
    kinds = {Trigger.LEAD: "Every lead", Trigger.SEMINAR: "Everybody with a place"}
    everybody = kinds.get(Trigger(version.journey.trigger), "Every patient")
    return f"{everybody} of the segment “{version.segment}”" if version.segment else everybody


def _again(version: JourneyVersion) -> str:
    often = {None: "As often as it begins", 1: "Once"}.get(version.at_most, f"At most {version.at_most} times")
    return f"{often}, at least {version.days_between} days apart" if version.days_between else often


def _cap(version: JourneyVersion) -> str:
    if not version.is_capped:
        return "Its messages count, and are never held back"
    return f"May be held back; place {version.priority} of 9 where there is no room for all"


def _listed(sentences: Sequence[str]) -> str:
    return "; ".join(sentences) if sentences else "–"
