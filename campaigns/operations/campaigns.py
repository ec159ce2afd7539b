"""One-off campaigns: written by one, approved by another, scheduled, paused, gone on with, cancelled.

What leaves is `campaign_sending`'s matter. A pause or a cancellation waits for the batch that is being planned, and is
true for all that has not been handed over when it returns.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns import campaign_plans
from campaigns.enums import CAMPAIGN_ARROWS, CampaignState, MessageState, Origin, Unsent
from campaigns.models import Campaign, CampaignMember, Message, MessageTemplate, Segment, Seminar
from campaigns.operations import holding, outbox

BATCH = 500


class CannotDo(ValueError):
    """Says in `problems` why not, one sentence each."""

    def __init__(self, *problems: str) -> None:
        super().__init__(f"{len(problems)} problem(s) with the campaign")
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody writes down. Moments are aware; `throttle` 0: no limit; `control_share` in per cent."""

    slug: str
    name: str
    template_slug: str
    segment_slug: str
    starts_at: datetime
    ends_at: datetime
    throttle: int = 0
    control_share: int = 0
    seminar_slug: str = ""


@transaction.atomic
def write_draft(*, draft: Draft, by: Actor, now: datetime, campaign_id: UUID | None = None) -> Campaign:
    """A new campaign, or a draft written anew: whoever wrote last is its author. Raises `CannotDo`."""
    campaign = _locked(campaign_id) if campaign_id else Campaign(slug=draft.slug)
    if campaign.state != CampaignState.DRAFT:
        raise CannotDo("It was approved: take it back to change it.")
    template = MessageTemplate.objects.get(slug=draft.template_slug)
    campaign.slug, campaign.name = draft.slug, draft.name
    campaign.template, campaign.channel = template, template.channel
    campaign.segment = Segment.objects.get(slug=draft.segment_slug)
    campaign.seminar = Seminar.objects.get(slug=draft.seminar_slug) if draft.seminar_slug else None
    campaign.starts_at, campaign.ends_at = draft.starts_at, draft.ends_at
    campaign.throttle, campaign.control_share = draft.throttle, draft.control_share
    campaign.written_by, campaign.written_at = str(by.id), now
    campaign.save(force_insert=campaign_id is None)
    _record(campaign, "draft", by)
    return campaign


@transaction.atomic
def approve(*, campaign_id: UUID, by: Actor, now: datetime) -> Campaign:
    """By somebody else than its author. The segment's rules and the text's versions are kept as they are now. Raises
    `CannotDo`."""
    campaign = _in_state(campaign_id, CampaignState.APPROVED)
    if campaign.written_by == str(by.id):
        raise CannotDo("Whoever wrote it cannot approve it: ask somebody else.")
    if found := campaign_plans.problems_of(campaign, now):
        raise CannotDo(*found)
    campaign.rules, campaign.texts = campaign.segment.rules, campaign_plans.texts_of(campaign)
    campaign.approved_by, campaign.approved_at = str(by.id), now
    return _go(campaign, CampaignState.APPROVED, by)


@transaction.atomic
def take_back(*, campaign_id: UUID, by: Actor, now: datetime) -> Campaign:
    """To be changed, and approved again. Raises `CannotDo` once it has begun."""
    campaign = _in_state(campaign_id, CampaignState.DRAFT)
    campaign.approved_by, campaign.approved_at = "", None
    campaign.rules, campaign.texts = [], []
    return _go(campaign, CampaignState.DRAFT, by)


@transaction.atomic
def schedule(*, campaign_id: UUID, by: Actor, now: datetime) -> Campaign:
    """It begins at its time. Raises `CannotDo`."""
    campaign = _in_state(campaign_id, CampaignState.SCHEDULED)
    if campaign.ends_at <= now:
        raise CannotDo("Its last moment has passed: take it back and set a later one.")
    return _go(campaign, CampaignState.SCHEDULED, by)


def pause(*, campaign_id: UUID, by: Actor, now: datetime, why: str = "") -> Campaign:
    """Nothing more is planned, and what is planned is held. Raises `CannotDo`."""
    with transaction.atomic():
        campaign = _in_state(campaign_id, CampaignState.PAUSED)
        campaign.why = why
        _go(campaign, CampaignState.PAUSED, by)
    hold(campaign_id, by=by)
    return campaign


