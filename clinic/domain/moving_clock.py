"""A moment that moves on while long work goes on, wherever it began."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

#: Seconds since some moment or other, never fewer than before.
Ticks = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Moving:
    """`began_at`, and from then on as much later as `ticks` went on: an hour's work that was begun as of 20:55 knows
    when it is 21:00."""

    began_at: datetime
    ticks: Ticks = field(repr=False)
    _first: float = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_first", self.ticks())

    def now(self) -> datetime:
        return self.began_at + timedelta(seconds=self.ticks() - self._first)
