from datetime import UTC, datetime, timedelta

from clinic.domain.moving_clock import Moving
from clinic.ticking import seconds_gone_by

AT = datetime(2026, 6, 15, 15, tzinfo=UTC)


def test_a_moment_moves_on_with_the_seconds_that_went_by() -> None:
    seconds = [1000.0]
    clock = Moving(AT, lambda: seconds[0])
    assert clock.now() == AT
    seconds[0] += 3600.5
    assert clock.now() == AT + timedelta(hours=1, seconds=0.5)


def test_two_of_the_same_seconds_go_on_each_from_its_own_beginning() -> None:
    seconds = [0.0]
    first = Moving(AT, lambda: seconds[0])
    seconds[0] = 60
    second = Moving(AT, lambda: seconds[0])
    seconds[0] = 90
    assert (first.now() - AT, second.now() - AT) == (timedelta(seconds=90), timedelta(seconds=30))


def test_seconds_never_go_back() -> None:
    found = [seconds_gone_by() for _ in range(100)]
    assert found == sorted(found)
