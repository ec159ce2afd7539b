"""A sink misbehaves as often as it is told, and no oftener."""

from pathlib import Path

import pytest

from journeys.batteries.delivery.bad_answers import HTTP, SMTP
from journeys.trials.moods import At, Mood, Told, tell
from journeys.trials.moody_sink import Misdeed

BUSY = Mood(At.RCPT, "450 later\r\n", every=3, most=2)


def test_each_third_time_and_twice_at_most(tmp_path: Path) -> None:
    told = Told(tmp_path)
    assert told.heard(At.RCPT) is None
    tell(tmp_path, BUSY)
    assert [told.heard(At.RCPT) is not None for _ in range(9)] == [False, False, True] * 2 + [False] * 3
    assert told.heard(At.MAIL) is None


def test_one_mood_after_another_until_it_is_well(tmp_path: Path) -> None:
    told, gone = Told(tmp_path), Mood(At.RCPT, "550 no\r\n", every=1, most=1)
    once = Mood(At.RCPT, "450 later\r\n", every=1, most=1)
    tell(tmp_path, once, gone)
    assert [told.heard(At.RCPT) for _ in range(3)] == [once, gone, None]
    tell(tmp_path, once)
    assert told.heard(At.RCPT) == once
    tell(tmp_path)
    assert told.heard(At.RCPT) is None


@pytest.mark.parametrize(
    ("names", "moods", "judged"),
    [
        (
            {"550 at MAIL", "550 at RCPT", "554 at DATA", "554 after the dot"},
            SMTP,
            lambda misdeed: misdeed.is_for_good,
        ),
        ({"422"}, HTTP, lambda misdeed: misdeed.is_for_good),
        (
            {name for name in SMTP if "the mail, which" in name} | {"cut after 354"},
            SMTP,
            lambda misdeed: misdeed.leaves_doubt,
        ),
        (
            {name for name in HTTP if not name.startswith(("429", "503", "401", "422"))},
            HTTP,
            lambda misdeed: misdeed.leaves_doubt,
        ),
    ],
)
def test_what_an_answer_says_of_the_mail(names: set[str], moods: dict[str, Mood], judged: object) -> None:
    assert {name for name, mood in moods.items() if judged(Misdeed(mood.at, mood.say, ""))} == names  # type: ignore[operator]
