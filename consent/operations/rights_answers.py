"""Answering a request for a right: more time, yes, in part, no; and what a yes does at once."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from clinic.domain.hours import local_day
from clinic.queries import organisation
from consent.domain.rights import check_extension
from consent.domain.rights_answers import Answer, lacks
from consent.enums import Recorded, RestrictionCovers, RightKind, RightsState, RightsStepKind
from consent.models import RightsRequest
from consent.operations import erasure, restrictions
from consent.rights_steps import add_step, close, locked, locked_open, tell
from patients.operations.people import update_person


class NotAnswered(ValueError):
    """The answer lacks something; `problems` are sentences for the screen. Nothing was written."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Effect:
    """What a yes needs to know: the new address, or instead of one another way (`OTHER_WAYS`); what a restriction
    covers (`RestrictionCovers`); or who at the address is erased, too (None: those of the same name)."""

    address: str = ""
    way: str = ""
    covers: str = ""
    erases: frozenset[UUID] | None = None


NO_EFFECT = Effect()


@transaction.atomic
def extend(*, by: Actor, now: datetime, request_id: UUID, to: date, why: str) -> None:
    """Take the one extension that the law allows, and tell the person why and until when.

    Raises `Closed`, `NotExtendable`, and `NotAnswered` without a reason.
    """
    request = locked_open(request_id)
    if request.due_on is None:
        raise ValueError("no clock runs")
    check_extension(
        request.kind,
        received_on=request.received_on,
        due=request.due_on,
        extended_to=request.extended_to,
        to=to,
        on=local_day(now, organisation().time_zone),
    )
    if not why.strip():
        raise NotAnswered(("Say in plain words why more time is needed.",))
    request.extended_to = to
    request.save(update_fields=["extended_to"])
    tell(request, RightsStepKind.EXTENDED, by=by, now=now, note=why)


@transaction.atomic
def answer(
    *,
    by: Actor,
    now: datetime,
    request_id: UUID,
    outcome: str,
    ground: str = "",
    words: str = "",
    effect: Effect = NO_EFFECT,
) -> None:
    """Answer it for good, do what was granted, and leave the mail that says where to read the answer.

    Raises `Closed`; `NotAnswered` with what is missing; `erasure.NotErasable`.
    """
    request = locked_open(request_id)
    is_known = request.person_id is not None
    _refuse(lacks(request.kind, outcome, is_known=is_known, ground=ground, words=words, covers=effect.covers))
    if outcome != Answer.DENIED:
        _carry_out(request, effect, by=by, now=now)
    tell(request, RightsStepKind(outcome), by=by, now=now, ground=ground, note=words)
    close(request, RightsState(outcome), by=by, now=now)


@transaction.atomic
def withdraw(*, by: Actor, now: datetime, request_id: UUID) -> None:
    """The person no longer asks. Raises `Closed`."""
    request = locked_open(request_id)
    add_step(request, RightsStepKind.WITHDRAWN, by=by, now=now)
    close(request, RightsState.WITHDRAWN, by=by, now=now)


@transaction.atomic
def disagree(*, by: Actor, now: datetime, request_id: UUID, words: str) -> None:
    """The statement of disagreement after a denied amendment (164.526(d)(2)): it stays with the request.

    Raises `NotAnswered` where there is nothing to disagree with.
    """
    request = locked(request_id)
    may = request.kind == RightKind.AMENDMENT and request.state in (RightsState.DENIED, RightsState.PARTLY)
    _refuse(() if may else ("Only a denied amendment can be disagreed with here.",))
    _refuse(() if words.strip() else ("Write down the statement.",))
    add_step(request, RightsStepKind.DISAGREED, by=by, now=now, note=words)


def _carry_out(request: RightsRequest, effect: Effect, *, by: Actor, now: datetime) -> None:
    if request.person_id is None:
        raise ValueError("nobody is known to do it for")
    match request.kind:
        case RightKind.CONFIDENTIAL:
            _reach_elsewhere(request, request.person_id, effect, by=by, now=now)
        case RightKind.RESTRICTION:
            _refuse(() if effect.covers else ("Choose what the restriction covers.",))
            _restrict(request, request.person_id, effect.covers, by=by, now=now)
        case RightKind.HEALTH_PLAN:
            _restrict(request, request.person_id, RestrictionCovers.HEALTH_PLAN, by=by, now=now)
        case RightKind.ERASURE:
            _erase(request, request.person_id, effect.erases, by=by, now=now)


def _reach_elsewhere(request: RightsRequest, person_id: UUID, effect: Effect, *, by: Actor, now: datetime) -> None:
    """Alternative means or locations (164.522(b)(1)(i)): another mailbox, or neither mail nor text message."""
    _refuse(() if bool(effect.address) != bool(effect.way) else ("Write down the address to use, or choose how else.",))
    if effect.way:
        _restrict(request, person_id, effect.way, by=by, now=now)
    else:
        update_person(by=by, now=now, person_id=person_id, confidential_email=effect.address)
        restrictions.end_other_way(by=by, now=now, person_id=person_id, via=_via(request))


def _restrict(request: RightsRequest, person_id: UUID, covers: str, *, by: Actor, now: datetime) -> None:
    restrictions.agree(by=by, now=now, person_id=person_id, covers=covers, via=_via(request), request_id=request.pk)


def _erase(
    request: RightsRequest, person_id: UUID, erases: frozenset[UUID] | None, *, by: Actor, now: datetime
) -> None:
    chosen = erasure.of_the_same_name(person_id) if erases is None else erases
    request.erases_with = [one.pk for one in erasure.who_may_go_along(person_id) if one.pk in chosen]
    request.save(update_fields=["erases_with"])
    erasure.promise(by=by, now=now, person_id=person_id, also=request.erases_with)


def _via(request: RightsRequest) -> Recorded:
    return Recorded(request.via)


def _refuse(problems: tuple[str, ...]) -> None:
    if problems:
        raise NotAnswered(problems)
