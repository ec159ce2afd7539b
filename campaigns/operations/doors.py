"""What the hours let leave: the clinic's quiet hours and closed days, a message's own hours, its reader's night."""

from dataclasses import dataclass
from datetime import date, datetime

from campaigns.enums import OF_THE_CLINIC
from campaigns.operations import leases
from campaigns.outgoing import Outgoing
from clinic.domain.hours import (
    TEXTS_FROM,
    TEXTS_UNTIL,
    is_closed_day,
    is_quiet,
    known_zone,
    local_day,
    next_time,
    zones_in_their_day,
)
from clinic.enums import Channel
from clinic.models import Organisation


@dataclass(frozen=True, slots=True)
class Doors:
    """What may leave at `at`. The same rule twice: for whoever claims, and for one message just before it leaves.

    `greetings_only`: of journeys and campaigns only what leaves on closed days, too.
    """

    at: datetime
    zone: str
    is_quiet: bool
    greetings_only: bool

    def origins(self, wanted: list[str]) -> list[str]:
        """Journeys and campaigns keep the clinic's quiet hours; what somebody waits for does not."""
        return [origin for origin in wanted if not (self.is_quiet and origin in OF_THE_CLINIC)]

    def awake(self, channel: str) -> leases.Awake | None:
        if channel != Channel.SMS:
            return None
        return leases.Awake(zones_in_their_day(self.at, since=TEXTS_FROM, until=TEXTS_UNTIL), self.zone)

    def let_out(self, message: Outgoing) -> bool:
        """`message` comes with its person."""
        if message.leaves_until is not None and message.leaves_until <= self.at:
            return False
        if message.origin in OF_THE_CLINIC and (self.is_quiet or self._is_closed_to(message)):
            return False
        return message.channel != Channel.SMS or not self._is_night(message)

    def _is_closed_to(self, message: Outgoing) -> bool:
        return self.greetings_only and not message.on_closed_days

    def _is_night(self, message: Outgoing) -> bool:
        zone = zone_of_reader(message, self.zone)
        return is_quiet(self.at, zone, quiet_from=TEXTS_UNTIL, quiet_until=TEXTS_FROM)


def doors_at(at: datetime, clinic: Organisation, blocked: frozenset[date]) -> Doors:
    return Doors(
        at=at,
        zone=clinic.time_zone,
        is_quiet=is_quiet(at, clinic.time_zone, quiet_from=clinic.quiet_from, quiet_until=clinic.quiet_until),
        greetings_only=is_closed_day(local_day(at, clinic.time_zone), blocked, frozenset(clinic.send_weekdays)),
    )


def zone_of_reader(message: Outgoing, zone_of_clinic: str) -> str:
    """Where a text message is read: the clinic's zone for people who have none that anybody knows."""
    zone: str = message.person.time_zone
    return zone if known_zone(zone) else zone_of_clinic


def night_begins(message: Outgoing, at: datetime, zone_of_clinic: str) -> datetime:
    """When the reader's next night begins, in which no text message may arrive (47 CFR 64.1200(c)(1))."""
    return next_time(at, TEXTS_UNTIL, zone_of_reader(message, zone_of_clinic))
