"""DESIGN 5: each pair of states tried on the real database; what it allows is what the enums say."""

from collections.abc import Mapping

import pytest
from django.db import IntegrityError, transaction

from campaigns.enums import ARROWS, ARROWS_OF_A_CONTRADICTION, ARROWS_OF_A_SECOND_TRY, MessageState
from campaigns.models import Message, MessageTemplate
from tests.campaigns.scenes import intent, open_clinic, patient, plan

pytestmark = pytest.mark.django_db
_PAIRS = [(start, end) for start in MessageState for end in MessageState if start != end]


@pytest.fixture
def message() -> Message:
    open_clinic()
    plan(intent(patient()))
    return Message.objects.get()


def _told(*tables: Mapping[MessageState, frozenset[MessageState]]) -> set[tuple[MessageState, MessageState]]:
    return {(start, end) for arrows in tables for start, ends in arrows.items() for end in ends}


def _can_go(message: Message, start: MessageState, end: MessageState, *, was: int = 0, then: int = 0) -> bool:
    Message.objects.filter(pk=message.pk).delete()
    message.state, message.receipt, message.resends = start, "r", was
    message.save(force_insert=True)
    try:
        with transaction.atomic():
            Message.objects.filter(pk=message.pk).update(state=end, resends=then)
    except IntegrityError:
        return False
    return True


def test_the_database_allows_the_arrows_and_nothing_else(message: Message) -> None:
    assert {pair for pair in _PAIRS if _can_go(message, *pair)} == _told(ARROWS)


def test_a_second_try_may_give_way_to_the_first_and_begins_once(message: Message) -> None:
    begins = (MessageState.UNKNOWN, MessageState.PLANNED)
    allowed = {pair for pair in _PAIRS if _can_go(message, *pair, was=1, then=1)}
    assert allowed == _told(ARROWS, ARROWS_OF_A_SECOND_TRY) - {begins}
    counted = {pair for pair in _PAIRS if _can_go(message, *pair, was=0, then=1)}
    assert counted - _told(ARROWS) == {begins}


def test_what_somebody_said_did_not_arrive_is_open_to_a_report(message: Message) -> None:
    message.reason = "not-arrived"
    assert {pair for pair in _PAIRS if _can_go(message, *pair)} == _told(ARROWS, ARROWS_OF_A_CONTRADICTION)


def test_nothing_is_sent_a_third_time(message: Message) -> None:
    with pytest.raises(IntegrityError, match="campaigns_resent_once"), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(resends=2)


def test_only_texts_about_a_treatment_are_sent_again(message: Message) -> None:
    assert message.template.purpose != "treatment"
    with pytest.raises(IntegrityError, match="campaigns_resend_treatment_only"), transaction.atomic():
        MessageTemplate.objects.filter(pk=message.template_id).update(resend_unknown=True)
