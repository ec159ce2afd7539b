"""Which steps of a draft are reached, and why not: what the run would say, in words for whoever drafts it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from clinic.domain.hours import EVERY_DAY
from journeys.domain.deciding import SkipReason, Verb
from journeys.domain.drafts import TIMED, Clinic, Draft, DraftStep, Finding
from journeys.domain.steps import House, StepRule
from journeys.domain.timeline import slot
from journeys.domain.walks import Walk

_ENOUGH_HOURS = 60 * 24
_WHAT = {
    "joined": "somebody who joins",
    "appointment": "an appointment",
    "procedure": "a procedure that ends",
    "check-up-due": "a check-up that falls due",
    "last-visit": "a last visit that comes round",
    "no-show": "an appointment that was missed",
    "birthday": "a birthday",
    "holiday": "a holiday",
    "fixed-day": "a day",
    "lead": "somebody who asks",
    "authorization-ending": "a permission that ends",
    "seminar": "a seminar",
}


def unreached(draft: Draft, clinic: Clinic, walked: Sequence[Walk]) -> Iterator[Finding]:
    """Steps that nobody gets, and steps that some people do not get although nothing is in their way."""
    for step in draft.steps:
        if draft.trigger == "appointment" and not step.rule.is_before_anchor:
            yield _after_the_appointment(step)
            continue
        missed = [walk for walk in walked if walk.of(step.rule.key).verb is Verb.SKIP]
        if len(missed) == len(walked):
            yield _nobody(step, missed[0], missed, clinic)
        elif missed:
            yield _some(draft, step, missed[0], clinic)


def _after_the_appointment(step: DraftStep) -> Finding:
    return Finding(
        "This step can never be reached by whoever comes: the journey ends when the appointment begins.",
        "Put it before the appointment, or write to people afterwards with a journey that begins when a procedure was "
        "done or an appointment was missed.",
        step.rule.key,
    )


def _nobody(step: DraftStep, walk: Walk, missed: Sequence[Walk], clinic: Clinic) -> Finding:
    reason = walk.of(step.rule.key).reason
    if reason == SkipReason.NEVER_OPEN:
        says, mend = _why_closed(step.rule, missed, clinic)
    elif reason == SkipReason.PAST_WHEN_ENROLLED:
        says = "its time has passed when the clinic hears of somebody."
        mend = "Let it follow later, or say how long after its time whoever enters late still gets it."
    elif reason == SkipReason.CONDITION_NOT_MET:
        says = "the appointment that the journey is about is itself something booked."
        mend = "Choose another condition."
    else:
        says = "other steps leave at the same time, and nobody gets a bunch."
        mend = "Move it apart from the step that follows it."
    return Finding(f"This step can never be reached: {says}", mend, step.rule.key)


def _some(draft: Draft, step: DraftStep, walk: Walk, clinic: Clinic) -> Finding:
    who = f"{_WHAT[draft.trigger]} on {_moment(walk, draft, clinic)}"
    move = walk.of(step.rule.key)
    if move.reason == SkipReason.PAST_WHEN_ENROLLED:
        heard = f"{walk.enrolled_at.astimezone(ZoneInfo(walk.zone)):%A %H:%M}"
        says = f"Some people do not get this step: {who}, entered {heard}, comes after its time."
        mend = "Say how long after its time whoever enters late still gets it."
    else:
        says = f"Some people do not get this step: for {who}, no hour is open before it is too late."
        mend = "Give it more hours until it is too late, a wider window, or more days of the week."
    return Finding(says, mend, step.rule.key, blocks=False)


def _moment(walk: Walk, draft: Draft, clinic: Clinic) -> str:
    local = walk.anchor_at.astimezone(ZoneInfo(walk.zone))
    place = f" ({walk.zone})" if len(clinic.zones) > 1 else ""
    return f"{local:%A at %H:%M}{place}" if draft.trigger in TIMED else f"{local:%A}{place}"


def _why_closed(rule: StepRule, missed: Sequence[Walk], clinic: Clinic) -> tuple[str, str]:
    """The first thing that would open it, were it otherwise."""
    house = replace(clinic.house, blocked=frozenset())
    window = f"{rule.window_from:%H:%M} to {rule.window_until:%H:%M}"
    if rule.never_opens:
        return (
            f"text messages leave from 8:00 to 21:00 only, and its window is {window}.",
            "Choose a window in the day.",
        )
    if _opens(rule, missed, replace(house, quiet_from=time(0), quiet_until=time(0))):
        quiet = f"{house.quiet_from:%H:%M} to {house.quiet_until:%H:%M}"
        return (
            f"its window, {window}, lies inside the clinic's quiet hours, {quiet}.",
            f"Choose a window between {house.quiet_until:%H:%M} and {house.quiet_from:%H:%M}.",
        )
    if _opens(replace(rule, weekdays=frozenset()), missed, house) or _opens(
        rule, missed, replace(house, weekdays=EVERY_DAY)
    ):
        return "the clinic sends on none of its days of the week.", "Choose days on which the clinic sends."
    if _opens(replace(rule, too_late_hours=_ENOUGH_HOURS), missed, house):
        return (
            f"it is too late {rule.too_late_hours} hours after its time, and no hour opens before.",
            "Give it more hours until it is too late.",
        )
    return "no hour is open for it.", "Choose a wider window and more days of the week."


def _opens(rule: StepRule, missed: Sequence[Walk], house: House) -> bool:
    return any(slot(rule, walk.anchor_at, walk.zone, house).opens for walk in missed)


def example(rule: StepRule, anchor_at: datetime, zone: str, house: House) -> datetime | None:
    """When it would leave for this anchor; None: it would not."""
    found = slot(rule, anchor_at, zone, house)
    return found.due_at if found.opens else None
