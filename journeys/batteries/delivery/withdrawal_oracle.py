"""Whether anything left after its person had withdrawn. Pure; it knows only moments at which the database committed,
and what the sink wrote down."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from journeys.trials.entry import Entry
from journeys.trials.numbers import moved_to, number_of

HANDED_OVER, WITHDREW = "handed over", "withdrew"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Something was committed at `at` (seconds of the database's clock) for a person. `message_id` of a hand-over."""

    what: str
    message_id: str
    number: int
    at: float


@dataclass(frozen=True, slots=True)
class Findings:
    during: int  # withdrawals between the first and the last hand-over
    before: int  # mails that were committed before their person withdrew
    stopped: int  # people who withdrew and got nothing
    late: tuple[str, ...]  # mails that were committed after it, to where they may not go any more
    unstamped: tuple[str, ...]  # mails without a committed hand-over

    def in_words(self) -> list[str]:
        named = {"handed over after the withdrawal": self.late, "left without a committed hand-over": self.unstamped}
        return [f"{len(ids)} {words} (such as {ids[0]})" for words, ids in named.items() if ids]


def judge(stamps: Iterable[Stamp], sent: Collection[Entry], ways: Mapping[int, str]) -> Findings:
    """`ways`: number → how they withdrew. Who has moved still gets mail, at the new address."""
    told = list(stamps)
    withdrew: dict[int, float] = {}
    for stamp in sorted((one for one in told if one.what == WITHDREW), key=lambda one: one.at):
        withdrew.setdefault(stamp.number, stamp.at)
    # The last: what was turned down for a while is committed anew for each try.
    handed = {stamp.message_id: stamp.at for stamp in told if stamp.what == HANDED_OVER}
    first, last = min(handed.values(), default=0.0), max(handed.values(), default=0.0)
    theirs = [entry for entry in sent if number_of(entry.to) in withdrew and entry.message_id in handed]
    late = [
        entry.message_id
        for entry in theirs
        if handed[entry.message_id] > withdrew[number_of(entry.to)] and not _may_arrive(entry, ways)
    ]
    got = {number_of(entry.to) for entry in sent}
    return Findings(
        during=sum(first <= at <= last for at in withdrew.values()),
        before=sum(handed[entry.message_id] <= withdrew[number_of(entry.to)] for entry in theirs),
        stopped=len(withdrew.keys() - got),
        late=tuple(late),
        unstamped=tuple(entry.message_id for entry in sent if entry.message_id not in handed),
    )


def _may_arrive(entry: Entry, ways: Mapping[int, str]) -> bool:
    number = number_of(entry.to)
    return ways.get(number) == "moved" and entry.to == moved_to(number)
