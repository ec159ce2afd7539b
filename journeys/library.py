"""The built-in journeys as data: what an installation begins with. Staff switch them on and off."""

from dataclasses import dataclass

from clinic.enums import Channel
from journeys.domain.timeline import StepRule
from journeys.enums import Condition, Exit, Goal, Trigger

_A_DAY = 24
_A_MONTH = 30 * 24
_YEAR_MONTHS = 12


@dataclass(frozen=True, slots=True)
class BuiltInStep:
    """`weekdays`, `on_closed_days`, `only_that_day` as in `models.Step`."""

    rule: StepRule
    template: str
    channel: str = Channel.EMAIL.value
    on_closed_days: bool = False
    only_that_day: bool = False


@dataclass(frozen=True, slots=True)
class BuiltInJourney:
    """`segment` narrows who may enter; it is left out where the segment is not installed. `is_on`: switched on when it
    is installed."""

    slug: str
    name: str
    description: str
    trigger: Trigger
    steps: tuple[BuiltInStep, ...]
    segment: str = ""
    is_on: bool = False
    interval_months: int = _YEAR_MONTHS
    at_most: int | None = None
    days_between: int = 0
    goals: tuple[Goal, ...] = ()
    exits: tuple[Exit, ...] = ()
    priority: int = 5
    is_capped: bool = True


_WELCOME = BuiltInJourney(
    slug="welcome",
    name="Welcome",
    description="A greeting on the day somebody becomes a patient, or the next morning.",
    trigger=Trigger.JOINED,
    steps=(
        BuiltInStep(StepRule("welcome", too_late_hours=4 * _A_DAY, late_entry_hours=3 * _A_DAY), template="welcome"),
    ),
    is_on=True,
    priority=3,
    is_capped=False,
)
_REMINDER = BuiltInJourney(
    slug="appointment-reminder",
    name="Appointment reminder",
    description="24 hours before the appointment, if it is still on.",
    trigger=Trigger.APPOINTMENT,
    steps=(
        BuiltInStep(
            StepRule(
                "a-day-before", hours=-24, too_late_hours=22, late_entry_hours=6, condition=Condition.STILL_ON.value
            ),
            template="appointment-reminder",
        ),
    ),
    is_on=True,
    priority=1,
    is_capped=False,
)
# Apart from the reminder: whoever confirmed has left this one, and is reminded all the same.
_CONFIRMATION = BuiltInJourney(
    slug="appointment-confirmation",
    name="Please confirm your appointment",
    description="A week before the appointment, and three days before, until it is confirmed.",
    trigger=Trigger.APPOINTMENT,
    steps=(
        BuiltInStep(
            StepRule("a-week-before", days=-7, too_late_hours=2 * _A_DAY, condition=Condition.NOT_CONFIRMED.value),
            template="reminder-week",
        ),
        BuiltInStep(
            StepRule("three-days-before", days=-3, too_late_hours=_A_DAY, condition=Condition.NOT_CONFIRMED.value),
            template="reminder-not-confirmed",
        ),
    ),
    goals=(Goal.CONFIRMED,),
    priority=2,
    is_capped=False,
)
_TEXT_REMINDER = BuiltInJourney(
    slug="appointment-reminder-sms",
    name="Appointment reminder by SMS",
    description="A text message 24 hours before the appointment, for clinics that have SMS.",
    trigger=Trigger.APPOINTMENT,
    steps=(
        BuiltInStep(
            StepRule(
                "a-day-before", hours=-24, too_late_hours=22, late_entry_hours=6, condition=Condition.STILL_ON.value
            ),
            template="appointment-reminder-sms",
            channel=Channel.SMS.value,
        ),
    ),
    priority=1,
    is_capped=False,
)
_POST_OP = BuiltInJourney(
    slug="post-op-care",
    name="Care after a procedure",
    description="How to recover: the next day, and how it goes one week after.",
    trigger=Trigger.PROCEDURE,
    steps=(
        BuiltInStep(
            StepRule("next-day", days=1, too_late_hours=_A_DAY, late_entry_hours=_A_DAY), template="post-op-next-day"
        ),
        BuiltInStep(
            StepRule("one-week", days=7, too_late_hours=3 * _A_DAY, late_entry_hours=_A_DAY),
            template="post-op-one-week",
        ),
    ),
    is_on=True,
    priority=1,
    is_capped=False,
)
_CHECK_UP = BuiltInJourney(
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
    is_on=True,
    goals=(Goal.BOOKED,),
    exits=(Exit.CAME,),
    priority=4,
)
_RECALL = BuiltInJourney(
    slug="recall",
    name="Recall",
    description="Six months after the last visit, and two weeks later, unless something is booked. At most four times.",
    trigger=Trigger.LAST_VISIT,
    steps=(
        BuiltInStep(
            StepRule(
                "time-to-come",
                too_late_hours=_A_MONTH,
                late_entry_hours=_A_MONTH,
                condition=Condition.NO_UPCOMING_VISIT.value,
            ),
            template="recall",
        ),
        BuiltInStep(
            StepRule("once-more", days=14, too_late_hours=7 * _A_DAY, condition=Condition.NO_UPCOMING_VISIT.value),
            template="recall-again",
        ),
    ),
    interval_months=6,
    at_most=4,
    days_between=90,
    goals=(Goal.BOOKED, Goal.CAME),
    exits=(Exit.UNSUBSCRIBED,),
    priority=5,
)
_NO_SHOW = BuiltInJourney(
    slug="no-show",
    name="After a missed appointment",
    description="The day after somebody did not come: how to find another time.",
    trigger=Trigger.NO_SHOW,
    steps=(
        BuiltInStep(
            StepRule(
                "next-day",
                days=1,
                too_late_hours=4 * _A_DAY,
                late_entry_hours=3 * _A_DAY,
                condition=Condition.NO_UPCOMING_VISIT.value,
            ),
            template="no-show",
        ),
    ),
    days_between=14,
    goals=(Goal.BOOKED, Goal.CAME),
    priority=2,
)
_BIRTHDAY = BuiltInJourney(
    slug="birthday",
    name="Birthday",
    description="A greeting on the very day, to adults who asked for greetings.",
    trigger=Trigger.BIRTHDAY,
    steps=(
        BuiltInStep(
            StepRule("on-the-day", too_late_hours=_A_DAY, late_entry_hours=12),
            template="birthday",
            on_closed_days=True,
            only_that_day=True,
        ),
    ),
    priority=6,
)
_HOLIDAY = BuiltInJourney(
    slug="holiday",
    name="Holiday greetings",
    description="On the holidays of the clinic's calendars, to those who asked for greetings, each as they chose.",
    trigger=Trigger.HOLIDAY,
    steps=(
        BuiltInStep(
            StepRule("on-the-day", too_late_hours=_A_DAY, late_entry_hours=12),
            template="holiday",
            on_closed_days=True,
            only_that_day=True,
        ),
    ),
    priority=7,
)
_HEALTH_NEWS = BuiltInJourney(
    slug="health-news",
    name="Health news",
    description="On the first of each month, to those who signed for it. Clone it for an interest.",
    trigger=Trigger.FIXED_DAY,
    steps=(BuiltInStep(StepRule("this-month", too_late_hours=7 * _A_DAY, late_entry_hours=3 * _A_DAY), "health-news"),),
    exits=(Exit.UNSUBSCRIBED,),
    priority=8,
)
_LEAD = BuiltInJourney(
    slug="lead-nurture",
    name="Getting to know the clinic",
    description="Three letters to somebody who wants to know more; ends when staff take over or they become a patient.",
    trigger=Trigger.LEAD,
    steps=(
        BuiltInStep(StepRule("who-we-are", too_late_hours=4 * _A_DAY, late_entry_hours=4 * _A_DAY), "introduction-1"),
        BuiltInStep(StepRule("how-we-help", days=5, too_late_hours=5 * _A_DAY), "introduction-2"),
        BuiltInStep(StepRule("still-here", days=21, too_late_hours=10 * _A_DAY), "introduction-3"),
    ),
    at_most=1,
    goals=(Goal.BECAME_PATIENT,),
    exits=(Exit.HANDED_OVER, Exit.UNSUBSCRIBED, Exit.BOOKED),
    priority=6,
)
_AUTHORIZATION = BuiltInJourney(
    slug="authorization-ending",
    name="A permission ends",
    description="A month before a signed permission ends: whoever wants to can sign again.",
    trigger=Trigger.AUTHORIZATION_ENDING,
    steps=(
        BuiltInStep(
            StepRule("a-month-before", days=-30, too_late_hours=7 * _A_DAY, late_entry_hours=20 * _A_DAY),
            "authorization-ending",
        ),
    ),
    goals=(Goal.SIGNED_AGAIN,),
    priority=6,
)


