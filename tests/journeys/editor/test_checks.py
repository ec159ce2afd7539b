"""What the editor says about drafts, as a table: no database."""

from dataclasses import replace
from datetime import date, time

import pytest

from journeys.domain.checks import findings, may_be_published
from journeys.domain.drafts import Clinic, Draft, DraftStep, Text
from journeys.domain.timeline import House, StepRule
from journeys.library import BUILT_IN, BuiltInJourney

CHICAGO, TAIPEI = "America/Chicago", "Asia/Taipei"
ALL = frozenset({"en", "zh-hant", "zh-hans"})
NAMES = {"en": "English", "zh-hant": "繁體中文", "zh-hans": "简体中文"}
CLINIC = Clinic(
    house=House(CHICAGO, quiet_from=time(20), quiet_until=time(8)),
    zones=(CHICAGO,),
    today=date(2026, 11, 23),
    weekly_cap=3,
    languages=NAMES,
    channels=frozenset({"email"}),
)
WITH_SMS = replace(CLINIC, channels=frozenset({"email", "sms"}))
WEEKDAYS = replace(CLINIC, house=replace(CLINIC.house, weekdays=frozenset({1, 2, 3, 4, 5})))
CARE = Text("Care", "treatment", "aftercare", "email", ALL)
ASKS = replace(CARE, asks_for=frozenset({"link.care"}))


def draft(trigger: str, *rules: StepRule, text: Text = CARE, **more: object) -> Draft:
    steps = tuple(DraftStep(rule, text.channel, text) for rule in rules)
    return Draft(trigger, steps, **more)  # type: ignore[arg-type]


def said(of: Draft, clinic: Clinic = CLINIC) -> list[tuple[str, bool, str]]:
    return [(found.step, found.blocks, found.says) for found in findings(of, clinic)]


def blocked(of: Draft, clinic: Clinic = CLINIC) -> str:
    """The one thing that blocks."""
    (found,) = [one.says for one in findings(of, clinic) if one.blocks]
    return found


NEVER = "This step can never be reached: "


