"""Words of rules: what is wrong with what they name, and how their sentences are joined."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from campaigns.domain.segments.facts import Words

PROTECTED = "protected"
LONGEST_DAYS = 3660


def unknown(what: str, named: Sequence[str], words: Collection[str]) -> list[str]:
    if not named:
        return [f"Name at least one {what}."]
    return [f"“{word}” is no {what}: known are {', '.join(words)}." for word in named if word not in words]


def bad_categories(named: Sequence[str], words: Words) -> list[str]:
    found = unknown("category", named, words.categories)
    if PROTECTED in named:
        found.append("Specially protected care is nothing to choose people by.")
    return found


def bad_days(days: int | None) -> list[str]:
    if days is None or 1 <= days <= LONGEST_DAYS:
        return []
    return [f"Days lie between 1 and {LONGEST_DAYS}."]


def is_within(at: datetime, days: int | None, now: datetime) -> bool:
    return days is None or at > now - timedelta(days=days)


def in_the_last(days: int | None) -> str:
    return f" in the last {days} days" if days else ""


def both(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])}, and {words[-1]}"


def either(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
