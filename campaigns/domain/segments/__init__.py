"""Groups of people as typed rules; all of them must hold. Coarse facts only: never a diagnosis (R21).

A segment is kept as JSON. `parsed` says what is wrong in sentences; `described` says in one sentence whom the rules
mean; `holds` is what they mean, on plain values. The database's version of the same lies in `campaigns.audiences`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from campaigns.domain.segments.facts import BadRules, Rule, Seen, Words
from campaigns.domain.segments.groups import AllOf, AnyOf, NoneOf
from campaigns.domain.segments.history import (
    COMES_WITHIN_DAYS,
    REACTIONS,
    HadService,
    InJourney,
    LastVisit,
    LastVisitOn,
    Reacted,
    UpcomingVisit,
)
from campaigns.domain.segments.reading import RULES, as_json, parsed
from campaigns.domain.segments.saying import PROTECTED, both
from campaigns.domain.segments.who import (
    BORN_LONG_AGO,
    OLDEST,
    AgeBand,
    CameFrom,
    InterestedIn,
    LanguageIs,
    LivesIn,
    PersonKindIs,
    SexIs,
    TierIs,
)

__all__ = (
    "BORN_LONG_AGO", "COMES_WITHIN_DAYS", "OLDEST", "PROTECTED", "REACTIONS", "RULES", "AgeBand", "AllOf", "AnyOf",
    "BadRules", "CameFrom", "HadService", "InJourney", "InterestedIn", "LanguageIs", "LastVisit", "LastVisitOn",
    "LivesIn", "NoneOf", "PersonKindIs", "Reacted", "Rule", "Seen", "SexIs", "TierIs", "UpcomingVisit", "Words",
    "as_json", "described", "holds", "parsed",
)  # fmt: skip


def described(rules: Sequence[Rule], words: Words) -> str:
    if not rules:
        return "Everybody."
    return f"People who {both([rule.says(words) for rule in rules])}."


def holds(rules: Iterable[Rule], seen: Seen, now: datetime) -> bool:
    return all(rule.holds(seen, now) for rule in rules)
