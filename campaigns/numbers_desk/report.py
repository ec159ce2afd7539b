"""The numbers of one quarter as staff get them, on the page and in the file: both leave out the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from campaigns.domain.comparisons import Comparison, compared
from campaigns.domain.number_charts import in_percent
from campaigns.domain.numbers import BASES, TEXT, WORDS, Measure, RowKey, Shown, shown
from campaigns.domain.quarters import Quarter
from campaigns.enums import Origin, reason_in_words
from campaigns.held_out_counts import BOOKED, CAME_IN, HeldOut, held_out
from campaigns.models import Campaign, MessageTemplate
from campaigns.outcome_counts import counted
from clinic.journey_names import journey_names

OUTCOMES: Mapping[str, str] = {BOOKED: "booked an appointment", CAME_IN: "came in"}
_TITLES: Mapping[str, str] = {Origin.CAMPAIGN: "By campaign", Origin.JOURNEY: "By journey", TEXT: "By text"}


@dataclass(frozen=True, slots=True)
class Number:
    """`number` is None where it is not shown; `percent`, `low` and `high` are shares from 0 to 1."""

    measure: str
    words: str
    number: int | None
    percent: float | None = None
    low: float | None = None
    high: float | None = None
    applies: bool = True
    """False: a share of nobody."""

    @property
    def percent_words(self) -> str:
        return in_percent(self.percent) if self.percent else ""


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    numbers: Mapping[str, Number]
    reasons: list[tuple[str, int | None]]

    def some(self, *measures: Measure) -> list[Number]:
        return [self.numbers[measure] for measure in measures]


@dataclass(frozen=True, slots=True)
class Table:
    kind: str
    title: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Beside:
    """A campaign and its held-out group; `comparison` is None where the numbers tell of too few."""

    campaign: str
    outcome: str
    comparison: Comparison | None


@dataclass(frozen=True, slots=True)
class Report:
    quarter: Quarter
    tables: list[Table]
    beside: list[Beside]


def report(quarter: Quarter, zone: str, now: datetime) -> Report:
    """Seven queries at most."""
    since, until = quarter.begins_at(zone), quarter.after.begins_at(zone)
    found = counted(since, until, now)
    told = shown(found.rows, found.used)
    names = _names(told)
    tables = [
        Table(kind, title, _lines((one for key, one in told.items() if key.origin == kind), names))
        for kind, title in _TITLES.items()
    ]
    return Report(quarter, tables, [one for each in held_out(since, until, now) for one in _beside(each)])


def _names(keys: Iterable[RowKey]) -> dict[RowKey, str]:
    names_of: dict[str, set[str]] = {}
    for key in keys:
        names_of.setdefault(key.origin, set()).add(key.name)
    found: dict[RowKey, str] = {}
    if slugs := names_of.get(Origin.CAMPAIGN):
        called = Campaign.objects.filter(slug__in=slugs).values_list("slug", "name")
        found |= {RowKey(Origin.CAMPAIGN, slug): name for slug, name in called}
    if ids := names_of.get(TEXT):
        texts = MessageTemplate.objects.filter(pk__in=[UUID(one) for one in ids]).values_list("pk", "name")
        found |= {RowKey(TEXT, str(pk)): name for pk, name in texts}
    journeys = journey_names(names_of.get(Origin.JOURNEY, ()))
    return found | {RowKey(Origin.JOURNEY, slug): name for slug, name in journeys.items()}


def _lines(rows: Iterable[Shown], names: Mapping[RowKey, str]) -> list[Line]:
    lines = [
        Line(
            names.get(row.key, row.key.name),
            {measure.value: _number(row, measure) for measure in Measure},
            [(reason_in_words(reason), number) for reason, number in row.reasons.items()],
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: (-(line.numbers[Measure.SENT].number or 0), line.name))


def _number(row: Shown, measure: Measure) -> Number:
    number, words = row.numbers[measure], WORDS[measure]
    share = row.share_of(measure) if measure in BASES else None
    if share is None:
        return Number(measure, words, number, applies=measure not in BASES or row.numbers[BASES[measure]] != 0)
    return Number(measure, words, number, share.value, share.low, share.high)


def _beside(one: HeldOut) -> Iterable[Beside]:
    for outcome, words in OUTCOMES.items():
        yield Beside(one.name, words, compared(one.sent, one.control, outcome))
