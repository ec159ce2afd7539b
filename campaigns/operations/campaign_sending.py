"""What leaves of a campaign: its audience becomes messages, some at a time, in open hours and under the weekly cap.

Rows say where it is, so that whoever comes next goes on there: nothing is kept in between.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet

from audit.domain.actors import Actor
from campaigns import campaign_plans
from campaigns.domain.campaigns import pace, room
from campaigns.domain.intents import Intent
from campaigns.domain.seminars import about_seminar
from campaigns.enums import WAITING, Arm, CampaignState, MessageState, Origin, Unsent
from campaigns.models import Campaign, CampaignMember, Message
from campaigns.operations import campaigns, outbox
from campaigns.operations.campaign_hours import Hours, hours_of, lock_people, move_on
from campaigns.operations.outbox import Opening
from campaigns.operations.quick_rows import unsaved
from campaigns.operations.snapshots import take_snapshot
from campaigns.operations.spreading import Spreading
from clinic.domain.hours import local_day
from clinic.queries import organisation

BATCH = 500
STEP, OCCURRENCE = "message", "1"
#: Journeys go first: 1 is the first of them, 9 the last.
_PRIORITY = 9
_NOT_PLANNED = (MessageState.REFUSED, MessageState.EXPIRED, MessageState.FAILED)
_LINK = """
    UPDATE campaigns_campaignmember c SET message_id = m.id, settled_at = %(now)s
    FROM campaigns_message m
    WHERE c.id = ANY(%(ids)s::uuid[]) AND c.message_id IS NULL AND c.settled_at IS NULL
      AND m.origin_id = %(campaign)s AND m.step = %(step)s AND m.occurrence = %(occurrence)s
      AND m.person_id = c.person_id AND m.channel = %(channel)s
