"""What became of messages, and of the people who got them: which numbers there are, which sums they make up, and what
of them is shown (B10, B11, R50).

A row is a campaign or a journey (what asked for the messages), or a text (what they said): the same messages, divided
twice. So both tables are judged together: what one leaves out does not follow from the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from campaigns.domain.proportions import Share, share
from campaigns.domain.suppression import Cell, Key, Sum, withheld


class Measure(StrEnum):
    """Of messages: from `INTENDED` to `UNANSWERED`. Of people: those who got one (`REACHED`), and of them the rest.
    Of appointments that messages were about: from `APPOINTMENTS` on."""

    INTENDED = "intended"
    PLANNED = "planned"
    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    UNANSWERED = "unanswered"
    REACHED = "reached"
    OPENED = "opened"
    CLICKED = "clicked"
    BY_MACHINE = "by-machine"
    UNSUBSCRIBED = "unsubscribed"
    INVITED = "invited"
    BOOKED = "booked"
    REGISTERED = "registered"
    CAME = "came"
    APPOINTMENTS = "appointments"
    CONFIRMED = "confirmed"
    AHEAD = "ahead"
    KEPT = "kept"
    NO_SHOW = "no-show"
    OFF = "off"


WORDS: Mapping[str, str] = {
    Measure.INTENDED: "Meant to get it",
    Measure.PLANNED: "Planned",
    Measure.WAITING: "Waiting to leave",
    Measure.SENT: "Sent",
    Measure.DELIVERED: "Delivered",
    Measure.BOUNCED: "Bounced",
    Measure.COMPLAINED: "Complained",
    Measure.UNANSWERED: "No report yet",
    Measure.REACHED: "People written to",
    Measure.OPENED: "Opened",
    Measure.CLICKED: "Clicked",
    Measure.BY_MACHINE: "Links followed by programs",
    Measure.UNSUBSCRIBED: "Unsubscribed",
    Measure.INVITED: "Without an appointment in it",
    Measure.BOOKED: "Booked afterwards",
    Measure.REGISTERED: "Registered",
    Measure.CAME: "Came",
    Measure.APPOINTMENTS: "Appointments",
    Measure.CONFIRMED: "Confirmed",
    Measure.AHEAD: "Still ahead",
    Measure.KEPT: "Kept",
    Measure.NO_SHOW: "No-show",
    Measure.OFF: "Cancelled or not marked",
}
#: What each is a share of.
BASES: Mapping[str, str] = {
    Measure.DELIVERED: Measure.SENT,
    Measure.BOUNCED: Measure.SENT,
    Measure.COMPLAINED: Measure.SENT,
    Measure.OPENED: Measure.REACHED,
    Measure.CLICKED: Measure.REACHED,
    Measure.UNSUBSCRIBED: Measure.REACHED,
    Measure.BOOKED: Measure.INVITED,
    Measure.REGISTERED: Measure.REACHED,
    Measure.CAME: Measure.REGISTERED,
    Measure.CONFIRMED: Measure.APPOINTMENTS,
    Measure.KEPT: Measure.APPOINTMENTS,
    Measure.NO_SHOW: Measure.APPOINTMENTS,
}
#: Whole → its parts, where all parts are numbers of their own.
_PARTS: Mapping[str, tuple[str, ...]] = {
    Measure.PLANNED: (Measure.SENT, Measure.WAITING),
    Measure.SENT: (Measure.DELIVERED, Measure.BOUNCED, Measure.COMPLAINED, Measure.UNANSWERED),
    Measure.APPOINTMENTS: (Measure.AHEAD, Measure.KEPT, Measure.NO_SHOW, Measure.OFF),
}
#: Part → the whole that it is a part of, the rest being a number that nobody prints and everybody can reckon.
_OF: Mapping[str, str] = {
    Measure.OPENED: Measure.REACHED,
    Measure.CLICKED: Measure.REACHED,
    Measure.BY_MACHINE: Measure.REACHED,
    Measure.UNSUBSCRIBED: Measure.REACHED,
    Measure.INVITED: Measure.REACHED,
    Measure.REGISTERED: Measure.REACHED,
    Measure.BOOKED: Measure.INVITED,
    Measure.CAME: Measure.REGISTERED,
    Measure.CONFIRMED: Measure.APPOINTMENTS,
}
NOBODY = Cell(0, 0)


@dataclass(frozen=True, slots=True)
class RowKey:
    """`origin` is campaign, journey or text; `name` its slug, or the text's id."""

    origin: str
    name: str

    @property
    def is_text(self) -> bool:
        return self.origin == TEXT


