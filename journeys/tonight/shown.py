"""What the page of the night shows: counts of a rehearsal as rows and bars. No person."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from audit.domain.charts import Bars, stacked_bars
from campaigns.enums import reason_in_words
from journeys.domain.oddities import ALL, Kind
from journeys.in_the_way import in_words
from journeys.models import Hold, Journey, Rehearsal, RehearsedLine
from journeys.tonight.staff_words import Names

_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar, in hundredths of the longest."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class JourneyRow:
    """`hold`: the journey's own, if it is held for this night or until it is lifted."""

    journey: Journey
    planned: int
    held: int
    not_sent: int
    parts: tuple[Part, ...]
    hold: UUID | None


@dataclass(frozen=True, slots=True)
class ReasonRow:
    words: str
    reason: str
    outcome: str
    count: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class HoldRow:
    hold: Hold
    what: str
    by: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """`days`: label, messages. `busiest`: of each journey over the week, most first."""

    bars: Bars
    days: list[tuple[str, int]]
    journeys: list[tuple[str, int]]


def by_journey(rehearsal: Rehearsal, holds: Sequence[Hold]) -> list[JourneyRow]:
    """Journeys that do something this night, most messages first; what is held since it was rehearsed is held."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for slug, outcome, _, count in rehearsal.counts["figures"]:
        found[slug][outcome if outcome in ("planned", "held") else "not-sent"] += count
    for slug, count in _held_since(rehearsal, holds):
        found[slug].update({"planned": -count, "held": count})
    journeys = {journey.slug: journey for journey in Journey.objects.filter(slug__in=found)}
    most = max((counts.total() for counts in found.values()), default=0)
    held = {hold.journey_id: hold.pk for hold in holds if hold.scope == "journey"}
    rows = [
        JourneyRow(
            journeys[slug],
            counts["planned"],
            counts["held"],
            counts["not-sent"],
            _parts(counts, most),
            held.get(journeys[slug].pk),
        )
        for slug, counts in found.items()
        if slug in journeys
    ]
    return sorted(rows, key=lambda row: (-(row.planned + row.held + row.not_sent), row.journey.name))


def _held_since(rehearsal: Rehearsal, holds: Sequence[Hold]) -> list[tuple[str, int]]:
    """Journey slug → lines that were to leave and are covered by a hold now. One query where something is held."""
    covered = Q()
    for hold in holds:
        if hold.night in (None, rehearsal.night):
            covered |= _lines_of(hold)
    if not covered:
        return []
    lines = RehearsedLine.objects.filter(covered, rehearsal=rehearsal, outcome="planned")
    return list(lines.order_by("journey__slug").values_list("journey__slug").annotate(count=Count("id")))


def _lines_of(hold: Hold) -> Q:
    named = {
        "journey": hold.journey_id,
        "person": hold.person_id,
        "anchor_key": hold.anchor_key,
        "step": hold.step,
    }
    return Q(outcome="planned", **{name: value for name, value in named.items() if value})


def by_reason(rehearsal: Rehearsal) -> list[ReasonRow]:
    """Why something is not sent, most first."""
    found: Counter[tuple[str, str]] = Counter()
    for _, outcome, reason, count in rehearsal.counts["figures"]:
        if outcome != "planned":
            found[outcome, reason] += count
    most = max(found.values(), default=0)
    return [
        ReasonRow(reason_in_words(reason), reason, outcome, count, _parts({_kind(outcome): count}, most))
        for (outcome, reason), count in found.most_common()
    ]


def oddities_in_words(rehearsal: Rehearsal) -> list[str]:
    names = dict(Journey.objects.values_list("slug", "name"))
    return [_odd(odd, names) for odd in rehearsal.oddities]


def forecast(rehearsal: Rehearsal) -> Forecast:
    names = dict(Journey.objects.values_list("slug", "name"))
    days = [(_short(day["night"]), sum(day["planned"].values())) for day in rehearsal.forecast]
    week: Counter[str] = Counter()
    for day in rehearsal.forecast:
        week.update(day["planned"])
    return Forecast(
        bars=stacked_bars([(label, {"planned": count}) for label, count in days]),
        days=days,
        journeys=[(names.get(slug, slug), count) for slug, count in week.most_common()],
    )


def holds_in_words(holds: Sequence[Hold]) -> list[HoldRow]:
    names = Names(hold.placed_by for hold in holds)
    return [HoldRow(hold, _what(hold), names(hold.placed_by)) for hold in holds]


def _what(hold: Hold) -> str:
    if hold.journey and hold.step:
        return f"One message: {hold.journey.name}, {in_words(hold.step).lower()}"
    return hold.journey.name if hold.journey else str(hold.get_scope_display())


def _odd(odd: Mapping[str, str | int], names: Mapping[str, str]) -> str:
    journey = "All journeys together" if odd["journey"] == ALL else names.get(str(odd["journey"]), str(odd["journey"]))
    if odd["kind"] == Kind.MANY:
        return f"{journey}: {odd['tonight']:,} messages, usually {odd['usual']:,}."
    if odd["kind"] == Kind.SILENT:
        return f"{journey}: nothing leaves, usually {odd['usual']:,}."
    words = reason_in_words(str(odd["reason"])).rstrip(".")
    return f"{journey}: {odd['tonight']:,} not sent because “{words}”, usually {odd['usual']:,}."


def _parts(counts: Mapping[str, int], most: int) -> tuple[Part, ...]:
    parts, x = [], 0.0
    for kind in ("planned", "held", "not-sent"):
        if counts.get(kind):
            width = _WIDTH * counts[kind] / most
            parts.append(Part(kind, round(x, 2), round(width, 2)))
            x += width
    return tuple(parts)


def _kind(outcome: str) -> str:
    return "held" if outcome == "held" else "not-sent"


def _short(night: str) -> str:
    day = date.fromisoformat(night)
    return f"{day:%a} {day.day} {day:%b}"