@pytest.mark.parametrize(
    ("of", "clinic", "says"),
    [
        (Draft("procedure", ()), CLINIC, "There is no step, so nobody would get anything."),
        (
            draft("procedure", StepRule("a", days=1, window_from=time(21), window_until=time(23))),
            CLINIC,
            NEVER + "its window, 21:00 to 23:00, lies inside the clinic's quiet hours, 20:00 to 08:00.",
        ),
        (
            draft("procedure", StepRule("a", days=1, too_late_hours=0, weekdays=frozenset({6, 7}))),
            WEEKDAYS,
            NEVER + "no hour is open for it.",
        ),
        (
            draft("procedure", StepRule("a", days=1, too_late_hours=200, weekdays=frozenset({6, 7}))),
            WEEKDAYS,
            NEVER + "the clinic sends on none of its days of the week.",
        ),
        (
            draft("fixed-day", StepRule("a", too_late_hours=6)),
            CLINIC,
            NEVER + "it is too late 6 hours after its time, and no hour opens before.",
        ),
        (
            draft("procedure", StepRule("a", days=-1)),
            CLINIC,
            NEVER + "its time has passed when the clinic hears of somebody.",
        ),
        (
            draft("appointment", StepRule("a", days=1)),
            CLINIC,
            "This step can never be reached by whoever comes: the journey ends when the appointment begins.",
        ),
        (
            draft("appointment", StepRule("a", days=-1, condition="no-upcoming-visit")),
            CLINIC,
            NEVER + "the appointment that the journey is about is itself something booked.",
        ),
        (
            draft("procedure", StepRule("a", days=1, condition="not-confirmed")),
            CLINIC,
            "Its condition asks about an appointment, and this journey is about none: it would hold back nobody.",
        ),
        (
            draft("procedure", StepRule("a", days=7, condition="not-answered")),
            CLINIC,
            "Its condition asks whether somebody answered, and no text of this journey asks anything.",
        ),
        (
            draft("procedure", StepRule("a", days=1), goals=frozenset({"confirmed"})),
            CLINIC,
            "A goal can never be reached: an appointment is confirmed only in a journey that begins with one.",
        ),
        (
            draft("appointment", StepRule("a", days=-1), exits=frozenset({"booked"})),
            CLINIC,
            "Whoever has another appointment ahead leaves at once, and gets nothing for this one.",
        ),
        (
            draft("holiday", StepRule("a", on_closed_days=True), text=replace(CARE, topic="greetings")),
            CLINIC,
            "No holiday is chosen, so nobody would ever enter.",
        ),
        (draft("procedure", StepRule("a", days=1), at_most=0), CLINIC, "Nobody may enter: at most is 0."),
        (
            draft("procedure", StepRule("a", days=1), text=replace(CARE, languages=frozenset())),
            CLINIC,
            "“Care” is not published in any language: nothing would leave.",
        ),
        (
            draft("procedure", StepRule("a", days=1), text=replace(CARE, asks_for=frozenset({"appointment.date"}))),
            CLINIC,
            "“Care” asks for appointment.date, which messages of this journey do not have: none would leave.",
        ),
        (
            draft("procedure", StepRule("a", days=1), text=replace(CARE, purpose="request-answer")),
            CLINIC,
            "“Care” answers a request, and passes whoever has unsubscribed: it cannot be a step.",
        ),
        (
            draft("procedure", StepRule("a", days=1), text=replace(CARE, topic="offers")),
            CLINIC,
            "“Care” has a purpose and a topic that do not fit each other: everybody would be refused.",
        ),
        (
            draft("lead", StepRule("a", days=1)),
            CLINIC,
            "This journey is for leads, and “Care” is not: everybody would be refused.",
        ),
        (
            Draft("procedure", (DraftStep(StepRule("a", days=1), "sms", CARE),)),
            WITH_SMS,
            "The step is a text message, and its text is written for e-mail.",
        ),
        (
            draft(
                "procedure",
                StepRule("a", days=1, window_from=time(21), window_until=time(23), is_text=True),
                text=replace(CARE, channel="sms"),
            ),
            WITH_SMS,
            NEVER + "text messages leave from 8:00 to 21:00 only, and its window is 21:00 to 23:00.",
        ),
        (
            draft("procedure", *(StepRule(f"day-{n}", days=n, too_late_hours=20) for n in range(1, 5))),
            CLINIC,
            NEVER + "with the steps around it, it exceeds the limit of 3 messages a week.",
        ),
    ],
)
def test_what_blocks_says_why(of: Draft, clinic: Clinic, says: str) -> None:
    assert blocked(of, clinic) == says
    assert may_be_published(findings(of, clinic)) is False


