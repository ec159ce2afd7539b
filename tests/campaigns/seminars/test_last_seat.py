"""The last seat is one person's, whoever else asks at the same moment."""

from collections.abc import Callable
from typing import Any

import pytest

from audit.domain.actors import Actor
from campaigns.enums import PlaceState
from campaigns.models import SeminarPlace
from clinic.models import Notice
from consent.enums import DoorstepKind
from consent.operations import doorstep
from tests.at_once import at_once
from tests.campaigns.scenes import NOW, open_clinic
from tests.campaigns.seminars.scenes import seminar, take_up

MANY = 4


def test_last_seat_goes_to_exactly_one_and_the_others_are_told(committing_db: Any) -> None:
    open_clinic()
    seminar(seats=1)
    for number in range(MANY):
        told = {"name": "Ana", "email": f"p{number}@mail.example", "seminar": "sleep"}
        doorstep.post(kind=DoorstepKind.SEMINAR, content=told, language="en", now=NOW)
    workers: list[Callable[[], None]] = [take_up] * MANY
    at_once(*workers)
    take_up()
    states = sorted(SeminarPlace.objects.values_list("state", flat=True))
    kinds = sorted(Notice.objects.values_list("kind", flat=True))
    assert states == [PlaceState.FULL] * (MANY - 1) + [PlaceState.HELD]
    assert kinds == ["seminar-full"] * (MANY - 1) + ["seminar-registered"]


@pytest.mark.parametrize("times", [3])
def test_same_form_sent_at_once_is_one_place(committing_db: Any, times: int) -> None:
    open_clinic()
    seminar()
    told = {"name": "Ana", "email": "ana@mail.example", "seminar": "sleep"}
    for _ in range(times):
        doorstep.post(kind=DoorstepKind.SEMINAR, content=told, language="en", now=NOW)
    workers: list[Callable[[], None]] = [take_up] * times
    at_once(*workers)
    doorstep.take_up(by=Actor.system("test"), now=NOW)
    assert (SeminarPlace.objects.count(), Notice.objects.count()) == (1, 1)
