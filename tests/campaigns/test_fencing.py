"""Each write of a worker is fenced by the token of its lease: a stale one changes nothing.

What is written without a token is written by whoever holds the row locked, in a state that no worker has leased
(`outbox`, `holding`, `tracking`, `unknowns`), or by the database's clock (`take_back`, `forget`).
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db.models.functions import Now

from campaigns.channels import Handed, Obstacle, Verdict
from campaigns.enums import MessageState, Origin
from campaigns.models import Message
from campaigns.operations import hand_over, leases, outcomes, receipts
from campaigns.operations.outcomes import Ending
from tests.campaigns.scenes import NOW, intent, open_clinic, patient, plan

pytestmark = pytest.mark.django_db
_OURS = uuid4()
Write = Callable[[Message, UUID], object]


def _claimed(message: Message) -> leases.Claimed:
    return leases.Claimed(message.pk, message.person_id, message.appointment_id, message.channel, message.purpose)


def _ended(state: MessageState, was: MessageState) -> Write:
    return lambda message, token: outcomes.write([Ending(message.pk, state)], token=token, was=was, at=NOW)


def _said(verdict: Verdict) -> Write:
    return lambda message, token: receipts.settle([(message, Handed(verdict, "r"))], token=token, at=NOW)


WRITES: dict[str, tuple[str, Write]] = {
    "release": ("leased", lambda message, token: leases.release([message.pk], token)),
    "mark_handing_over": (
        "leased",
        lambda message, token: leases.mark_handing_over([message.pk], token, at=NOW, vendors={}),
    ),
    "give_up": ("leased", lambda message, token: hand_over.give_up(message.pk, token, NOW)),
    "postpone": (
        "leased",
        lambda message, token: receipts.postpone([_claimed(message)], Obstacle.UNREACHABLE, token=token, at=NOW),
    ),
    "refuse": ("leased", _ended(MessageState.REFUSED, MessageState.LEASED)),
    "hold": ("leased", _ended(MessageState.HELD, MessageState.LEASED)),
    "accept": ("handing_over", _said(Verdict.ACCEPTED)),
    "reject": ("handing_over", _said(Verdict.REJECTED)),
    "not know": ("handing_over", _said(Verdict.UNKNOWN)),
    "try later": ("handing_over", _said(Verdict.TRY_LATER)),
    "accept after all": ("unknown", _said(Verdict.ACCEPTED)),
}


def _leased(state: str) -> Message:
    open_clinic()
    plan(intent(patient()))
    rows = Message.objects.all()
    rows.update(state="leased", lease_token=_OURS, leased_until=Now() + timedelta(minutes=15))
    for later in ("handing_over", "unknown")[: ("leased", "handing_over", "unknown").index(state)]:
        rows.update(state=later)
    return rows.get()


def _row(message: Message) -> dict[str, object]:
    return Message.objects.values().get(pk=message.pk)


@pytest.mark.parametrize("name", WRITES)
def test_a_stale_token_changes_nothing(name: str) -> None:
    state, write = WRITES[name]
    message = _leased(state)
    before = _row(message)
    write(message, uuid4())
    assert _row(message) == before
    write(message, _OURS)
    assert _row(message) != before


def test_what_another_worker_has_leased_is_no_longer_ours_nor_claimed() -> None:
    message = _leased("leased")
    assert leases.still_ours([message.pk], uuid4()) == set()
    assert leases.still_ours([message.pk], _OURS) == {message.pk}
    assert leases.claim(at=NOW, origins=list(Origin.values), channel="email", token=uuid4()) == []


def test_a_lease_that_has_not_run_out_is_left_to_whoever_has_it() -> None:
    message = _leased("leased")
    before = _row(message)
    leases.take_back()
    assert _row(message) == before
    Message.objects.update(state="handing_over")
    assert leases.forget(NOW, list(Origin.values)) == []
