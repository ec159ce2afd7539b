"""What became of an alert that went to several people, in one word."""

from collections.abc import Sequence

WAITING, MAILED, IN_PART, NOBODY_HERE = "waiting", "mailed", "mailed-in-part", "nobody-here"
_OPEN = frozenset({"planned", "retry", "handing_over"})


def outcome_of(mails: Sequence[tuple[str, str]]) -> str:
    """`mails`: (state, reason) of each. When none was accepted, the reason why."""
    states = {state for state, _ in mails}
    if not states:
        return NOBODY_HERE
    if states & _OPEN:
        return WAITING
    if states == {"accepted"}:
        return MAILED
    return IN_PART if "accepted" in states else next(reason for _, reason in mails)
