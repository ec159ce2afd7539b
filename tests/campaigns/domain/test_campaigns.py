"""What a campaign's rules say, without a database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from campaigns.domain.campaigns import NO_LIMIT, PURPOSES, Fate, Plan, bar, is_held_out, pace, problems, progress, room
from campaigns.domain.campaigns import warnings as warnings_of
from campaigns.enums import CAMPAIGN_ARROWS, CampaignState

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
GOOD = {
    "purpose": "marketing",
    "topic": "offers",
    "languages": frozenset({"en"}),
    "clinic_language": "en",
    "asks_for": frozenset({"person.given_name", "link.booking"}),
    "starts_at": NOW,
    "ends_at": NOW + timedelta(days=2),
    "audience": 60,
}


def plan(**changes: object) -> Plan:
    return Plan(**(GOOD | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, None),
        ({"purpose": "newsletter", "topic": "newsletter"}, None),
        ({"purpose": "operations", "topic": "welcome"}, None),
        ({"purpose": "treatment", "topic": "check-ups"}, "purpose"),
        ({"purpose": "request-answer"}, "purpose"),
        ({"purpose": "testimonial"}, "purpose"),
        ({"purpose": "staff-notice"}, "purpose"),
        ({"purpose": "operations", "topic": "offers"}, "topic"),
        ({"purpose": "marketing", "topic": "appointments"}, "topic"),
        ({"languages": frozenset({"zh-hant"})}, "language"),
        ({"asks_for": frozenset({"appointment.date"})}, "appointment.date"),
        ({"asks_for": frozenset({"link.sign"})}, "link.sign"),
        ({"asks_for": frozenset({"holiday.name"})}, "holiday.name"),
        ({"ends_at": NOW}, "too late"),
        ({"starts_at": NOW - timedelta(days=3), "ends_at": NOW - timedelta(days=1)}, "too late"),
        ({"audience": 0}, "nobody"),
    ],
)
def test_problems_name_what_has_to_be_changed(changes: dict[str, object], says: str | None) -> None:
    found = problems(plan(**changes), NOW)
    assert len(found) == (says is not None)
    assert all(str(says) in sentence for sentence in found)


@pytest.mark.parametrize(("audience", "warned"), [(1, True), (10, True), (11, False), (None, False), (0, False)])
def test_small_audience_is_a_warning(audience: int | None, warned: bool) -> None:
    assert bool(warnings_of(plan(audience=audience))) == warned


def test_campaign_is_never_about_care() -> None:
    assert PURPOSES.isdisjoint({"treatment", "request-answer", "testimonial", "staff-notice"})


@pytest.mark.parametrize(
    ("throttle", "since_last", "found"),
    [
        (0, None, NO_LIMIT),
        (600, None, 10),
        (600, timedelta(minutes=1), 10),
        (600, timedelta(0), 0),
        (600, timedelta(hours=9), 50),  # closed hours are not made up for
        (90, timedelta(minutes=1), 2),
        (4, timedelta(minutes=1), 1),
        (4, timedelta(hours=1), 1),
    ],
)
def test_pace_spreads_an_hour(throttle: int, since_last: timedelta | None, found: int) -> None:
    assert pace(throttle, since_last=since_last) == found


@pytest.mark.parametrize(("throttle", "recent", "found"), [(0, 9000, NO_LIMIT), (10, 4, 6), (10, 10, 0), (10, 12, 0)])
def test_room_keeps_any_hour_under_the_throttle(throttle: int, recent: int, found: int) -> None:
    assert room(throttle, in_the_last_hour=recent) == found


def test_held_out_are_a_share_and_always_the_same() -> None:
    people = [UUID(int=number) for number in range(2000)]
    held = [person for person in people if is_held_out(b"one", person, 20)]
    assert 320 <= len(held) <= 480
    assert held == [person for person in people if is_held_out(b"one", person, 20)]
    assert held != [person for person in people if is_held_out(b"two", person, 20)]
    assert not any(is_held_out(b"one", person, 0) for person in people)


def test_progress_adds_up_to_the_audience() -> None:
    found = progress(
        [
            (Fate.SENT, "opted-in", 20),
            (Fate.WAITING, "opted-in", 5),
            (Fate.NOT_SENT, "no-authorization", 30),
            (Fate.NOT_SENT, "weekly-cap", 2),
            (Fate.CONTROL, "", 10),
            (Fate.PENDING, "", 3),
        ]
    )
    assert found.audience == 70
    assert found.planned == 25
    assert found.not_sent == {"no-authorization": 30, "weekly-cap": 2}
    parts = bar(found)
    assert [part.kind for part in parts] == ["sent", "waiting", "not-sent", "control", "pending"]
    assert round(sum(part.width for part in parts), 6) == 100


def test_bar_of_nobody_is_empty() -> None:
    assert bar(progress([])) == []


def test_what_ended_stays_so() -> None:
    assert CAMPAIGN_ARROWS.keys().isdisjoint({CampaignState.DONE, CampaignState.CANCELLED})