"""


def send_due(now: datetime, *, by: Actor) -> int:
    """All campaigns at `now`: begin what is due, plan some of what is being sent, end what is over, and hold or
    withdraw what a pause or a cancellation has missed. Returns how many members were looked at."""
    begin_due(now, by=by)
    looked_at = sum(plan_some(campaign_id, by=by, now=now) for campaign_id in _ids(Q(state=CampaignState.SENDING)))
    for campaign_id in _ids(Q(state=CampaignState.PAUSED)):
        campaigns.hold(campaign_id, by=by)
    for campaign_id in _ids(Q(state=CampaignState.CANCELLED, ended_at__gt=now - timedelta(days=1))):
        campaigns.withdraw(campaign_id, by=by, now=now)
    for campaign_id in _ids(Q(state__in=[CampaignState.SENDING, CampaignState.PAUSED])):
        end_if_over(campaign_id, by=by, now=now)
    move_on(now, by=by)
    return looked_at


def begin_due(now: datetime, *, by: Actor) -> None:
    """Take the audience of each that is scheduled and due."""
    for campaign_id in _ids(Q(state=CampaignState.SCHEDULED, starts_at__lte=now)):
        with transaction.atomic():
            if campaign := _ours(campaign_id, CampaignState.SCHEDULED):
                take_snapshot(campaign, by=by, now=now)


def plan_some(campaign_id: UUID, *, by: Actor, now: datetime) -> int:
    """As many members as may leave now become messages; how many were looked at. Two at once do no harm.

    1. A batch of at most 500, each its own transaction, holds the campaign: whoever else plans it goes away, whoever
       pauses it waits for this batch. Where its text is another one than was approved, it is paused.
    2. Taken are members for whom it is open now, as many as the throttle lets leave, whom nobody else holds. The
       weekly cap lets some wait for a later day (`not_before`): nothing is planned ahead, so that a pause stops all.
    3. The outbox asks the gate; each member gets the message that comes of it, refused ones with their reason.
    4. Until the throttle is reached, or there is nobody left.
    """
    looked_at, left = 0, _pace(campaign_id, now)
    hours = hours_of(Campaign.objects.get(pk=campaign_id), now)
    while left > 0:
        number, planned = _plan_batch(campaign_id, left, hours, by=by)
        if not number:
            break
        looked_at, left = looked_at + number, left - planned
    return looked_at


@transaction.atomic
def _plan_batch(campaign_id: UUID, most: int, hours: Hours, *, by: Actor) -> tuple[int, int]:
    """(how many were looked at, how many of them may leave)"""
    campaign, now = _ours(campaign_id, CampaignState.SENDING), hours.now
    if campaign is None or campaign.ends_at <= now:
        return 0, 0
    if campaign.texts != campaign_plans.texts_of(campaign):
        campaigns.pause(campaign_id=campaign_id, by=by, now=now, why=Unsent.TEXT_CHANGED)
        return 0, 0
    members = _next_members(campaign, hours, min(most, BATCH, _room(campaign, now)))
    return len(members), _plan(campaign, members, hours, by=by) if members else 0


def _next_members(campaign: Campaign, hours: Hours, most: int) -> list[CampaignMember]:
    """In the order of ids, whose people are locked by us until the transaction ends."""
    if not most or not hours.closing:
        return []
    pending = CampaignMember.objects.filter(campaign=campaign, settled_at=None, arm=Arm.SENT).filter(
        Q(not_before=None) | Q(not_before__lte=hours.now), person__time_zone__in=hours.closing.keys()
    )
    found = list(
        pending.select_related("person").only("person__time_zone", "person_id").order_by("pk")[: min(most, BATCH)]
    )
    ours = lock_people({member.person_id for member in found})
    return [member for member in found if member.person_id in ours]


def _pace(campaign_id: UUID, now: datetime) -> int:
    throttle = Campaign.objects.values_list("throttle", flat=True).get(pk=campaign_id)
    last = _planned(campaign_id).aggregate(last=Max("planned_at"))["last"] if throttle else None
    return pace(throttle, since_last=now - last if last is not None else None)


def _room(campaign: Campaign, now: datetime) -> int:
    if not campaign.throttle:
        return BATCH
    recent = _planned(campaign.pk).filter(planned_at__gt=now - timedelta(hours=1)).count()
    return room(campaign.throttle, in_the_last_hour=recent)


def _planned(campaign_id: UUID) -> QuerySet[Message]:
    made = Message.objects.filter(origin=Origin.CAMPAIGN, origin_id=campaign_id)
    return made.exclude(state__in=_NOT_PLANNED)


def _plan(campaign: Campaign, members: Sequence[CampaignMember], hours: Hours, *, by: Actor) -> int:
    """How many of them may leave."""
    intents = {member.person_id: _intent(campaign, member, hours) for member in members}
    spreading = Spreading(hours.house, organisation().weekly_cap, {(campaign.pk, STEP): (hours.own, _PRIORITY)})
    later = _later(intents, spreading)
    for member in members:
        member.not_before = later.get(member.person_id)
    waiting = [member for member in members if member.not_before]
    CampaignMember.objects.bulk_update(waiting, ["not_before"])
    now = hours.now
    report = outbox.plan(
        [intents[member.person_id] for member in members if not member.not_before],
        by=by, now=now, today=local_day(now, hours.house.zone), spread=spreading,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            _LINK,
            {
                "now": now, "ids": [member.pk for member in members], "campaign": campaign.pk, "step": STEP,
                "occurrence": OCCURRENCE, "channel": campaign.channel,
            },
        )  # fmt: skip
    return report.planned


def _later(intents: Mapping[UUID, Intent], spreading: Spreading) -> dict[UUID, datetime]:
    """For whom the cap has room on a later day alone, and from when on."""
    probes = {probe.pk: probe for probe in (_probe(intent) for intent in intents.values())}
    found = spreading(list(probes.values()))
    return {
        probes[key].person_id: place.due_at
        for key, place in found.items()
        if isinstance(place, Opening) and place.due_at > probes[key].due_at
    }


def _probe(intent: Intent) -> Message:
    names = (
        "person_id", "channel", "origin", "origin_id", "origin_slug", "step", "due_at", "expires_at", "leaves_until",
        "is_capped",
    )  # fmt: skip
    return unsaved(Message, {name: getattr(intent, name) for name in names})


def _intent(campaign: Campaign, member: CampaignMember, hours: Hours) -> Intent:
    return Intent(
        person_id=member.person_id,
        template_slug=campaign.template.slug,
        channel=campaign.channel,
        origin=Origin.CAMPAIGN.value,
        origin_id=campaign.pk,
        origin_slug=campaign.slug,
        step=STEP,
        occurrence=OCCURRENCE,
        appointment_id=None,
        anchor_at=campaign.starts_at,
        due_at=hours.now,
        expires_at=campaign.ends_at,
        leaves_until=hours.closing[member.person.time_zone],
        is_capped=True,
        about=about_seminar(campaign.seminar_id) if campaign.seminar_id else "",
    )


@transaction.atomic
def end_if_over(campaign_id: UUID, *, by: Actor, now: datetime) -> None:
    """Too late for whoever has no message yet; done when nothing of it waits any more."""
    campaign = _ours(campaign_id, CampaignState.SENDING, CampaignState.PAUSED)
    if campaign is None:
        return
    if campaign.ends_at <= now:
        campaigns.leave_out(campaign, Unsent.TOO_LATE, now)
    if campaign.members.filter(settled_at=None, arm=Arm.SENT).exists():
        return
    if not Message.objects.filter(origin=Origin.CAMPAIGN, origin_id=campaign_id, state__in=WAITING).exists():
        campaigns.finish(campaign, by=by, now=now)


def _ids(which: Q) -> list[UUID]:
    return list(Campaign.objects.filter(which).order_by("starts_at", "pk").values_list("pk", flat=True))


def _ours(campaign_id: UUID, *states: CampaignState) -> Campaign | None:
    """In a transaction: the campaign, if it is in one of these states and nobody else holds it."""
    found = Campaign.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    return found.filter(pk=campaign_id, state__in=states).select_related("template", "segment").first()
