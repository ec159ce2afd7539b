"""Several connections at once: nothing is lost or doubled between them, and one that breaks takes no other with it."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from threading import Barrier, Event, Lock, Timer
from time import sleep
from uuid import UUID, uuid4

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from campaigns.channels import Handed, Verdict, WrittenMail
from campaigns.models import Message
from campaigns.operations.couriers import Couriers
from campaigns.operations.delivery import deliver_due
from clinic.models import Location, Vendor
from patients.operations import appointments
from tests.campaigns.post import Start
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan, reminder

pytestmark = pytest.mark.django_db


def test_windows_leave_over_several_connections_and_each_mail_once(
    smtp: Start, settings: pytest.FixtureRequest
) -> None:
    sink = smtp()
    settings.DEBUG, settings.MAIL_CONNECTIONS = True, 4
    open_clinic()
    plan(*(intent(patient()) for _ in range(70)))
    assert deliver_due(NOW, by=BY).outcomes == {"accepted": 70}
    left = Counter(re.search(rb"Message-ID: <([0-9a-f-]{36})@", mail)[1].decode() for mail in sink.got)  # type: ignore[index]
    assert left == Counter(str(pk) for pk in Message.objects.values_list("pk", flat=True))


class MeetsTheOthers(BaseEmailBackend):
    """Goes on only when as many as there are connections hand over at the same moment."""

    meeting = Barrier(3)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.meeting.wait(timeout=60)
        return 1


def test_connections_are_at_work_at_the_same_time(settings: pytest.FixtureRequest) -> None:
    _through(settings, MeetsTheOthers)
    plan(*(intent(patient()) for _ in range(48)))
    assert deliver_due(NOW, by=BY).outcomes == {"accepted": 48}


class Waits:
    """A line that keeps what nobody was told of until it may go on."""

    def __init__(self) -> None:
        self.may_go_on = Event()

    def open(self) -> None: ...

    def hand_over(self, letter: WrittenMail) -> Handed:
        self.may_go_on.wait(60)
        return Handed(Verdict.ACCEPTED, "taken")

    def close(self) -> None: ...


def _letter() -> WrittenMail:
    return WrittenMail(message_id=uuid4(), to="a@x.example", sender="b@y.example", receipt="<1>", data=b"")


def test_those_who_are_nearly_back_are_waited_for_a_moment() -> None:
    quick, slow = Waits(), Waits()
    quick.may_go_on.set()
    waiting = [slow, quick]
    with Couriers(lambda: waiting.pop(), 2) as couriers:
        couriers.send([_letter()], lambda letter: letter)
        couriers.send([_letter()], lambda letter: letter)
        assert len(couriers.come_back(at_least=1)) == 1
        couriers.send([_letter()], lambda letter: letter)
        later = Timer(0.3, slow.may_go_on.set)
        later.start()
        assert len(couriers.come_back(at_least=1, patience=60)) == 2
        later.join()


class Foresees(Waits):
    """Keeps in which order it was told of letters, and of what comes after them."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go_on.set()
        self.told: list[tuple[str, UUID]] = []

    def expect(self, letter: WrittenMail) -> None:
        self.told.append(("expects", letter.message_id))

    def hand_over(self, letter: WrittenMail) -> Handed:
        self.told.append(("has", letter.message_id))
        return super().hand_over(letter)


def test_a_line_that_looks_ahead_is_told_of_what_is_to_leave_next_and_asked_again_when_it_is() -> None:
    line, letters = Foresees(), [_letter() for _ in range(4)]
    first, late, stopped, last = (letter.message_id for letter in letters)
    asked: Counter[UUID] = Counter()

    def as_of_now(letter: WrittenMail) -> WrittenMail | None:
        asked[letter.message_id] += 1
        leaves = {stopped: False, late: asked[late] < 2}.get(letter.message_id, True)
        return letter if leaves else None

    with Couriers(lambda: line, 1) as couriers:
        couriers.send(letters, as_of_now)
        (trip,) = couriers.come_back()
    assert line.told == [("expects", late), ("has", first), ("has", last)]
    assert [trip.said[letter.message_id].verdict for letter in letters] == [
        Verdict.ACCEPTED,
        Verdict.TRY_LATER,
        Verdict.TRY_LATER,
        Verdict.ACCEPTED,
    ]


