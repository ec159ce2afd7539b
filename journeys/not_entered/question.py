"""What is asked about one person and one journey at one moment."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clinic.domain.hours import local_day
from consent.models import OptIn, Preference
from journeys.domain.entry import EntryWindow
from journeys.models import JourneyVersion
from patients.models import Person


@dataclass(frozen=True, slots=True)
class Question:
    """One person, one journey, one moment. `after`, `until`: the clinic-local days of the window."""

    person: Person
    version: JourneyVersion
    window: EntryWindow
    now: datetime
    zone: str

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


def ever_said_yes(person: Person, *topics: str) -> bool:
    yes = Preference.objects.filter(person=person, topic__in=topics, wanted=True)
    return yes.exists() or OptIn.objects.filter(person=person, topic__in=topics).exists()
