"""What happened to one person of a told year, and how it stood at any moment."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from journeys.batteries.year_story import Happening, Somebody, Story

#: What a happening makes of an appointment.
_STANDS = {"book": "on", "move": "on", "confirm": "confirmed", "cancel": "off", "miss": "missed", "come": "came"}
ON = frozenset({"on", "confirmed"})


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment as it stands at one moment."""

    key: str
    place: str
    starts: datetime
    stands: str

    @property
    def is_on(self) -> bool:
        return self.stands in ON


@dataclass(slots=True)
class Life:
    """All that happened, in order; each list holds (since when, what)."""

    who: Somebody
    happened: list[datetime] = field(default_factory=list)
    left: list[tuple[datetime, str, str]] = field(default_factory=list)
    treated: list[datetime] = field(default_factory=list)
    visits: list[tuple[datetime, bool]] = field(default_factory=list)
    bookings: dict[str, list[tuple[datetime, Booking]]] = field(default_factory=dict)
    holds: list[Happening] = field(default_factory=list)

    def wants(self, topic: str, channel: str, at: datetime) -> bool:
        """Mail of a topic until they leave it or all; text messages only if they asked for them."""
        if (topic == "greetings" and not self.who.wants_greetings) or (channel == "sms" and not self.who.wants_texts):
            return False
        return all(at < since for since, name, by in self.left if name in ("all", topic) and by == channel)

    def bookings_at(self, at: datetime) -> Iterator[Booking]:
        for states in self.bookings.values():
            if count := bisect_right(states, at, key=lambda state: state[0]):
                yield states[count - 1][1]

    def is_booked(self, at: datetime) -> bool:
        return any(one.is_on and one.starts > at for one in self.bookings_at(at))

    def last_here(self, at: datetime, *, for_check_up: bool) -> datetime | None:
        """By visits and, unless it was to be a check-up, by appointments that they came to."""
        found = [since for since, is_check_up in self.visits if since <= at and (is_check_up or not for_check_up)]
        if not for_check_up:
            found += [one.starts for one in self.bookings_at(at) if one.stands == "came"]
        return max(found, default=None)

    def is_held(self, journey: str, at: datetime) -> bool:
        """Whether staff hold the journey, or the person, at this moment."""
        known = [one for one in self.holds if one.at <= at and one.told["journey"] in ("", journey)]
        lifted = {one.told["key"] for one in known if one.what == "lift"}
        return any(one.told["key"] not in lifted for one in known)


def lives(told: Story) -> list[Life]:
    found = {one.number: Life(one) for one in told.people}
    for life in found.values():
        life.visits += [(life.who.seen, life.who.was_check_up)] if life.who.seen else []
    for one in told.happenings:
        for life in [found[one.person]] if one.person else found.values():
            _add(life, one)
    return list(found.values())


def _add(life: Life, one: Happening) -> None:
    life.happened.append(one.at)
    match one.what:
        case "leave":
            life.left.append((one.at, one.told["topic"], "email"))
        case "stop":
            life.left.append((one.at, "all", "sms"))
        case "hold" | "lift":
            life.holds.append(one)
        case "check":
            life.visits.append((one.at, True))
        case "treat":
            life.treated.append(one.at)
        case what if what in _STANDS:
            states = life.bookings.setdefault(one.told["key"], [])
            before = states[-1][1] if states else None
            starts = datetime.fromisoformat(one.told["starts_at"]) if "starts_at" in one.told else None
            place = before.place if before else one.told["place"]
            states.append((one.at, Booking(one.told["key"], place, starts or _start(before), _STANDS[what])))


def _start(before: Booking | None) -> datetime:
    if before is None:
        raise LookupError("an appointment begins with its booking")
    return before.starts
