"""What a measurement says: rows, and ratios between them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """`n` things done: how many a second, client CPU seconds for 1,000, and the peak memory of the process in MB.

    `p50_ms` and `p95_ms`: server time of one thing, where that was measured.
    """

    what: str
    n: int
    seconds: float
    cpu_seconds: float
    peak_mb: float | None = None
    p50_ms: float | None = None
    p95_ms: float | None = None

    @property
    def per_s(self) -> float:
        return round(self.n / self.seconds, 1)

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "what": self.what,
            "per_s": self.per_s,
            "cpu_s_per_1000": round(self.cpu_seconds / self.n * 1000, 3),
            "peak_mb": self.peak_mb,
            "n": self.n,
        }
        if self.p50_ms is not None:
            found |= {"p50_ms": self.p50_ms, "p95_ms": self.p95_ms}
        return found


@dataclass(frozen=True, slots=True)
class Wanted:
    """A ratio, and the most or the least that it may be."""

    what: str
    found: float
    most: float = inf
    least: float = 0.0

    @property
    def is_met(self) -> bool:
        return self.least <= self.found <= self.most

    @property
    def limit(self) -> str:
        return f"at most {self.most:g}" if self.most < inf else f"at least {self.least:,g}"


@dataclass(slots=True)
class Bench:
    """`remarks` stand under the table: what the figures cannot say."""

    name: str
    rows: list[Row] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "bench": self.name,
            "rows": [row.as_json() for row in self.rows],
            "ratios": {wanted.what: wanted.found for wanted in self.wanted},
        }


def percentiles(milliseconds: Sequence[float]) -> tuple[float, float]:
    """p50 and p95 (the smallest value that 95 of 100 do not exceed)."""
    ordered = sorted(milliseconds)
    place = -(-len(ordered) * 95 // 100) - 1
    return round(median(ordered), 1), round(ordered[place], 1)


def median_of(rows: Sequence[Row]) -> Row:
    """The run in the middle, by seconds."""
    return sorted(rows, key=lambda row: row.seconds)[len(rows) // 2]
