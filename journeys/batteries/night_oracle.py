"""Who should have got mail, who did, and what the rows say: whether the three agree. Pure; it knows nothing of how
messages are sent."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from journeys.trials.entry import Entry
from journeys.trials.numbers import is_barred, number_of

WINDOW = 16  # messages that one cut may leave unknown
_SETTLED = frozenset({"accepted", "refused", "expired", "failed", "unknown"})


@dataclass(frozen=True, slots=True)
class OutboxRow:
    message_id: str
    number: int
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reckoning:
    """One round. Numbers are people, but for `untold` and `untrue`, which are messages."""

    sent: int
    unknown: int
    refused: int
    doubled: tuple[int, ...]  # got more than one mail
    lost: tuple[int, ...]  # were to get one; nothing left, and no row says that it is unknown
    forbidden: tuple[int, ...]  # got mail although it may not go there
    untold: tuple[str, ...]  # left, and no row says so
    untrue: tuple[str, ...]  # accepted by its row, and nothing left
    unsettled: tuple[int, ...]  # rows that still wait, when everything is over

    def findings(self, *, cuts: int = 0) -> list[str]:
        """What should not have been, where the network or the process was cut `cuts` times."""
        named = {
            "doubled": self.doubled, "lost": self.lost, "forbidden": self.forbidden,
            "sent and not in the rows": self.untold, "accepted and not sent": self.untrue,
            "not settled": self.unsettled,
        }  # fmt: skip
        found = [f"{len(who)} {word} (such as {who[0]})" for word, who in named.items() if who]
        if self.unknown > cuts * WINDOW:
            found.append(f"{self.unknown} unknown after {cuts} cuts: more than {WINDOW} each")
        return found

    def __str__(self) -> str:
        return f"{self.sent} sent, {self.refused} refused, {self.unknown} unknown"


def reckon(due: Iterable[int], journal: Collection[Entry], rows: Collection[OutboxRow]) -> Reckoning:
    """`due`: everybody who has an occasion; who of them may get mail is `numbers.is_barred`'s to say."""
    allowed = {number for number in due if not is_barred(number)}
    got = Counter(number_of(entry.to) for entry in journal)
    left = {entry.message_id for entry in journal}
    by_state = {state: {row.number for row in rows if row.state == state} for state in ("unknown", "refused")}
    told = {row.message_id for row in rows if row.state in ("accepted", "unknown")}
    return Reckoning(
        sent=len(journal),
        unknown=len(by_state["unknown"]),
        refused=len(by_state["refused"]),
        doubled=tuple(sorted(number for number, times in got.items() if times > 1)),
        lost=tuple(sorted(allowed - got.keys() - by_state["unknown"])),
        forbidden=tuple(sorted(got.keys() - allowed)),
        untold=tuple(sorted(left - told)),
        untrue=tuple(sorted(row.message_id for row in rows if row.state == "accepted" and row.message_id not in left)),
        unsettled=tuple(sorted(row.number for row in rows if row.state not in _SETTLED)),
    )
