"""Holding a message, a person, a journey or everything, and lifting the hold.

What a hold covers is held at once where it waits already, and held by the planning where it comes later.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.operations import holding
from journeys.domain.holding import AWAITS_RELEASE, HELD, Holds
from journeys.enums import HoldScope
from journeys.models import Hold
from journeys.operations.claiming import wait_for_planning
from journeys.operations.overtaking import take_back_overtaken
from journeys.said import holds_of, night_begins, night_of, said_of
from journeys.waiting import held, still_waiting

_NEEDS = {
    HoldScope.MESSAGE: ("journey_id", "person_id", "anchor_key", "step"),
    HoldScope.PERSON: ("person_id",),
    HoldScope.JOURNEY: ("journey_id",),
    HoldScope.EVERYTHING: (),
}


class NothingToHold(ValueError):
    """A hold says what it holds."""


@transaction.atomic
def place(
    *,
    scope: HoldScope,
    why: str,
    by: Actor,
    now: datetime,
    night: date | None = None,
    journey_id: UUID | None = None,
    person_id: UUID | None = None,
    anchor_key: str = "",
    step: str = "",
) -> Hold:
    """`night`: only what the plan of that clinic date sends; None: until it is lifted. Raises `NothingToHold`.

    1. Planning that is under way ends its batch first, and the next batch sees the hold.
    2. What is planned already and is covered is held, also what a worker is preparing. What is on its way leaves.
    Placing the same hold again leaves the one that stands.
    """
    given = {"journey_id": journey_id, "person_id": person_id, "anchor_key": anchor_key, "step": step}
    what = {name: given[name] for name in _NEEDS[HoldScope(scope)]}
    if not all(what.values()):
        raise NothingToHold(f"a hold of {scope} says more than that")
    wait_for_planning()
    if stands := Hold.objects.filter(scope=scope, night=night, lifted_at=None, **what).first():
        return stands
    hold = Hold.objects.create(scope=scope, night=night, why=why, placed_at=now, placed_by=str(by.id), **what)
    _record(hold, "placed", _hold_what_waits(hold, by=by, now=now), by)
    return hold


@transaction.atomic
def lift(*, hold_id: UUID, by: Actor, now: datetime) -> int:
    """The count of messages that are no longer held. What another hold covers stays held; where somebody has to
    release, what nobody released waits for it. Raises `Hold.DoesNotExist`."""
    wait_for_planning()
    hold = Hold.objects.select_for_update().get(pk=hold_id)
    if hold.lifted_at:
        return 0
    hold.lifted_at, hold.lifted_by = now, str(by.id)
    hold.save(update_fields=["lifted_at", "lifted_by"])
    freed = _free(hold, by=by, now=now)
    _record(hold, "lifted", freed, by)
    return freed


def _hold_what_waits(hold: Hold, *, by: Actor, now: datetime) -> int:
    """Whatever it is planned for, unless the hold is about one night: then only what that night's plan holds."""
    if hold.night not in (None, night_of(now)):
        return 0
    holds, count = _alone(hold), 0
    for batch in still_waiting(since=night_begins(hold.night) if hold.night else None):
        count += holding.hold_back([one.pk for one in batch if holds.cover(one.read.which)], by=by)
    return count


def _free(hold: Hold, *, by: Actor, now: datetime) -> int:
    """Each as the planning would decide about it now."""
    holds, night, freed = _alone(hold), night_of(now), 0
    for batch in held(HELD):
        covered = [one for one in batch if holds.cover(one.read.which)]
        said = said_of(night, {one.read.which.person for one in covered})
        words = {one.pk: one.word(said).hold for one in covered}
        free = [pk for pk, word in words.items() if not word]
        freed += holding.let_go(free, by=by, released_at=now, released_by=str(by.id))
        freed += holding.make_wait([pk for pk, word in words.items() if word == AWAITS_RELEASE], by=by)
    take_back_overtaken(by=by, at=now)
    return freed


def _alone(hold: Hold) -> Holds:
    """This hold as if no other stood."""
    return holds_of([(hold.scope, hold.journey_id, hold.person_id, hold.anchor_key, hold.step)])


def _record(hold: Hold, step: str, messages: int, by: Actor) -> None:
    record_change(
        word=AuditWord.CHANGE,
        actor=by,
        people=[hold.person_id] if hold.person_id else [],
        fields=["journeys.hold"],
        details={"hold": str(hold.pk), "scope": hold.scope, "step": step, "messages": messages},
    )
