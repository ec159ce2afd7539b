"""Whether anything was handed over after its person had taken their permission back. Pure; it knows only moments at
which the database committed, who was written to, and how each message ended."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

WINDOW = 16  # messages of one worker that may be under way when somebody takes it back
_REVOKED = ("refused", "authorization-revoked")


class What(StrEnum):
    REVOKED = "revoked"
    HANDED_OVER = "handed over"  # committed; the network comes after it
    OUT = "out"  # the other side has it


@dataclass(frozen=True, slots=True)
class Stamp:
    """Something was committed. `subject`: the message or the paper; `at`: seconds on the database's clock."""

    what: str
    subject: str
    person: str
    at: float


@dataclass(frozen=True, slots=True)
class End:
    """How a message ended."""

    message_id: str
    person: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Findings:
    """Messages, but for the numbers. `during`: revocations between the first and the last hand-over."""

    during: int
    before: int  # handed over before their person took it back
    stopped: int  # refused since
    late: tuple[str, ...]  # handed over after that
    unstamped: tuple[str, ...]  # a mail left, and no hand-over was committed for it
    odd: tuple[str, ...]  # of somebody who took it back: neither handed over nor refused for that
    silenced: tuple[str, ...]  # of somebody who did not: not sent
    crowded: int  # the most that were under way when somebody took it back
    longest: float  # seconds until the last of those was out

    def in_words(self, workers: int) -> Iterator[str]:
        named = {
            "handed over after the revocation": self.late,
            "left without a committed hand-over": self.unstamped,
            "of revoked people ended otherwise": self.odd,
            "of other people not sent": self.silenced,
        }
        yield from (f"{len(ids)} {word} (such as {ids[0]})" for word, ids in named.items() if ids)
        if self.crowded > workers * WINDOW:
            yield f"{self.crowded} were under way at a revocation: more than {WINDOW} for each of {workers} workers"


def reckon(stamps: Iterable[Stamp], left: Collection[str], ends: Iterable[End]) -> Findings:
    """`left`: messages that the receiving side wrote down."""
    told = list(stamps)
    revoked = {stamp.person: stamp.at for stamp in told if stamp.what == What.REVOKED}
    handed = {stamp.subject: stamp for stamp in told if stamp.what == What.HANDED_OVER}
    out = {stamp.subject: stamp.at for stamp in told if stamp.what == What.OUT}
    moments = [stamp.at for stamp in handed.values()]
    under_way = [(stamp.at, out.get(subject, float("inf"))) for subject, stamp in handed.items()]
    open_at = {at: [end for begin, end in under_way if begin <= at < end] for at in revoked.values()}
    theirs = [end for end in ends if end.message_id not in handed]
    return Findings(
        during=sum(min(moments, default=0) <= at <= max(moments, default=0) for at in revoked.values()),
        before=sum(stamp.person in revoked and stamp.at <= revoked[stamp.person] for stamp in handed.values()),
        stopped=sum((end.state, end.reason) == _REVOKED for end in theirs),
        late=tuple(subject for subject, stamp in handed.items() if stamp.at > revoked.get(stamp.person, float("inf"))),
        unstamped=tuple(sorted(set(left) - handed.keys())),
        odd=tuple(e.message_id for e in theirs if e.person in revoked and (e.state, e.reason) != _REVOKED),
        silenced=tuple(end.message_id for end in theirs if end.person not in revoked),
        crowded=max(map(len, open_at.values()), default=0),
        longest=max((end - at for at, ends_at in open_at.items() for end in ends_at), default=0.0),
    )