_SEMINAR = BuiltInJourney(
    slug="seminar-reminder",
    name="Reminder of a seminar",
    description="The day before, to everybody who has a place. Whoever gives the place up hears nothing more.",
    trigger=Trigger.SEMINAR,
    steps=(
        BuiltInStep(StepRule("a-day-before", hours=-24, too_late_hours=22, late_entry_hours=6), "seminar-reminder"),
    ),
    is_on=True,
    priority=2,
    is_capped=False,
)


def _on_a_fixed_day(
    slug: str, name: str, description: str, *, template: str, segment: str = "", at_most: int | None = None
) -> BuiltInJourney:
    """News of one kind: switched on by whoever has put their own words in."""
    rule = StepRule("this-time", too_late_hours=7 * _A_DAY, late_entry_hours=3 * _A_DAY)
    return BuiltInJourney(
        slug=slug,
        name=name,
        description=description,
        trigger=Trigger.FIXED_DAY,
        steps=(BuiltInStep(rule, template),),
        segment=segment,
        at_most=at_most,
        exits=(Exit.UNSUBSCRIBED,),
        priority=8,
    )


_NEWS = (
    _on_a_fixed_day(
        "everyday-advice",
        "Advice for everyday life",
        "On the first of each month, to those who signed for advice about their condition.",
        template="everyday-advice",
    ),
    _on_a_fixed_day(
        "new-service",
        "A new service, with an offer",
        "Once to each adult patient who signed for it, with a link to ask for an appointment.",
        template="new-service",
        segment="adult-patients",
        at_most=1,
    ),
    _on_a_fixed_day(
        "seminar",
        "Invitation to a seminar",
        "Once to each adult patient who signed for it, with a link to register.",
        template="seminar",
        segment="adult-patients",
        at_most=1,
    ),
    _on_a_fixed_day(
        "newsletter",
        "Newsletter",
        "On the first of each month, to those who subscribed, patients or not.",
        template="newsletter",
        segment="newsletter-readers",
    ),
    _on_a_fixed_day(
        "partner-news",
        "Newsletter to clinics and distributors",
        "On the first of each month, to business contacts who asked for it.",
        template="partner-news",
        segment="business-contacts",
    ),
)
BUILT_IN = (
    _WELCOME,
    _REMINDER,
    _CONFIRMATION,
    _TEXT_REMINDER,
    _POST_OP,
    _CHECK_UP,
    _RECALL,
    _NO_SHOW,
    _BIRTHDAY,
    _HOLIDAY,
    _HEALTH_NEWS,
    _LEAD,
    _AUTHORIZATION,
    _SEMINAR,
    *_NEWS,
)
