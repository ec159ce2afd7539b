"""The desk with the house's own cards and history: what rooms above add is theirs to test."""

import pytest
import time_machine
from django.test import Client

from clinic.models import Staff
from tests import desk_people


@pytest.fixture(autouse=True)
def own_rooms_only(settings: pytest.FixtureRequest) -> None:
    settings.DESK_CARDS = ["patients.desk_cards.today_card", "patients.desk_cards.imports_card"]
    settings.PERSON_PANELS = []
    settings.PERSON_TIMELINE_SOURCES = ["patients.timeline.entries"]


@pytest.fixture
def at_the_desk(db: None) -> Staff:
    desk_people.house()
    return desk_people.staff()


@pytest.fixture
def client(at_the_desk: Staff) -> Client:
    with time_machine.travel(desk_people.NOW, tick=False):
        yield desk_people.signed_in(at_the_desk)
