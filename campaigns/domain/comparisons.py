"""A campaign beside those who were held out of it by lot: what happened anyway, and what more happened (B11).

Everybody whom the lot gave the message counts, whether it left or not: only so are both sides alike but for the lot
(intention to treat). Nothing is said where one to ten people could be told apart on either side.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from campaigns.domain.proportions import Difference, Share, difference, share
from campaigns.domain.suppression import FEW


@dataclass(frozen=True, slots=True)
class Side:
    """Of so many people so many did it (outcome → people)."""

    people: int
    did: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    outcome: str
    sent: Share
    control: Share
    difference: Difference


def compared(sent: Side, control: Side, outcome: str) -> Comparison | None:
    """None where a number on either side tells of few people."""
    numbers = [(side.people, side.did.get(outcome, 0)) for side in (sent, control)]
    if any(of < FEW or 0 < did < FEW or 0 < of - did < FEW for of, did in numbers):
        return None
    one, other = (share(did, of) for of, did in numbers)
    return Comparison(outcome, one, other, difference(one, other))
