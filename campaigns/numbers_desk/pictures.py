"""Of a report: the pictures that its page draws, and the sentences that say the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.domain.number_charts import Bars, Differences, bars, differences, in_percent, in_points
from campaigns.domain.numbers import Measure
from campaigns.numbers_desk.report import Beside, Line, Number, Table

MOST = 8
_DRAWN = (Measure.DELIVERED, Measure.OPENED, Measure.CLICKED)
_OUTCOMES = (Measure.CONFIRMED, Measure.KEPT, Measure.NO_SHOW, Measure.BOOKED)


@dataclass(frozen=True, slots=True)
class Picture:
    kind: str
    title: str
    says: str
    bars: Bars


def pictures(table: Table) -> list[Picture]:
    """Of the rows that most was sent of: what became of the messages, and what people did."""
    lines = table.lines[:MOST]
    found = [
        _picture(f"{table.kind}-messages", f"{table.title}: delivered, opened, clicked", lines, _DRAWN),
        _picture(f"{table.kind}-outcomes", f"{table.title}: what people did", lines, _OUTCOMES),
    ]
    return [picture for picture in found if picture]


def _picture(kind: str, title: str, lines: Sequence[Line], measures: Sequence[Measure]) -> Picture | None:
    rows = [(line.name, [_drawn(one) for one in line.some(*measures) if one.percent]) for line in lines]
    rows = [(name, told) for name, told in rows if told]
    if not rows:
        return None
    says = " ".join(f"{name}: {', '.join(words for _, _, words in told)}." for name, told in rows)
    return Picture(kind, title, says, bars(rows))


def _drawn(one: Number) -> tuple[str, float, str]:
    return one.measure, one.percent or 0, f"{one.words} {in_percent(one.percent or 0)}"


def difference_picture(beside: Sequence[Beside]) -> Differences | None:
    told = [(f"{one.campaign}: {one.outcome}", one.comparison) for one in beside if one.comparison]
    return differences([(name, one) for name, one in told if one]) if told else None


def beside_in_words(beside: Sequence[Beside]) -> list[tuple[Beside, str]]:
    """What to make of each: the interval says how sure."""
    return [(one, _sentence(one)) for one in beside]


def _sentence(one: Beside) -> str:
    if one.comparison is None:
        return "Too few people to tell."
    told = one.comparison.difference
    between = f"{in_points(told.low)} to {in_points(told.high)} percentage points"
    if not told.is_clear:
        return f"May be chance: the difference lies between {between}."
    return f"{'More' if told.value > 0 else 'Fewer'} than without it, by {between}."
