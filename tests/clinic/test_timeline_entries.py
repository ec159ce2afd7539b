from datetime import UTC, datetime

from clinic.domain.timeline import TimelineEntry, newest_first


def test_newest_first_keeps_one_order_for_the_same_moment() -> None:
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    visit, message, old = (
        TimelineEntry(late, "visit", "Visit"),
        TimelineEntry(late, "message", "Welcome"),
        TimelineEntry(early, "visit", "Visit"),
    )
    assert newest_first([old, message, visit]) == newest_first([visit, old, message]) == [visit, message, old]
