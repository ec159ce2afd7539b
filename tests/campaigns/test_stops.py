"""The switch that stops what leaves."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from campaigns.channels import capture
from campaigns.enums import StopScope, Unsent
from campaigns.models import Message, SendingStop
from campaigns.operations import stops
from campaigns.operations.delivery import deliver_due
from campaigns.operations.leases import WINDOW
from clinic.enums import StaffAlert
from clinic.models import Notice
from consent.enums import MessagePurpose
from tests.at_once import LIMIT, elsewhere
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan
from tests.conftest import CommittingDatabase

_ALL = StopScope.EVERYTHING


def _states() -> list[tuple[str, str, str]]:
    rows = Message.objects.values_list("origin_slug", "state", "reason")
    return sorted((slug, state, reason if state == "expired" else "") for slug, state, reason in rows)


@pytest.fixture
def clinic(db: None, settings: pytest.FixtureRequest, mail_folder: Path) -> None:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    open_clinic()


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize(
    ("stop", "left"),
    [
        ({"scope": _ALL}, []),
        ({"scope": StopScope.JOURNEY, "journey": "welcome"}, ["annual-check-up"]),
        ({"scope": StopScope.CHANNEL, "channel": "email"}, []),
        ({"scope": StopScope.CHANNEL, "channel": "sms"}, ["annual-check-up", "welcome"]),
    ],
)
def test_stop_keeps_what_it_covers_planned(stop: dict[str, str], left: list[str]) -> None:
    plan(intent(patient(), "welcome"), intent(patient(), "annual-check-up"))
    stops.place(**stop, why="wrong text", by=BY, now=NOW)  # type: ignore[arg-type]
    deliver_due(NOW, by=BY)
    assert sorted(Message.objects.filter(state="accepted").values_list("origin_slug", flat=True)) == left
    assert Message.objects.filter(state="planned").count() == 2 - len(left)


@pytest.mark.usefixtures("clinic")
def test_stop_of_everything_lets_answers_to_requests_leave() -> None:
    plan(intent(patient(), "welcome"), intent(patient(), "annual-check-up"))
    Message.objects.filter(origin_slug="welcome").update(purpose=MessagePurpose.REQUEST_ANSWER)
    stops.place(scope=_ALL, why="wrong text", by=BY, now=NOW)
    deliver_due(NOW, by=BY)
    assert _states() == [("annual-check-up", "planned", ""), ("welcome", "accepted", "")]


@pytest.mark.usefixtures("clinic")
def test_lifted_stop_lets_go_on_what_is_in_time_and_the_rest_says_that_it_was_stopped() -> None:
    stop = stops.place(scope=_ALL, why="wrong text", by=BY, now=NOW)
    plan(
        intent(patient(), "welcome", expires_at=NOW + timedelta(hours=1)),
        intent(patient(), "annual-check-up", expires_at=NOW + timedelta(hours=3)),
    )
    deliver_due(NOW + timedelta(hours=2), by=BY)
    stops.lift(stop_id=stop.pk, by=BY, now=NOW + timedelta(hours=2))
    deliver_due(NOW + timedelta(hours=2), by=BY)
    assert _states() == [("annual-check-up", "accepted", ""), ("welcome", "expired", Unsent.SENDING_STOPPED)]


@pytest.mark.usefixtures("clinic")
def test_stop_pulled_twice_is_one_and_tells_staff_once_each_way() -> None:
    first = stops.place(scope=_ALL, why="wrong text", by=BY, now=NOW)
    assert stops.place(scope=_ALL, why="again", by=BY, now=NOW) == first
    stops.lift(stop_id=first.pk, by=BY, now=NOW)
    stops.lift(stop_id=first.pk, by=BY, now=NOW)
    told = Notice.objects.filter(alert=StaffAlert.SENDING_STOPPED).values_list("audience", flat=True)
    assert sorted(told) == ["administrator", "administrator", "privacy-officer", "privacy-officer"]


@pytest.mark.django_db
def test_stop_of_a_journey_says_which() -> None:
    with pytest.raises(stops.NothingToStop):
        stops.place(scope=StopScope.JOURNEY, why="wrong text", by=BY, now=NOW)
    assert not SendingStop.objects.exists()


@pytest.mark.usefixtures("clinic")
def test_intent_that_is_held_is_planned_as_held_and_expires_with_its_reason() -> None:
    plan(
        intent(patient(), "welcome", hold="held-by-staff"),
        intent(patient(), "annual-check-up", hold="awaiting-release"),
        intent(patient("Ben", email=""), "welcome", hold="held-by-staff"),
    )
    deliver_due(NOW, by=BY)
    held = sorted(Message.objects.values_list("state", "reason"))
    assert held == [("held", "awaiting-release"), ("held", "held-by-staff"), ("refused", "no-address")]
    deliver_due(NOW + timedelta(hours=13), by=BY)
    assert sorted(Message.objects.values_list("state", "reason")) == [
        ("expired", "awaiting-release"),
        ("expired", "held-by-staff"),
        ("refused", "no-address"),
    ]


def test_stop_acts_within_one_window_of_a_running_delivery(
    committing_db: CommittingDatabase, settings: pytest.FixtureRequest, mail_folder: Path
) -> None:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    open_clinic()
    plan(*(intent(patient()) for _ in range(4 * WINDOW)))
    with _pausing_at_mail(5) as (reached, go_on), elsewhere() as start:
        start(lambda: deliver_due(NOW, by=BY))
        assert reached.wait(LIMIT)
        stops.place(scope=_ALL, why="wrong text", by=BY, now=NOW)
        go_on.set()
    assert len(list(mail_folder.glob("*.eml"))) == WINDOW
    assert dict.fromkeys(Message.objects.values_list("state", flat=True)).keys() == {"accepted", "planned"}
    assert Message.objects.filter(state="planned").count() == 3 * WINDOW


@contextmanager
def _pausing_at_mail(number: int) -> Iterator[tuple[threading.Event, threading.Event]]:
    """The disk on which mail is captured is slow just now."""
    reached, go_on, write, written = threading.Event(), threading.Event(), capture.write_new, []

    def slow(*mail: object) -> None:
        written.append(1)
        if len(written) == number:
            reached.set()
            assert go_on.wait(LIMIT)
        write(*mail)  # type: ignore[arg-type]

    capture.write_new = slow
    try:
        yield reached, go_on
    finally:
        capture.write_new = write
