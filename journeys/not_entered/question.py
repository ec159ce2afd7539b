"""What is asked about one person and one journey at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clinic.domain.hours import local_day
from journeys.domain.entry import EntryWindow
from journeys.models import JourneyVersion, Step
from journeys.not_entered.known import Known
from patients.models import Person


@dataclass(frozen=True, slots=True)
class Question:
    """One person, one journey, one moment. `after`, `until`: the clinic-local days of the window."""

    known: Known
    version: JourneyVersion
    steps: Sequence[Step]
    window: EntryWindow
    now: datetime

    @property
    def person(self) -> Person:
        return self.known.person

    @property
    def zone(self) -> str:
        return self.known.clinic.time_zone

    @property
    def after(self) -> date:
        return local_day(self.window.after, self.zone)

    @property
    def until(self) -> date:
        return local_day(self.window.until, self.zone)

    @property
    def days(self) -> list[date]:
        return [self.after + timedelta(days=number) for number in range(1, (self.until - self.after).days + 1)]

    @property
    def days_back(self) -> int:
        return (self.now - self.window.after).days