def resume(*, campaign_id: UUID, by: Actor, now: datetime) -> Campaign:
    """It goes on where it was. After a change of its text only when somebody else than its author says so. Raises
    `CannotDo`."""
    with transaction.atomic():
        campaign = _in_state(campaign_id, CampaignState.SENDING)
        texts = campaign_plans.texts_of(campaign)
        if texts != campaign.texts:
            if campaign.written_by == str(by.id):
                raise CannotDo("Its text was changed since it was approved: somebody else has to read it and resume.")
            campaign.texts, campaign.approved_by, campaign.approved_at = texts, str(by.id), now
        campaign.why = ""
        _go(campaign, CampaignState.SENDING, by)
    let_go = partial(holding.let_go, by=by, released_at=None, released_by="")
    _in_batches(campaign_id, (MessageState.HELD,), let_go, reason=Unsent.HELD_BY_STAFF)
    return campaign


def cancel(*, campaign_id: UUID, by: Actor, now: datetime) -> Campaign:
    """What has not been handed over is withdrawn, and whoever has no message yet gets none. Raises `CannotDo`."""
    with transaction.atomic():
        campaign = _in_state(campaign_id, CampaignState.CANCELLED)
        campaign.ended_at = now
        _go(campaign, CampaignState.CANCELLED, by)
        leave_out(campaign, Unsent.CAMPAIGN_OVER, now)
    withdraw(campaign_id, by=by, now=now)
    return campaign


@transaction.atomic
def finish(campaign: Campaign, *, by: Actor, now: datetime) -> None:
    """`campaign` is locked, and nothing of it waits any more."""
    campaign.ended_at = now
    _go(campaign, CampaignState.DONE, by)


def hold(campaign_id: UUID, *, by: Actor) -> None:
    """What waits to leave is held. Done again, it holds what was missed."""
    waiting = (MessageState.PLANNED, MessageState.RETRY, MessageState.LEASED)
    _in_batches(campaign_id, waiting, partial(holding.hold_back, by=by))


def withdraw(campaign_id: UUID, *, by: Actor, now: datetime) -> None:
    """What has not been handed over is taken back."""
    waiting = (MessageState.PLANNED, MessageState.RETRY, MessageState.LEASED, MessageState.HELD)
    _in_batches(campaign_id, waiting, lambda ids: outbox.withdraw(
        message_ids=ids, reason=Unsent.CAMPAIGN_OVER, by=by, now=now
    ))  # fmt: skip


def leave_out(campaign: Campaign, reason: Unsent, now: datetime) -> int:
    """In a transaction: everybody of its audience for whom there is no message yet, in one statement."""
    pending = CampaignMember.objects.filter(campaign=campaign, settled_at=None).exclude(arm="control")
    return pending.update(reason=reason, settled_at=now)


def _in_batches(
    campaign_id: UUID,
    states: Collection[MessageState],
    act: Callable[[list[UUID]], int],
    reason: Unsent | None = None,
) -> None:
    """Each batch a transaction of its own. What a worker is handing over at this moment is passed over."""
    found = Message.objects.filter(origin=Origin.CAMPAIGN, origin_id=campaign_id, state__in=states)
    if reason:
        found = found.filter(reason=reason)
    ids = list(found.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        act(ids[start : start + BATCH])


def _locked(campaign_id: UUID) -> Campaign:
    """After a batch that is being planned. Raises `Campaign.DoesNotExist`."""
    return Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)


def _in_state(campaign_id: UUID, wanted: CampaignState) -> Campaign:
    campaign = _locked(campaign_id)
    if wanted not in CAMPAIGN_ARROWS.get(CampaignState(campaign.state), frozenset()):
        raise CannotDo(f"It is {campaign.get_state_display().lower()} by now: please look at the page again.")
    return campaign


def _go(campaign: Campaign, state: CampaignState, by: Actor) -> Campaign:
    campaign.state = state
    campaign.save()
    _record(campaign, state.value, by)
    return campaign


def _record(campaign: Campaign, step: str, by: Actor) -> None:
    record_change(
        word=AuditWord.CONFIGURE,
        actor=by,
        fields=["campaigns.campaign"],
        details={"campaign": str(campaign.pk), "slug": campaign.slug, "step": step, "reason": campaign.why},
    )
