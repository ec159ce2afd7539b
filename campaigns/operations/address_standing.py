"""Whether an address is still written to, after what was reported about it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q

from audit.domain.actors import Actor
from campaigns.domain.bounce_thresholds import BOUNCED, COMPLAINED, DELIVERED, Happened, Limits, Standing, standings
from campaigns.enums import Severity
from campaigns.models import DeliveryEvent
from consent.models import Suppression
from consent.operations import suppressions

_MOST = 1000
_OF_THE_MAILBOX = (COMPLAINED, BOUNCED)


def limits() -> Limits:
    return Limits(
        days=settings.SOFT_BOUNCE_DAYS,
        within=timedelta(days=settings.SOFT_BOUNCES_WITHIN_DAYS),
        pause=timedelta(days=settings.SOFT_BOUNCE_PAUSE_DAYS),
    )


def settle(*, by: Actor, now: datetime, address_key: bytes, channel: str, what: str) -> None:
    """In the transaction that keeps the report, with the people at the address locked. `what` was reported just now.

    All that is known of the address is weighed anew, so that the order of reports plays no part.
    """
    if what == DELIVERED and not _has_failed_softly(address_key):
        return
    rows = Suppression.objects.filter(address_key=address_key, channel=channel, cause__in=_OF_THE_MAILBOX)
    known = {row.cause: row for row in rows}
    lifted = {cause: row.lifted_at for cause, row in known.items()}
    found = standings(
        _happened(address_key, channel),
        limits(),
        complaint_lifted=lifted.get(COMPLAINED),
        bounce_lifted=lifted.get(BOUNCED),
    )
    for standing in found:
        _keep(standing, by=by, now=now, address_key=address_key, channel=channel)
    if BOUNCED not in {one.cause for one in found} and (row := known.get(BOUNCED)) and _was_a_pause(row):
        suppressions.hold(
            by=by, now=now, address_key=address_key, cause=BOUNCED, since=row.since, until=row.since, channel=channel
        )


def _keep(standing: Standing, *, by: Actor, now: datetime, address_key: bytes, channel: str) -> None:
    suppressions.hold(
        by=by,
        now=now,
        address_key=address_key,
        cause=standing.cause,
        since=standing.since,
        until=standing.until,
        channel=channel,
    )


def _was_a_pause(row: Suppression) -> bool:
    """Made by soft bounces that turned out to have a delivery between."""
    return row.until is not None and row.until > row.since and row.lifted_at is None


def _has_failed_softly(address_key: bytes) -> bool:
    return DeliveryEvent.objects.filter(address_key=address_key, severity=Severity.SOFT).exists()


def _happened(address_key: bytes, channel: str) -> Iterable[Happened]:
    """Only what counts has the address: what was said of another one than a message went to has none."""
    of_channel = Q(message__channel=channel) | Q(message=None)
    told = Q(event_type__in=(COMPLAINED, DELIVERED)) | ~Q(severity="")
    rows = DeliveryEvent.objects.filter(of_channel, told, address_key=address_key).order_by(F("occurred_at").desc())
    for at, event_type, severity in rows.values_list("occurred_at", "event_type", "severity")[:_MOST]:
        yield Happened(at, severity or event_type)
