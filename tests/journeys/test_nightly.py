"""Which nightly run is due, by the clinic's clock."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys.domain.nightly import nightly_date, sweep_is_due

CHICAGO = "America/Chicago"


@pytest.mark.parametrize(
    ("at", "nightly_at", "night"),
    [
        ("2026-11-22T07:59", time(2), date(2026, 11, 21)),  # 01:59 in Chicago
        ("2026-11-22T08:00", time(2), date(2026, 11, 22)),
        ("2026-11-23T05:59", time(2), date(2026, 11, 22)),  # still that evening
        ("2026-03-08T08:29", time(2, 30), date(2026, 3, 7)),  # 02:30 does not exist: 03:30 counts
        ("2026-03-08T08:30", time(2, 30), date(2026, 3, 8)),
        ("2026-11-01T06:29", time(1, 30), date(2026, 10, 31)),  # 01:30 comes twice: the first counts
        ("2026-11-01T06:30", time(1, 30), date(2026, 11, 1)),
        ("2026-11-01T07:30", time(1, 30), date(2026, 11, 1)),
    ],
)
def test_nightly_date_by_table(at: str, nightly_at: time, night: date) -> None:
    assert nightly_date(datetime.fromisoformat(at).replace(tzinfo=UTC), CHICAGO, nightly_at) == night


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.times(),
    st.sampled_from([CHICAGO, "Asia/Taipei", "Pacific/Apia", "Australia/Lord_Howe"]),
)
def test_nights_never_go_back_and_skip_none(at: datetime, nightly_at: time, zone: str) -> None:
    nightly_at = nightly_at.replace(second=0, microsecond=0)
    later = nightly_date(at + timedelta(hours=1), zone, nightly_at)
    assert later - nightly_date(at, zone, nightly_at) in (timedelta(0), timedelta(days=1))


@pytest.mark.parametrize(("minutes", "due"), [(None, True), (4, False), (5, True), (600, True)])
def test_sweep_is_due_every_five_minutes(minutes: int | None, due: bool) -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert sweep_is_due(now, None if minutes is None else now - timedelta(minutes=minutes)) is due
