"""What a battery says."""

from journeys.batteries.verdicts import Verdict, verdict


def test_what_was_not_tried_does_not_hold() -> None:
    assert verdict("a", "1").holds
    untried = Verdict("a", "", untried="no small disk")
    assert not untried.holds
    assert untried.words == "not tried: no small disk"