class TakesItsTime(BaseEmailBackend):
    """Long enough for several windows to be away."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        sleep(0.1)
        return 1


class BreaksOnce(BaseEmailBackend):
    """An error of ours at its third mail."""

    seen = 0
    counting = Lock()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with self.counting:
            type(self).seen += 1
            if self.seen == 3:
                raise ZeroDivisionError
        return 1


def test_an_error_of_ours_leaves_one_unknown_and_what_was_not_tried_for_later(settings: pytest.FixtureRequest) -> None:
    BreaksOnce.seen = 0
    _through(settings, BreaksOnce)
    settings.MAIL_CONNECTIONS = 2
    plan(*(intent(patient()) for _ in range(32)))
    with pytest.raises(ZeroDivisionError):
        deliver_due(NOW, by=BY)
    states = Counter(Message.objects.values_list("state", flat=True))
    assert states["unknown"] == 1
    assert set(states) <= {"unknown", "accepted", "retry", "planned"}
    assert states["leased"] + states["handing_over"] == 0
    assert BreaksOnce.seen == states["accepted"] + states["unknown"]


def _with_a_poisoned_one(number: int) -> None:
    """So many messages; one in the middle cannot be put together, and breaks what is prepared with it."""
    nowhere = Location.objects.create(name="Old Office", address="9 Old Road", time_zone="Nowhere/Nowhere")
    broken = appointments.book(
        by=BY, now=NOW, person_id=patient().pk, location_id=nowhere.pk, starts_at=NOW + timedelta(days=1)
    )
    before = [intent(patient()) for _ in range(number // 2)]
    plan(*before, reminder(broken), *(intent(patient()) for _ in range(number - len(before) - 1)))


@pytest.mark.parametrize("connections", [1, 3])
def test_a_poisoned_message_stops_no_other_over_however_many_connections(
    settings: pytest.FixtureRequest, connections: int
) -> None:
    _through(settings, TakesItsTime)
    settings.MAIL_CONNECTIONS = connections
    _with_a_poisoned_one(48)
    assert deliver_due(NOW, by=BY).outcomes == {"accepted": 47, "failed": 1}


def test_what_was_committed_and_given_to_nobody_is_tried_later(settings: pytest.FixtureRequest) -> None:
    """By halves, so that one window is ready while the one before it breaks off."""
    BreaksOnce.seen = 2
    _through(settings, BreaksOnce)
    settings.MAIL_CONNECTIONS = 1
    _with_a_poisoned_one(16)
    with pytest.raises(ZeroDivisionError):
        deliver_due(NOW, by=BY)
    states = Counter(Message.objects.values_list("state", flat=True))
    assert (states["unknown"], states["handing_over"], states["leased"], states["accepted"]) == (1, 0, 0, 0)
    assert {"unknown", "retry"} <= set(states) <= {"unknown", "retry", "planned", "failed"}
    assert BreaksOnce.seen == 3


class StandsStill(BaseEmailBackend):
    """While its third mail leaves, a day goes by."""

    gone_by = 0.0
    seen = 0

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        type(self).seen += 1
        if type(self).seen == 3:
            type(self).gone_by = 86_400.0
        return 1


def test_a_worker_that_stood_still_until_its_lease_had_run_out_hands_nothing_more_over(
    settings: pytest.FixtureRequest,
) -> None:
    StandsStill.gone_by = StandsStill.seen = 0
    _through(settings, StandsStill)
    settings.MAIL_CONNECTIONS = 1
    plan(*(intent(patient(), expires_at=NOW + timedelta(days=3)) for _ in range(8)))
    told = deliver_due(NOW, by=BY, ticks=lambda: StandsStill.gone_by).outcomes
    assert (StandsStill.seen, told) == (3, {"accepted": 3, "retry": 5})


def _through(settings: pytest.FixtureRequest, backend: type[BaseEmailBackend]) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.{backend.__name__}"
    settings.MAIL_VENDOR_ENFORCES_TLS, settings.MAIL_CONNECTIONS = True, 3
    Vendor.objects.create(name="Post", backend=settings.EMAIL_BACKEND, baa_signed_on="2026-01-01", baa_scope=["send"])
    open_clinic()