@pytest.mark.parametrize(
    ("of", "clinic", "says"),
    [
        (
            draft("joined", StepRule("a"), text=replace(CARE, topic="welcome")),
            CLINIC,
            "Some people do not get this step: somebody who joins on Tuesday, entered Tuesday 17:00, comes after its "
            "time.",
        ),
        (
            draft("procedure", StepRule("a", days=1, too_late_hours=20)),
            WEEKDAYS,
            "Some people do not get this step: for a procedure that ends on Friday at 08:30, no hour is open before it "
            "is too late.",
        ),
        (
            draft("procedure", StepRule("a", days=1), text=replace(CARE, languages=frozenset({"en"}))),
            CLINIC,
            "“Care” is not published in 繁體中文 and 简体中文: its readers get another language.",
        ),
        (
            draft("procedure", StepRule("a", days=1, too_late_hours=30, late_entry_hours=40)),
            CLINIC,
            "Whoever enters late gets it for 40 hours, but after 30 it is too late for anybody.",
        ),
        (
            draft("birthday", StepRule("a"), text=replace(CARE, topic="aftercare")),
            CLINIC,
            "Whose day falls on a day that the clinic is closed or does not send on gets nothing on it.",
        ),
        (
            draft("procedure", StepRule("a", days=1), text=replace(CARE, channel="sms")),
            CLINIC,
            "The clinic has no way out for a text message yet: nothing of this step would leave.",
        ),
        (
            draft("procedure", StepRule("a", days=1), text=replace(CARE, purpose="marketing", topic="offers")),
            CLINIC,
            "Only people with a signed authorization that covers it get this step.",
        ),
        (
            draft("procedure", StepRule("a", days=1), StepRule("b", days=1)),
            CLINIC,
            "It leaves at the same moment as “Care”: people get both at once.",
        ),
        (
            draft(
                "appointment",
                StepRule("week", days=-7, condition="not-confirmed"),
                StepRule("day", days=-1, condition="still-on"),
                goals=frozenset({"confirmed"}),
            ),
            CLINIC,
            "Whoever has confirmed by then has reached the goal and left: they do not get this step.",
        ),
        (
            draft("last-visit", StepRule("a", too_late_hours=99), interval_months=1, days_between=60),
            CLINIC,
            "It comes round after about 28 days, but 60 must lie between one person's entries: they would be left out "
            "in between.",
        ),
    ],
)
def test_what_somebody_should_know_blocks_nothing(of: Draft, clinic: Clinic, says: str) -> None:
    assert [(blocks, sentence) for _, blocks, sentence in said(of, clinic)] == [(False, says)]


def test_nothing_is_said_of_a_plain_draft() -> None:
    assert (
        said(draft("procedure", StepRule("a", days=1), StepRule("b", days=7, condition="not-answered"), text=ASKS))
        == []
    )


def test_zones_are_looked_at_one_by_one() -> None:
    """Half past six in the evening of Taipei lies in the clinic's night; its readers' own window cannot be kept."""
    both = replace(CLINIC, zones=(CHICAGO, TAIPEI))
    one_hour = StepRule("a", days=1, window_from=time(12), window_until=time(13), too_late_hours=24)
    assert said(draft("procedure", one_hour), both) == []
    text = replace(CARE, channel="sms")
    (found,) = findings(
        draft("procedure", replace(one_hour, is_text=True), text=text),
        replace(both, channels=frozenset({"sms"})),
    )
    assert (found.blocks, TAIPEI in found.says) == (False, True)


_PURPOSES = {
    "welcome": ("operations", "welcome"),
    "annual-check-up": ("treatment", "check-ups"),
    "birthday": ("operations", "greetings"),
    "holiday": ("operations", "greetings"),
    "health-news": ("own-service", "health-news"),
}


@pytest.mark.parametrize("built_in", BUILT_IN, ids=lambda one: one.slug)
def test_built_in_journeys_may_be_published(built_in: BuiltInJourney) -> None:
    def text(name: str, channel: str) -> Text:
        usual = ("newsletter", "introduction") if built_in.trigger == "lead" else ("treatment", "appointments")
        purpose, topic = _PURPOSES.get(name, usual)
        return Text(name, purpose, topic, channel, ALL)

    steps = tuple(
        DraftStep(
            replace(
                step.rule,
                on_closed_days=step.on_closed_days,
                only_that_day=step.only_that_day,
                is_text=step.channel == "sms",
            ),
            step.channel,
            text(step.template, step.channel),
        )
        for step in built_in.steps
    )
    written = Draft(
        built_in.trigger.value,
        steps,
        goals=frozenset(goal.value for goal in built_in.goals),
        exits=frozenset(leaves.value for leaves in built_in.exits),
        interval_months=built_in.interval_months,
        holidays=("us:thanksgiving",),
        at_most=built_in.at_most,
        days_between=built_in.days_between,
        is_capped=built_in.is_capped,
    )
    assert [found for found in findings(written, WITH_SMS) if found.blocks] == []
