"""The oracle of revocations notices what should not be, and a small seed of the battery holds."""

from dataclasses import replace

import pytest
from rich.console import Console

from journeys.batteries.revocation_oracle import WINDOW, End, Findings, Stamp, What, reckon
from journeys.batteries.revocations import Stage
from journeys.trials.place import furnished_place

# Ana takes it back between her two messages, Ben never does.
STAMPS = (
    Stamp(What.HANDED_OVER, "ana-1", "ana", 1.0),
    Stamp(What.HANDED_OVER, "ben-1", "ben", 1.0),
    Stamp(What.OUT, "ana-1", "ana", 1.5),
    Stamp(What.REVOKED, "paper", "ana", 2.0),
    Stamp(What.OUT, "ben-1", "ben", 2.25),
    Stamp(What.HANDED_OVER, "ben-2", "ben", 3.0),
    Stamp(What.OUT, "ben-2", "ben", 3.5),
)
ENDS = (
    End("ana-1", "ana", "accepted", "authorized"),
    End("ana-2", "ana", "refused", "authorization-revoked"),
    End("ben-1", "ben", "accepted", "authorized"),
    End("ben-2", "ben", "accepted", "authorized"),
)
LEFT = ("ana-1", "ben-1", "ben-2")


def _ended(state: str, reason: str, *, who: str = "ana-2") -> tuple[End, ...]:
    return tuple(replace(end, state=state, reason=reason) if end.message_id == who else end for end in ENDS)


def _late_by(seconds: float) -> tuple[Stamp, ...]:
    return (*STAMPS, Stamp(What.HANDED_OVER, "ana-2", "ana", 2.0 + seconds))


def test_a_good_delivery() -> None:
    found = reckon(STAMPS, LEFT, ENDS)
    assert found == Findings(
        during=1, before=1, stopped=1, late=(), unstamped=(), odd=(), silenced=(), crowded=1, longest=0.25
    )
    assert list(found.in_words(1)) == []


def test_a_hand_over_after_the_revocation_is_noticed_to_the_microsecond() -> None:
    assert reckon(_late_by(0.000001), LEFT, ENDS).late == ("ana-2",)
    assert reckon(_late_by(-0.000001), LEFT, ENDS).late == ()


@pytest.mark.parametrize(
    ("left", "ends", "finding"),
    [
        ((*LEFT, "ana-2"), ENDS, "1 left without a committed hand-over (such as ana-2)"),
        (LEFT, _ended("planned", "authorized"), "1 of revoked people ended otherwise (such as ana-2)"),
        (LEFT, (*ENDS, End("ben-3", "ben", "refused", "topic-off")), "1 of other people not sent (such as ben-3)"),
    ],
)
def test_what_else_should_not_be_is_named(left: tuple[str, ...], ends: tuple[End, ...], finding: str) -> None:
    assert list(reckon(STAMPS, left, ends).in_words(1)) == [finding]


@pytest.mark.parametrize(("more", "is_too_much"), [(WINDOW - 1, False), (WINDOW, True)])
def test_a_worker_has_one_window_under_way(more: int, is_too_much: bool) -> None:
    crowd = [Stamp(What.HANDED_OVER, f"{number}", "ben", 1.75) for number in range(more)]
    found = reckon([*STAMPS, *crowd], LEFT, ENDS)
    assert found.crowded == more + 1
    assert bool(list(found.in_words(1))) is is_too_much
    assert list(found.in_words(2)) == []


def test_a_revocation_before_or_after_the_delivery_does_not_count_as_during_it() -> None:
    for at in (0.5, 3.5):
        moved = [replace(stamp, at=at) if stamp.what == What.REVOKED else stamp for stamp in STAMPS]
        assert reckon(moved, LEFT, ENDS).during == 0


@pytest.mark.usefixtures("trial_places")
def test_nothing_is_handed_over_after_a_revocation() -> None:
    people = 12
    with furnished_place() as (place, steady), place.worker() as revoking:
        steady.call("journeys.trials.crowd.settle", people=people)
        stage = Stage(place, steady, Console(quiet=True), people)
        stage.play((steady,), revoking)
        found = stage.reckon()
    assert list(found.in_words(1)) == []
    assert found.before + found.stopped == 2 * people
    assert len(stage.took) == people
