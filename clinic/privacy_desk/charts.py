"""What was read in the last fortnight: pictures, and the same numbers as tables."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from audit.domain.charts import Bars, Grid, hour_grid, stacked_bars
from audit.reads import Counted, counted_reads
from clinic.domain.hours import at_local, local_day
from clinic.enums import Role

DAYS = 14


@dataclass(frozen=True, slots=True)
class Table:
    """`rows`: a label and its numbers, in the order of `columns`."""

    columns: list[str]
    rows: list[tuple[str, list[int]]]


@dataclass(frozen=True, slots=True)
class Fortnight:
    by_day: Bars
    by_day_table: Table
    by_hour: Grid
    by_hour_table: Table
    denied: Bars
    denied_table: Table
    roles: list[tuple[str, str]]
    refused: int
    refused_since: str


def fortnight(now: datetime, zone: str) -> Fortnight:
    """One query. Days and hours are the clinic's; today is the last day and not over."""
    today = local_day(now, zone)
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    found = counted_reads(at_local(days[0], time(0), zone), now, zone)
    roles = [(role.value, str(role.label)) for role in Role]
    by_day, by_hour, denied = _counts(found)
    names = [words for _, words in roles]
    return Fortnight(
        by_day=stacked_bars([(_short(day), {role: by_day[day, role] for role, _ in roles}) for day in days]),
        by_day_table=Table(names, [(_short(day), [by_day[day, role] for role, _ in roles]) for day in days]),
        by_hour=hour_grid([(words, {hour: by_hour[hour, role] for hour in range(24)}) for role, words in roles]),
        by_hour_table=Table(
            names, [(f"{hour:02}:00", [by_hour[hour, role] for role, _ in roles]) for hour in range(24)]
        ),
        denied=stacked_bars([(_short(day), {"denied": denied[day]}) for day in days]),
        denied_table=Table(["Denied"], [(_short(day), [denied[day]]) for day in days]),
        roles=roles,
        refused=sum(denied.values()),
        refused_since=f"{days[0]}T00:00",
    )


def _counts(
    found: list[Counted],
) -> tuple[dict[tuple[date, str], int], dict[tuple[int, str], int], dict[date, int]]:
    by_day: dict[tuple[date, str], int] = defaultdict(int)
    by_hour: dict[tuple[int, str], int] = defaultdict(int)
    denied: dict[date, int] = defaultdict(int)
    for one in found:
        by_day[one.day, one.role] += one.granted
        by_hour[one.hour, one.role] += one.granted
        denied[one.day] += one.denied
    return by_day, by_hour, denied


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"
