"""In which hours messages of campaigns leave, and whose people nobody else holds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from audit.domain.actors import Actor
from campaigns.domain.openings import closing_moment, open_moment
from campaigns.domain.sending_hours import House, SendingHours
from campaigns.enums import Arm, MessageState, Origin
from campaigns.models import Campaign, CampaignMember, Message
from campaigns.operations import outbox
from campaigns.operations.outbox import Opening
from campaigns.queries import clinics_hours
from clinic.enums import Channel
from patients.models import Person

BATCH = 500
_LOCK_PEOPLE = """
    SELECT id FROM patients_person WHERE id = ANY(%s::uuid[]) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
"""


@dataclass(frozen=True, slots=True)
class Hours:
    """What the clinic and the channel let leave at `now`. `closing`: zones that are open → when their hours end."""

    now: datetime
    house: House
    own: SendingHours
    closing: Mapping[str, datetime | None]


def hours_of(campaign: Campaign, now: datetime) -> Hours:
    house, own = clinics_hours(), SendingHours(is_text=campaign.channel == Channel.SMS)
    pending = CampaignMember.objects.filter(campaign=campaign, settled_at=None, arm=Arm.SENT).order_by()
    zones = pending.values_list("person__time_zone", flat=True).distinct()
    return Hours(now, house, own, _closing(zones, now, house, own, before=campaign.ends_at))


def _closing(
    zones: Collection[str], now: datetime, house: House, own: SendingHours, *, before: datetime
) -> dict[str, datetime | None]:
    found: dict[str, datetime | None] = {}
    for zone in zones:
        known = house.known(zone)
        if open_moment(now, own, known, house, before=before) == now:
            found[zone] = closing_moment(now, own, known, house)
    return found


def lock_people(people: Collection[UUID]) -> set[UUID]:
    """In a transaction: those of them whom nobody else holds. What one person gets is planned under this lock, by
    journeys as by campaigns, so that the caps see all that was planned before."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_PEOPLE, [list(people)])
        return {row[0] for row in cursor.fetchall()}


def move_on(now: datetime, *, by: Actor) -> None:
    """What did not leave while its hours were open leaves when they open again; what is too late then expires."""
    stayed = Message.objects.filter(
        origin=Origin.CAMPAIGN,
        state__in=[MessageState.PLANNED, MessageState.RETRY],
        leaves_until__lte=now,
        expires_at__gt=now,
    )
    house = clinics_hours()
    ids = list(stayed.order_by("person_id", "id").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        _move_on(ids[start : start + BATCH], house, by=by, now=now)


@transaction.atomic
def _move_on(ids: Sequence[UUID], house: House, *, by: Actor, now: datetime) -> None:
    messages = list(Message.objects.filter(pk__in=ids).order_by("person_id", "id"))
    ours = lock_people({message.person_id for message in messages})
    zones = dict(Person.objects.filter(pk__in=ours).values_list("pk", "time_zone"))
    openings = []
    for message in (one for one in messages if one.person_id in ours):
        own = SendingHours(is_text=message.channel == Channel.SMS)
        zone = house.known(zones[message.person_id])
        if due_at := open_moment(now, own, zone, house, before=message.expires_at):
            openings.append(Opening(message.pk, due_at, closing_moment(due_at, own, zone, house)))
    outbox.postpone(openings, by=by, now=now)
