"""What is stopped, held or silent at this moment, for one person. A journey that is simply off is in nobody's way."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, Q

from campaigns.channels.transport import plain_smtp_is_barred, transport
from campaigns.enums import StopScope
from campaigns.models import SendingStop
from clinic.domain.hours import local_day
from clinic.enums import Channel
from clinic.queries import organisation
from clinic.staff_names import called
from consent.enums import Reason
from journeys.enums import HoldScope
from journeys.explained import InTheWay
from journeys.models import Hold, Journey, Run
from journeys.said import latest_rehearsal, night_of

#: A sweep looks every five minutes; without one for so long, nothing that is due is found.
_SILENT_AFTER = timedelta(hours=1)


def in_the_way(person_id: UUID, now: datetime) -> tuple[InTheWay, ...]:
    """The widest first. Whoever reads it knows before the lists why everything may be missing."""
    return (
        *_stops(),
        *_no_way_out(now),
        *_no_runs(now),
        *_holds(person_id, now),
        *_not_released(now),
    )


def _stops() -> Iterator[InTheWay]:
    names = dict(Journey.objects.values_list("slug", "name"))
    stops = list(SendingStop.objects.filter(lifted_at=None).order_by("placed_at"))
    who = called(stop.placed_by for stop in stops)
    for stop in stops:
        what = {
            StopScope.EVERYTHING: "All sending is stopped, but for answers to requests",
            StopScope.JOURNEY: f"Sending is stopped: {names.get(stop.journey, stop.journey)}",
            StopScope.CHANNEL: f"Sending is stopped: {stop.get_channel_display()}",
        }[StopScope(stop.scope)]
        yield InTheWay(what, stop.why, stop.placed_at, who[stop.placed_by])


def _no_way_out(now: datetime) -> Iterator[InTheWay]:
    way = transport(Channel.EMAIL, local_day(now, organisation().time_zone))
    if not way.has_baa:
        yield InTheWay("No mail leaves", Reason.NO_BAA.label)
    elif plain_smtp_is_barred():
        yield InTheWay("No mail leaves", Reason.TRANSPORT_NOT_ENCRYPTED.label)


def _no_runs(now: datetime) -> Iterator[InTheWay]:
    last = Run.objects.filter(at__lte=now).aggregate(last=Max("at"))["last"]
    if last is None:
        yield InTheWay("No run has looked for what is due yet")
    elif now - last > _SILENT_AFTER:
        yield InTheWay("No run has looked for what is due", "What was missed is caught up by the next one", last)


def _holds(person_id: UUID, now: datetime) -> Iterator[InTheWay]:
    night = night_of(now)
    standing = Hold.objects.filter(Q(night=None) | Q(night__gte=night), Q(person=None) | Q(person=person_id))
    holds = list(standing.filter(lifted_at=None).select_related("journey").order_by("placed_at"))
    who = called(hold.placed_by for hold in holds)
    for hold in holds:
        journey = hold.journey.name if hold.journey else ""
        what = {
            HoldScope.EVERYTHING: "Everything is held",
            HoldScope.JOURNEY: f"Held: {journey}",
            HoldScope.PERSON: "Everything for this person is held",
            HoldScope.MESSAGE: f"Held: {journey}, {in_words(hold.step).lower()}",
        }[HoldScope(hold.scope)]
        until = f" (what is planned on {hold.night.day} {hold.night:%B})" if hold.night else ""
        yield InTheWay(f"{what}{until}", hold.why, hold.placed_at, who[hold.placed_by])


def _not_released(now: datetime) -> Iterator[InTheWay]:
    if not organisation().release_by_hand:
        return
    night = night_of(now)
    rehearsal = latest_rehearsal(night)
    if rehearsal is None or rehearsal.released_at is None:
        yield InTheWay(
            f"What was planned on {night.day} {night:%B} waits to be released",
            "The clinic lets nothing leave that nobody released",
        )


def in_words(key: str) -> str:
    """A step's key as staff read it."""
    return key.replace("-", " ").capitalize()
