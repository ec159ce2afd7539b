"""Handing due messages over, and writing down only what the other side has confirmed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from audit.domain.actors import Actor
from campaigns.channels.lines import backend_of, connections, lines
from campaigns.enums import MessageState, Origin
from campaigns.letters import House
from campaigns.operations import leases, tracking
from campaigns.operations.couriers import Couriers
from campaigns.operations.shifts import Delivery, Shift
from campaigns.operations.ways_out import connections_of
from campaigns.queries import clinics_own
from clinic.domain.moving_clock import Moving, Ticks
from clinic.queries import blocked_days, organisation
from clinic.ticking import seconds_gone_by


@dataclass(slots=True)
class DeliveryReport:
    """(origin slug, outcome, reason) → messages. Outcomes are message states: accepted, refused, held, expired,
    failed, unknown, and retry for what waits for another attempt."""

    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    @property
    def outcomes(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for (_, outcome, _), number in self.counts.items():
            found[outcome] += number
        return found


def deliver_due(
    at: datetime, *, by: Actor, only: Origin | None = None, ticks: Ticks = seconds_gone_by
) -> DeliveryReport:
    """Hand over everything that is due at `at`, and what becomes due meanwhile. Any number of workers may do it at
    once.

    1. Leases that ran out (by the database's clock): prepared messages are planned again; what was being handed
       over is unknown unless its service has reported on it, and is never sent again blindly.
    2. What is too late expires. What is due on a channel that has no way out is refused.
    3. Of one channel, a window of at most 16 for each connection that is free is leased to a fresh token, passing over
       what others hold. In the clinic's quiet hours messages of journeys and campaigns stay planned, and on closed days
       those that are no greetings (`on_closed_days`); so does what was to leave before (`leaves_until`), and a text
       message in its reader's night (`doors`).
    4. A line is opened: when that fails, they wait for their next attempt, or fail when there is none.
    5. They are decided, put together and committed as handing_over (`hand_over.prepare`); then, with no transaction
       open, each connection hands its window over; then what the other side said is written, fenced by the token.
       When something unforeseen happens to them they are prepared by halves, until the culprit is alone, and fails.
    6. Until nothing more is due.

    Each batch, each window and each text message is judged by what the clock shows when its turn comes: `at`, and the
    time that went by since (`ticks`). `only`: messages of one origin; the others are left to the next delivery.

    Raises `DoorClosed` when the book cannot be written; what was leased is given back first.
    """
    origins = [only.value] if only else list(Origin.values)
    delivery = Delivery(Moving(at, ticks), House(organisation(), clinics_own()), blocked_days(), origins, by)
    report = DeliveryReport()
    _recover(at, origins, report)
    _count(report, MessageState.EXPIRED, leases.expire_late(at, origins))
    _count(report, MessageState.REFUSED, leases.refuse_without_line(at, origins, list(lines())))
    for channel in lines():
        _deliver_channel(channel, delivery, report)
    return report


def _deliver_channel(channel: str, delivery: Delivery, report: DeliveryReport) -> None:
    most = connections_of(backend_of(channel), connections(channel))
    with Couriers(lines()[channel], most) as couriers:
        shift = Shift(channel, delivery, couriers, report.counts)
        try:
            while (more := shift.hand_out()) or couriers.are_away:
                shift.take_in(more=more)
        finally:
            shift.end()


def _recover(at: datetime, origins: list[str], report: DeliveryReport) -> None:
    leases.take_back()
    while True:
        with transaction.atomic():
            forgotten = leases.forget(at, origins)
            tracking.catch_up([message_id for message_id, _, _ in forgotten], now=at)
        _count(report, MessageState.UNKNOWN, [(slug, reason) for _, slug, reason in forgotten])
        if len(forgotten) < leases.BATCH:
            return


def _count(report: DeliveryReport, outcome: MessageState, ended: Sequence[tuple[str, str]]) -> None:
    for slug, reason in ended:
        report.counts[slug, outcome.value, reason] += 1
