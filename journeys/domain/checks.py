"""What speaks against a draft: each finding says what would happen to people, and what would mend it.

When something leaves is never worked out here: `walks` asks the functions that the run decides with.
"""

from collections.abc import Iterator
from itertools import combinations
from uuid import UUID

from campaigns.domain.caps import CapReason, Wanted, placed
from journeys.domain.drafts import Clinic, Draft, DraftStep, Finding
from journeys.domain.endings import meaningless_endings, unreached_by_endings
from journeys.domain.reaching import unreached
from journeys.domain.text_checks import about_texts
from journeys.domain.walks import Walk, walks

_OF_APPOINTMENTS = frozenset({"still-on", "not-confirmed"})
_EVERY_SO_MANY_DAYS = {"birthday": 365, "fixed-day": 28}
_MONTHLY = frozenset({"check-up-due", "last-visit"})


def findings(draft: Draft, clinic: Clinic) -> list[Finding]:
    """What blocks first, then what somebody should know; within each, in the order of the steps."""
    walked = walks(draft, clinic) if draft.steps else []
    found = [
        *_about_the_whole(draft, clinic),
        *meaningless_endings(draft),
        *(finding for step in draft.steps for finding in _about_step(draft, step)),
        *about_texts(draft, clinic),
        *unreached(draft, clinic, walked),
        *unreached_by_endings(draft),
        *_at_the_same_time(draft, walked),
        *_no_room(draft, clinic, walked),
    ]
    order = {step.rule.key: number for number, step in enumerate(draft.steps)}
    return sorted(found, key=lambda one: (not one.blocks, order.get(one.step, -1)))


def may_be_published(found: list[Finding]) -> bool:
    return not any(finding.blocks for finding in found)


def _about_the_whole(draft: Draft, clinic: Clinic) -> Iterator[Finding]:
    if not draft.steps:
        yield Finding("There is no step, so nobody would get anything.", "Add a step.")
    if draft.trigger == "holiday" and not draft.holidays:
        yield Finding("No holiday is chosen, so nobody would ever enter.", "Choose the holidays that it is for.")
    if draft.at_most == 0:
        yield Finding("Nobody may enter: at most is 0.", "Give a number, or leave it empty for no limit.")
    again = draft.interval_months * 28 if draft.trigger in _MONTHLY else _EVERY_SO_MANY_DAYS.get(draft.trigger)
    if again and draft.days_between > again:
        yield Finding(
            f"It comes round after about {again} days, but {draft.days_between} must lie between one person's entries: "
            "they would be left out in between.",
            f"Let at most {again} days lie between.",
            blocks=False,
        )


def _about_step(draft: Draft, step: DraftStep) -> Iterator[Finding]:
    rule = step.rule
    if rule.condition in _OF_APPOINTMENTS and draft.trigger != "appointment":
        yield Finding(
            "Its condition asks about an appointment, and this journey is about none: it would hold back nobody.",
            "Choose another condition, or begin the journey with an appointment.",
            rule.key,
        )
    if rule.condition == "not-answered" and not any("link.care" in other.text.asks_for for other in draft.steps):
        yield Finding(
            "Its condition asks whether somebody answered, and no text of this journey asks anything.",
            "Choose another condition, or a text with the link to the care page.",
            rule.key,
        )
    if rule.late_entry_hours > rule.too_late_hours and not rule.is_before_anchor:
        yield Finding(
            f"Whoever enters late gets it for {rule.late_entry_hours} hours, but after {rule.too_late_hours} it is too "
            "late for anybody.",
            "Make the first no longer than the second.",
            rule.key,
            blocks=False,
        )
    if draft.trigger in {"birthday", "holiday"} and not rule.on_closed_days:
        yield Finding(
            "Whose day falls on a day that the clinic is closed or does not send on gets nothing on it.",
            "Let it leave on closed days, too, if it is a greeting.",
            rule.key,
            blocks=False,
        )


def _at_the_same_time(draft: Draft, walked: list[Walk]) -> Iterator[Finding]:
    for one, other in combinations(draft.steps, 2):
        keys = one.rule.key, other.rule.key
        moments = [tuple(move.due_at for move in walk.planned if move.step.key in keys) for walk in walked]
        both = [due for due in moments if len(due) == 2]
        if one.channel == other.channel and both and all(first == second for first, second in both):
            yield Finding(
                f"It leaves at the same moment as “{one.text.name}”: people get both at once.",
                "Move one of the two, or leave it out.",
                other.rule.key,
                blocks=False,
            )


def _no_room(draft: Draft, clinic: Clinic, walked: list[Walk]) -> Iterator[Finding]:
    """Somebody who gets nothing else: which steps would find no room under the caps?"""
    fullest = max(walked, key=lambda walk: len(walk.planned), default=None)
    if fullest is None:
        return
    keys = {UUID(int=number): move.step.key for number, move in enumerate(fullest.planned, 1)}
    wanted = [
        Wanted(
            key=UUID(int=number), hours=move.step, origin="", step=move.step.key, due_at=move.due_at,
            expires_at=move.expires_at, leaves_until=move.leaves_until, priority=draft.priority,
            is_capped=draft.is_capped,
        )
        for number, move in enumerate(fullest.planned, 1)
    ]  # fmt: skip
    for place in placed(wanted, (), weekly_cap=clinic.weekly_cap, zone=fullest.zone, house=clinic.house):
        if place.reason:
            yield _held_back(keys[place.key], place.reason, clinic)


def _held_back(key: str, reason: str, clinic: Clinic) -> Finding:
    if reason == CapReason.SMS_CAP:
        limit = "one text message a day and three a week"
    else:
        limit = f"{clinic.weekly_cap} message{'s' * (clinic.weekly_cap != 1)} a week"
    return Finding(
        f"This step can never be reached: with the steps around it, it exceeds the limit of {limit}.",
        "Spread the steps over more days, or leave one out."
        + ("" if reason == CapReason.SMS_CAP else " Messages that somebody needs may be taken from under the cap."),
        key,
    )
