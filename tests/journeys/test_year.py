"""A seed of the told year: two days of thirty people, and a judge that notices what is planted."""

import pytest
from rich.console import Console

from journeys.batteries import year
from journeys.batteries.year_oracle import expected
from journeys.batteries.year_story import HOUR, story
from journeys.trials.house import FIRST_DAY, clock

BEGINS = clock(FIRST_DAY, "00:00")


def test_told_year_has_something_of_everything() -> None:
    told = story(1, 16, 366, BEGINS)
    assert {one.what for one in told.happenings} == {"join", "book", "move", "cancel", "treat", "leave"}
    assert all(one.at.minute == 0 for one in told.happenings)
    assert told.away and max(told.away) < BEGINS + 366 * 24 * HOUR
    assert {key[1] for key in expected(told)} == {"welcome", "appointment-reminder", "post-op-care", "birthday"}


@pytest.mark.usefixtures("trial_places")
def test_two_days_of_thirty_people_are_as_the_model_says() -> None:
    told = story(6, 30, 2, BEGINS, calm_days=0)
    assert [verdict.words for verdict in year.lived(told, Console(quiet=True))] == ["holds", "holds"]
