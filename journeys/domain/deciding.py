"""What becomes of each step of one person's timeline at one moment: plan it, wait, or skip it with a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from journeys.domain.timeline import House, Slot, StepRule, closing_moment, open_moment, slot


class Verb(StrEnum):
    PLAN = "plan"
    WAIT = "wait"
    SKIP = "skip"


class SkipReason(StrEnum):
    """The same words as `campaigns.enums.Unsent`."""

    TOO_LATE = "too-late"
    PAST_WHEN_ENROLLED = "past-when-enrolled"
    APPOINTMENT_OFF = "appointment-off"
    CONDITION_NOT_MET = "condition-not-met"
    NEVER_OPEN = "never-open"


#: What became of messages that were taken back: under the next revision their step is open again.
WITHDRAWN = frozenset(
    {
        "appointment-moved",
        "appointment-off",
        "condition-not-met",
        "goal-reached",
        "journey-off",
        "left-journey",
        "said-already",
    }
)


_ABOUT_AN_APPOINTMENT = frozenset({"still-on", "not-confirmed"})


@dataclass(frozen=True, slots=True)
class PastMessage:
    """A message of this timeline: about which anchor (moment and place), taken back or not, gone out or not."""

    step: str
    anchor_at: datetime
    was_withdrawn: bool
    has_left: bool
    place: UUID | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A person on a journey, in a zone that is known."""

    anchor_at: datetime
    zone: str
    enrolled_at: datetime
    appointment_is_on: bool = True
    has_upcoming_visit: bool = False
    place: UUID | None = None
    is_confirmed: bool = False
    is_answered: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """`due_at` is when the message may leave, until `leaves_until` or at any hour; for a skipped step, when it should
    have left."""

    verb: Verb
    step: StepRule
    due_at: datetime
    expires_at: datetime
    reason: str = ""
    leaves_until: datetime | None = None
    caught_up_from: datetime | None = None

    @property
    def step_due_at(self) -> datetime:
        """When the step was due, whenever its message leaves."""
        return self.caught_up_from or self.due_at


def moves(
    timeline: Timeline,
    steps: Iterable[StepRule],
    past: Iterable[PastMessage],
    house: House,
    *,
    at: datetime,
    horizon: datetime,
) -> list[Move]:
    """One move for each step that has no message yet, in order of due time.

    1. A step due after `horizon` waits.
    2. A step that was past when the person came in is skipped, unless they came within its late-entry hours or
       were told another time for the same step before.
    3. A step that no open hour is left for, that is past its expiry, or whose condition does not hold, is skipped.
    4. Of several steps that would leave at the same opening only the latest is planned: nobody gets a bunch.
    """
    done, told = _handled(past, timeline)
    slots = sorted(
        (slot(step, timeline.anchor_at, timeline.zone, house) for step in steps if step.key not in done),
        key=lambda found: (found.due_at, found.step.key),
    )
    decided = [_move(found, timeline, told, at=at, horizon=horizon) for found in slots]
    return [_in_its_hours(move, timeline, house) for move in _caught_up_all(decided, timeline, house, at)]


def next_hours(
    step: StepRule, zone: str, house: House, *, at: datetime, before: datetime
) -> tuple[datetime, datetime | None] | None:
    """When a message may leave that did not leave in its hours, and until when; None: not before `before`."""
    opens = open_moment(at, step, zone, house, before=before)
    return (opens, closing_moment(opens, step, zone, house)) if opens else None


def next_look(decided: Iterable[Move]) -> datetime | None:
    """When there is something to decide again; None when every step has its message or its reason."""
    return min((move.due_at for move in decided if move.verb is Verb.WAIT), default=None)


def occurrence(anchor_at: datetime, revision: int) -> str:
    """Which time of the anchor a message is for: `2026-11-23T15:00:00Z`, with `~n` after it was taken back."""
    moment = f"{anchor_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return f"{moment}~{revision}" if revision else moment


def _handled(past: Iterable[PastMessage], timeline: Timeline) -> tuple[frozenset[str], frozenset[str]]:
    """Steps whose latest standing message is about this anchor, and steps that told an anchor before."""
    standing = [message for message in past if not message.was_withdrawn]
    latest = {message.step: (message.anchor_at, message.place) for message in standing}
    return (
        frozenset(step for step, about in latest.items() if about == (timeline.anchor_at, timeline.place)),
        frozenset(message.step for message in standing if message.has_left),
    )


def _move(found: Slot, timeline: Timeline, told: frozenset[str], *, at: datetime, horizon: datetime) -> Move:
    if found.due_at > horizon:
        return Move(Verb.WAIT, found.step, found.due_at, found.expires_at)
    reason = _why_not(found, timeline, told, at)
    return Move(Verb.SKIP if reason else Verb.PLAN, found.step, found.due_at, found.expires_at, reason)


def _why_not(found: Slot, timeline: Timeline, told: frozenset[str], at: datetime) -> str:
    step = found.step
    entered_late_by = timeline.enrolled_at - found.late_since
    if entered_late_by > timedelta(hours=step.late_entry_hours) and step.key not in told:
        return SkipReason.PAST_WHEN_ENROLLED
    if not found.opens:
        return SkipReason.NEVER_OPEN
    if at >= found.expires_at:
        return SkipReason.TOO_LATE
    return _unmet(step.condition, timeline)


def _unmet(condition: str, timeline: Timeline) -> str:
    if condition in _ABOUT_AN_APPOINTMENT and not timeline.appointment_is_on:
        return SkipReason.APPOINTMENT_OFF
    stands_in_the_way = {
        "not-confirmed": timeline.is_confirmed,
        "no-upcoming-visit": timeline.has_upcoming_visit,
        "not-answered": timeline.is_answered,
    }
    return SkipReason.CONDITION_NOT_MET if stands_in_the_way.get(condition) else ""


def _caught_up_all(decided: Sequence[Move], timeline: Timeline, house: House, at: datetime) -> list[Move]:
    """From the latest step to the first, so that each knows what follows it."""
    found: list[Move] = []
    for move in reversed(decided):
        following = [later.step_due_at for later in found if later.verb is not Verb.SKIP]
        found.append(_caught_up(move, timeline, house, at=at, following=following))
    return found[::-1]


def _caught_up(move: Move, timeline: Timeline, house: House, *, at: datetime, following: Sequence[datetime]) -> Move:
    if move.verb is not Verb.PLAN or move.due_at > at:
        return move
    leaves_at = open_moment(at, move.step, timeline.zone, house, before=move.expires_at)
    if leaves_at is None or any(move.due_at < due_at <= leaves_at for due_at in following):
        return replace(move, verb=Verb.SKIP, reason=SkipReason.TOO_LATE)
    return replace(move, due_at=leaves_at, caught_up_from=move.due_at)


def _in_its_hours(move: Move, timeline: Timeline, house: House) -> Move:
    if move.verb is not Verb.PLAN:
        return move
    return replace(move, leaves_until=closing_moment(move.due_at, move.step, timeline.zone, house))
