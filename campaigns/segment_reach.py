"""Of the people that a segment's rules mean, how many may be written to, and why the others may not: for the page of a
segment. No names, and no numbers of a few."""

from datetime import datetime
from typing import Any

from campaigns.domain.campaigns import FEW, PURPOSES
from campaigns.domain.segments import Rule
from campaigns.reach import Use, reach
from clinic.enums import Channel
from consent.domain.words import topic_fits
from consent.enums import MessagePurpose, Topic


def uses() -> list[tuple[str, str]]:
    """(value, words): what a page offers to ask about. A value is a purpose and a topic that fits it."""
    return [
        (f"{purpose.value}:{topic.value}", f"{purpose.label}: {topic.label}")
        for purpose in MessagePurpose
        for topic in Topic
        if purpose in PURPOSES and topic != Topic.ALL and topic_fits(purpose, topic) and not _of_care(topic)
    ]


def told(rules: list[Rule], use: str, *, now: datetime) -> dict[str, Any]:
    """What the page shows. `use`: a value of `uses`. Raises `KeyError`."""
    dict(uses())[use]
    purpose, topic = use.split(":")
    found = reach(rules, Use(purpose, topic, Channel.EMAIL), now=now)
    if found.asked < FEW:
        return {"reach": f"Fewer than {FEW} people: how many of them may be written to is not shown.", "reasons": []}
    not_because = f", {found.may_not} not because:" if found.may_not else "."
    return {
        "reach": f"Of the first {found.asked}, {found.may} may be written to{not_because}",
        "reasons": [f"{words}: {number}" for words, number in found.in_words()],
    }


def _of_care(topic: Topic) -> bool:
    return topic in {Topic.APPOINTMENTS, Topic.AFTERCARE, Topic.CHECK_UPS}
