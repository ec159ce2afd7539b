"""What a trial's worker does while mail leaves: people withdraw, each in one of four ways, at random moments."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from random import Random
from uuid import UUID

from clinic.enums import Channel
from consent.enums import AuthorizationState, Recorded, Topic
from consent.models import Authorization
from consent.operations import authorizations, preferences
from journeys.trials.house import BY
from journeys.trials.numbers import moved_to
from patients.models import Person
from patients.operations import people

_VIA = Recorded.PREFERENCE_PAGE.value


def _unsubscribe(person_id: UUID, number: int, now: datetime) -> None:
    preferences.unsubscribe(by=BY, now=now, person_id=person_id, topic=Topic.APPOINTMENTS, via=_VIA)


def _leave(person_id: UUID, number: int, now: datetime) -> None:
    preferences.unsubscribe_all(by=BY, now=now, person_id=person_id, via=_VIA, channel=Channel.EMAIL)


def _move(person_id: UUID, number: int, now: datetime) -> None:
    people.update_person(by=BY, now=now, person_id=person_id, email=moved_to(number))


def _revoke(person_id: UUID, number: int, now: datetime) -> None:
    paper = Authorization.objects.get(person=person_id, state=AuthorizationState.ACTIVE)
    authorizations.revoke(by=BY, now=now, authorization_id=paper.pk, via=_VIA)


WAYS: Mapping[str, Callable[[UUID, int, datetime], None]] = {
    "unsubscribed": _unsubscribe,
    "left": _leave,
    "moved": _move,
    "revoked": _revoke,
}


def withdraw(numbers: dict[str, list[int]], at: str, within: float, seed: int) -> None:
    """Way → whose it is. In random order, at random instants of the next `within` seconds."""
    dice = Random(seed)  # noqa: S311 - when, no secret
    asked = [(way, number) for way, those in numbers.items() for number in those]
    dice.shuffle(asked)
    ids = dict(Person.objects.filter(tier__in=[f"{number}" for _, number in asked]).values_list("tier", "pk"))
    instants = sorted(dice.uniform(0, within) for _ in asked)
    now, began = datetime.fromisoformat(at), time.perf_counter()
    for (way, number), instant in zip(asked, instants, strict=True):
        time.sleep(max(0.0, began + instant - time.perf_counter()))
        WAYS[way](ids[f"{number}"], number, now)