TEXT = "text"


@dataclass(frozen=True, slots=True)
class Counts:
    """As counted, before anything is left out. `reasons`: why no message left → how many."""

    measures: Mapping[str, Cell] = field(default_factory=dict)
    reasons: Mapping[str, Cell] = field(default_factory=dict)

    def of(self, measure: str) -> Cell:
        return self.measures.get(measure, NOBODY)


@dataclass(frozen=True, slots=True)
class Shown:
    """One row as it is shown. None stands for a number that is not."""

    key: RowKey
    numbers: Mapping[str, int | None]
    reasons: Mapping[str, int | None]

    def share_of(self, measure: str) -> Share | None:
        """With its interval; None where either number is not shown, or nobody is there."""
        number, of = self.numbers[measure], self.numbers[BASES[measure]]
        return None if number is None or not of or number > of else share(number, of)


def shown(rows: Mapping[RowKey, Counts], used: Iterable[tuple[RowKey, RowKey]]) -> dict[RowKey, Shown]:
    """`used`: which row uses which text. Nothing that is shown tells of one to ten people, alone or together."""
    cells: dict[Key, Cell] = {}
    for key, counts in rows.items():
        cells |= {(key, measure): counts.of(measure) for measure in Measure}
        cells |= {(key, _reason(reason)): cell for reason, cell in counts.reasons.items()}
    sums = [one for key, counts in rows.items() for one in _sums(key, counts, cells)]
    sums += _divided_twice(rows, used, cells)
    left_out = withheld(cells, sums)

    def number(key: Key) -> int | None:
        return None if key in left_out else cells[key].number

    return {
        key: Shown(
            key,
            {measure.value: number((key, measure)) for measure in Measure},
            {reason: number((key, _reason(reason))) for reason in counts.reasons},
        )
        for key, counts in rows.items()
    }


def _reason(reason: str) -> str:
    return f"reason {reason}"


def _sums(key: RowKey, counts: Counts, cells: dict[Key, Cell]) -> Iterator[Sum]:
    reasons = tuple((key, _reason(reason)) for reason in counts.reasons)
    yield Sum(((key, Measure.INTENDED),), ((key, Measure.PLANNED), *reasons))
    for whole, parts in _PARTS.items():
        yield Sum(((key, whole),), tuple((key, part) for part in parts))
    for part, whole in _OF.items():
        rest = (key, f"not {part}")
        number = max(0, counts.of(whole).number - counts.of(part).number)
        people = max(0, counts.of(whole).people - counts.of(part).people)
        cells[rest] = Cell(number, people, is_shown=False)
        yield Sum(((key, whole),), ((key, part), rest))


def _divided_twice(
    rows: Mapping[RowKey, Counts], used: Iterable[tuple[RowKey, RowKey]], cells: Mapping[Key, Cell]
) -> Iterator[Sum]:
    """Campaigns and journeys that share texts, with those: of each measure both make up the same. Of people that is no
    more than nearly so, and is judged as if it were."""
    for group in _groups(used):
        names = [measure.value for measure in Measure]
        names += sorted({_reason(reason) for key in group for reason in rows[key].reasons})
        for name in names:
            there = [(key, name) for key in sorted(group, key=str) if (key, name) in cells]
            by_origin = tuple(cell for cell in there if not cell[0].is_text)
            yield Sum(by_origin, tuple(cell for cell in there if cell[0].is_text))


def _groups(used: Iterable[tuple[RowKey, RowKey]]) -> list[set[RowKey]]:
    group_of: dict[RowKey, set[RowKey]] = defaultdict(set)
    for one, other in used:
        merged = group_of[one] | group_of[other] | {one, other}
        for key in merged:
            group_of[key] = merged
    return list({id(group): group for group in group_of.values()}.values())
