"""The built-in journeys as data: what an installation begins with. Staff switch them on and off."""

from dataclasses import dataclass

from journeys.domain.timeline import StepRule
from journeys.enums import Condition, Trigger

_A_DAY = 24
_A_MONTH = 30 * 24


@dataclass(frozen=True, slots=True)
class BuiltInStep:
    rule: StepRule
    template: str


@dataclass(frozen=True, slots=True)
class BuiltInJourney:
    """`segment` narrows who may enter; it is left out where the segment is not installed."""

    slug: str
    name: str
    description: str
    trigger: Trigger
    steps: tuple[BuiltInStep, ...]
    segment: str = ""


BUILT_IN = (
    BuiltInJourney(
        slug="welcome",
        name="Welcome",
        description="A greeting on the day somebody becomes a patient, or the next morning.",
        trigger=Trigger.JOINED,
        steps=(
            BuiltInStep(
                StepRule("welcome", too_late_hours=4 * _A_DAY, late_entry_hours=3 * _A_DAY), template="welcome"
            ),
        ),
    ),
    BuiltInJourney(
        slug="appointment-reminder",
        name="Appointment reminder",
        description="24 hours before the appointment, if it is still on.",
        trigger=Trigger.APPOINTMENT,
        steps=(
            BuiltInStep(
                StepRule(
                    "a-day-before",
                    hours=-24,
                    too_late_hours=22,
                    late_entry_hours=6,
                    condition=Condition.STILL_ON.value,
                ),
                template="appointment-reminder",
            ),
        ),
    ),
    BuiltInJourney(
        slug="post-op-care",
        name="Care after a procedure",
        description="How to recover: the next day, and how it goes one week after.",
        trigger=Trigger.PROCEDURE,
        steps=(
            BuiltInStep(
                StepRule("next-day", days=1, too_late_hours=_A_DAY, late_entry_hours=_A_DAY),
                template="post-op-next-day",
            ),
            BuiltInStep(
                StepRule("one-week", days=7, too_late_hours=3 * _A_DAY, late_entry_hours=_A_DAY),
                template="post-op-one-week",
            ),
        ),
    ),
    BuiltInJourney(
        slug="annual-checkup",
        name="Yearly check-up",
        description="A year after the last check-up, with a link to book, unless something is booked. Every year.",
        trigger=Trigger.CHECK_UP_DUE,
        segment="check-up-due",
        steps=(
            BuiltInStep(
                StepRule(
                    "a-year-after",
                    too_late_hours=_A_MONTH,
                    late_entry_hours=_A_MONTH,
                    condition=Condition.NO_UPCOMING_VISIT.value,
                ),
                template="annual-check-up",
            ),
        ),
    ),
)
