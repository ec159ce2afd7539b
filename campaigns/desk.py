"""What the front desk sees of mail."""

from collections.abc import Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.urls import reverse

from campaigns.channels.lines import backend_of
from campaigns.enums import LEFT, MessageState
from campaigns.models import GuardException, Message, WayOut
from clinic.domain.desk import Card
from clinic.domain.hours import at_local, local_day
from clinic.enums import Channel
from clinic.models import Vendor
from clinic.queries import organisation


def messages_card(now: datetime) -> Card:
    """Mails of the clinic's day: how many left, and what did not."""
    zone = organisation().time_zone
    since = at_local(local_day(now, zone), time(0), zone)
    found = dict(
        Message.objects.filter(settled_at__gte=since).order_by().values_list("state").annotate(number=Count("pk"))
    )
    left = sum(number for state, number in found.items() if state in LEFT)
    words = [
        f"{found[state]} {MessageState(state).label.lower()}"
        for state in (MessageState.REFUSED, MessageState.EXPIRED, MessageState.FAILED, MessageState.UNKNOWN)
        if found.get(state)
    ]
    return Card(
        title="Messages today",
        value=str(left),
        note=", ".join(words) or "nothing held back",
        link=reverse("admin:campaigns_message_changelist"),
        permission="campaigns.view_message",
    )


def unknown_card(now: datetime) -> Card | None:
    """Only while there are any."""
    number = Message.objects.filter(state=MessageState.UNKNOWN).count()
    if not number:
        return None
    return Card(
        title="Arrived or not?",
        value=f"{number:,}",
        note="Nobody knows; look into the mail service’s log",
        link=reverse("admin:desk-unknown"),
        permission="campaigns.view_settlement",
    )


def exceptions_card(now: datetime) -> Card | None:
    """Only while somebody waits for an answer."""
    number = GuardException.objects.filter(answer="").count()
    if not number:
        return None
    return Card(
        title="Words to let pass?",
        value=f"{number:,}",
        note="The guard found them; a second person answers",
        link=reverse("admin:desk-text-exceptions"),
        permission="campaigns.answer_guardexception",
    )


_TROUBLES = {
    "unreachable": "cannot be reached",
    "blocked-tls": "offers no encryption that we trust: nothing was said to it",
    "turned-away": "turns us away: look at its key and the account",
    "busy": "asks us to wait",
    "no-answer": "answers nothing that can be understood",
}


def ways_out_card(now: datetime) -> Card | None:
    """Services that messages wait for: shut after failures in a row, or their day's number is used."""
    zone = organisation().time_zone
    said = dict(_waiting(now, zone))
    if not said:
        return None
    due = Message.objects.filter(state__in=(MessageState.PLANNED, MessageState.RETRY), due_at__lte=now)
    return Card(
        title="Messages that wait",
        value=f"{due.filter(channel__in=said).count():,}",
        note="; ".join(said.values()),
        link=reverse("admin:clinic_vendor_changelist"),
        permission="clinic.view_vendor",
    )


def _waiting(now: datetime, zone: str) -> Iterator[tuple[str, str]]:
    """(channel, why) of the ways in use."""
    vendors = {vendor.backend: vendor for vendor in Vendor.objects.all()}
    channels = {backend_of(channel): channel.value for channel in Channel}
    for way in WayOut.objects.filter(backend__in=channels).order_by("backend"):
        channel = channels[way.backend]
        vendor = vendors.get(way.backend)
        name = vendor.name if vendor else way.backend.rpartition(".")[0]
        if way.shut_until:
            again = max(way.shut_until, now).astimezone(ZoneInfo(zone))
            yield channel, f"{name} {_TROUBLES.get(way.shut_because, 'fails')}; tried again at {again:%H:%M}"
        elif vendor and _is_used_up(way, vendor, local_day(now, zone)):
            yield channel, f"{name}: today's {vendor.daily_limit} messages have left, the others wait for tomorrow"


def _is_used_up(way: WayOut, vendor: Vendor, today: date) -> bool:
    return vendor.daily_limit is not None and way.day == today and way.sent_today >= vendor.daily_limit
