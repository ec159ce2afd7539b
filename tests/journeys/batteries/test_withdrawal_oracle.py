"""What left after its person had withdrawn is noticed, whatever else happened."""

import pytest

from journeys.batteries.delivery.withdrawal_oracle import HANDED_OVER, WITHDREW, Stamp, judge
from journeys.trials.entry import Entry

SENT = (Entry("m1", "person1@example.com"), Entry("m2", "person2@example.com"))
STAMPS = (
    Stamp(HANDED_OVER, "m1", 1, 10.0),
    Stamp(HANDED_OVER, "m2", 2, 12.0),
    Stamp(WITHDREW, "p1", 1, 11.0),
    Stamp(WITHDREW, "p7", 7, 9.0),
)


def test_what_left_before_its_withdrawal_is_right() -> None:
    found = judge(STAMPS, SENT, {1: "left", 7: "left"})
    assert (found.during, found.before, found.stopped, found.in_words()) == (1, 1, 1, [])


def test_a_hand_over_after_the_withdrawal_is_noticed() -> None:
    found = judge([*STAMPS, Stamp(WITHDREW, "p2", 2, 11.999)], SENT, {1: "left", 2: "left", 7: "left"})
    assert found.in_words() == ["1 handed over after the withdrawal (such as m2)"]


def test_a_mail_without_a_hand_over_is_noticed() -> None:
    assert judge(STAMPS[1:], SENT, {}).in_words() == ["1 left without a committed hand-over (such as m1)"]


@pytest.mark.parametrize(
    ("address", "words"),
    [("person2@example.org", []), ("person2@example.com", ["1 handed over after the withdrawal (such as m2)"])],
)
def test_whoever_has_moved_gets_mail_at_the_new_address_alone(address: str, words: list[str]) -> None:
    sent = (SENT[0], Entry("m2", address))
    assert judge([*STAMPS, Stamp(WITHDREW, "p2", 2, 11.0)], sent, {2: "moved"}).in_words() == words


def test_the_first_withdrawal_counts() -> None:
    twice = [*STAMPS, Stamp(WITHDREW, "p2", 2, 13.0), Stamp(WITHDREW, "p2", 2, 11.0)]
    assert judge(twice, SENT, {2: "left"}).late == ("m2",)
