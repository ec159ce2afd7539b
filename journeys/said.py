"""Reads what staff said about messages: standing holds, and what was released of the night's rehearsal."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from clinic.domain.hours import at_local
from clinic.queries import organisation
from journeys.domain.holding import Holds, Read, Release, Said, Which
from journeys.domain.nightly import nightly_date
from journeys.enums import HoldScope
from journeys.models import Hold, Rehearsal, RehearsedLine

#: scope, journey, person, anchor key, step
HoldRow = tuple[str, UUID | None, UUID | None, str, str]


def night_of(at: datetime) -> date:
    """The night whose plan is in force at a moment."""
    clinic = organisation()
    return nightly_date(at, clinic.time_zone, clinic.nightly_at)


def night_begins(night: date) -> datetime:
    """The moment of its run."""
    clinic = organisation()
    return at_local(night, clinic.nightly_at, clinic.time_zone)


def standing_holds(night: date) -> Holds:
    """What is held of a night's messages. One query."""
    found = Hold.objects.filter(Q(night=None) | Q(night=night), lifted_at=None)
    return holds_of(list(found.values_list("scope", "journey_id", "person_id", "anchor_key", "step")))


def holds_of(rows: Sequence[HoldRow]) -> Holds:
    return Holds(
        everything=any(scope == HoldScope.EVERYTHING for scope, *_ in rows),
        journeys=frozenset(journey for scope, journey, *_ in rows if scope == HoldScope.JOURNEY and journey),
        people=frozenset(person for scope, _, person, *_ in rows if scope == HoldScope.PERSON and person),
        messages=frozenset(
            Which(person, journey, anchor_key, step)
            for scope, journey, person, anchor_key, step in rows
            if scope == HoldScope.MESSAGE and person and journey
        ),
    )


def latest_rehearsal(night: date) -> Rehearsal | None:
    """The one that counts: the latest that was finished."""
    return Rehearsal.objects.filter(night=night).exclude(counts={}).order_by("-number").first()


def said_of(night: date, people: Collection[UUID]) -> Said:
    """At most three queries, whatever the number of people."""
    holds, by_hand = standing_holds(night), organisation().release_by_hand
    return Said(holds, by_hand, _released(night, people) if by_hand else {})


def _released(night: date, people: Collection[UUID]) -> Mapping[Read, Release]:
    rehearsal = latest_rehearsal(night)
    if rehearsal is None or rehearsal.released_at is None:
        return {}
    rows = RehearsedLine.objects.filter(rehearsal=rehearsal, person__in=list(people)).values_list(
        "person_id", "journey_id", "anchor_key", "step", "channel", "anchor_at", "text_id"
    )
    return {
        Read(Which(person, journey, key, step), channel, anchor_at): Release(
            rehearsal.released_at, rehearsal.released_by, text
        )
        for person, journey, key, step, channel, anchor_at, text in rows
    }
