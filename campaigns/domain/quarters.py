"""Calendar quarters of the clinic: numbers are told by these alone, so that no two spans differ by one day's people."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from clinic.domain.hours import at_local, local_day

_WRITTEN = re.compile(r"(20\d\d)-([1-4])", re.ASCII)
OFFERED = 6


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def words(self) -> str:
        first = date(self.year, 3 * self.number - 2, 1)
        return f"{first:%B} to {date(self.year, 3 * self.number, 1):%B} {self.year}"

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    @property
    def after(self) -> "Quarter":
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)

    def begins_at(self, zone: str) -> datetime:
        return at_local(date(self.year, 3 * self.number - 2, 1), time(0), zone)


def quarter_of(now: datetime, zone: str) -> Quarter:
    today = local_day(now, zone)
    return Quarter(today.year, (today.month + 2) // 3)


def offered(now: datetime, zone: str) -> list[Quarter]:
    """The running one and those before it."""
    found = [quarter_of(now, zone)]
    while len(found) < OFFERED:
        found.append(found[-1].before)
    return found


def asked_for(written: str, now: datetime, zone: str) -> Quarter:
    """As an address writes it, such as 2026-4; what is no offered quarter means the running one."""
    found = _WRITTEN.fullmatch(written)
    wanted = Quarter(int(found[1]), int(found[2])) if found else None
    return wanted if wanted in offered(now, zone) else quarter_of(now, zone)
