"""The battery of the access book catches what is planted, and a small seed of it holds."""

import pytest
from rich.console import Console

from journeys.batteries import mutations, tampering, writers
from journeys.batteries.writers import not_once

QUIET = Console(quiet=True)
ROWS = [(1, "a"), (2, "b"), (3, "c")]


def test_every_event_once_is_nothing_to_find() -> None:
    assert not_once("abc", ROWS, [1, 2, 3]) == []


@pytest.mark.parametrize(
    ("committed", "rows", "sealed", "finding"),
    [
        ("abcd", ROWS, [1, 2, 3], "1 events committed and not in the table"),
        ("ab", ROWS, [1, 2, 3], "1 events in the table and not committed"),
        ("abc", ROWS, [1, 3], "1 events not sealed"),
        ("abc", ROWS, [1, 2, 3, 4], "1 events sealed and not there"),
        ("abc", ROWS, [1, 2, 2, 3], "1 events sealed more than once"),
    ],
)
def test_what_is_not_once_is_found(
    committed: str, rows: list[tuple[int, str]], sealed: list[int], finding: str
) -> None:
    assert not_once(committed, rows, sealed) == [finding]


def test_naming_asks_for_one_of_the_events_or_for_the_seal() -> None:
    assert mutations.Mutation("x", (3, 4)).is_named_by({"event": 4, "seal": 1})
    assert not mutations.Mutation("x", (3, 4)).is_named_by({"event": 5, "seal": 1})
    assert mutations.Mutation("x", seal=2).is_named_by({"event": None, "seal": 2})
    assert not mutations.Mutation("x", seal=2).is_named_by({"event": None, "seal": 3})


@pytest.mark.usefixtures("trial_places")
def test_small_seed_of_bent_books_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tampering, "TIMES_QUICK", 1)
    found = tampering.prove(QUIET, quick=True)
    assert [one.findings for one in found] == [()] * (1 + len(mutations.MUTATIONS))


@pytest.mark.usefixtures("trial_places")
def test_small_seed_of_writers_is_sealed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"WRITERS": 4, "PROCESSES": 1, "QUICK_EVENTS": 20, "QUICK_KILLS": 1}.items():
        monkeypatch.setattr(writers, name, value)
    assert [one.findings for one in writers.prove(QUIET, quick=True)] == [(), ()]
