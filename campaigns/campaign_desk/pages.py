"""Campaigns as a list, and the page of one: what it is, what comes next, how far it is. Counts, no names."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from audit.blind import search_term_key
from audit.enums import AuditWord
from campaigns import campaign_plans
from campaigns.domain import campaigns as rules
from campaigns.domain.campaigns import FEW, Fate, Part, Plan, Progress
from campaigns.domain.segments import BadRules
from campaigns.enums import CAMPAIGN_ARROWS, CampaignState, reason_in_words
from campaigns.models import Campaign
from campaigns.reach import Reach, Use
from campaigns.reach import reach as reach_of
from clinic.desk import record_look, staff_actor
from clinic.desk_pages import desk_page, show
from clinic.staff_names import called

MOST = 200
_BEFORE = frozenset({CampaignState.DRAFT, CampaignState.APPROVED, CampaignState.SCHEDULED})
_WORDS = {
    Fate.SENT: "Sent",
    Fate.WAITING: "Waiting to leave",
    Fate.HELD: "Held",
    Fate.NOT_SENT: "Not sent",
    Fate.CONTROL: "Held out to compare with",
    Fate.PENDING: "Not yet looked at",
}
_NEXT = {
    CampaignState.DRAFT: "Read the text and the numbers below. Somebody else than its author approves it.",
    CampaignState.APPROVED: "It leaves only once it is scheduled. To change it, take it back.",
    CampaignState.SCHEDULED: "It begins by itself at its time: then the audience is taken, as the rules say.",
    CampaignState.SENDING: "It leaves in open hours. Pause it to stop what has not left.",
    CampaignState.PAUSED: "Nothing leaves. Resume it to go on where it was, or cancel it.",
    CampaignState.DONE: "Nothing of it waits any more.",
    CampaignState.CANCELLED: "What had not left was taken back.",
}


@dataclass(frozen=True, slots=True)
class Line:
    kind: str
    words: str
    number: int


@desk_page("campaigns.view_campaign")
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    latest = Campaign.objects.order_by(F("ended_at").desc(nulls_first=True), "-written_at", "-pk")
    found = list(latest.select_related("template", "segment")[:MOST])
    return show(request, "campaigns/desk/campaigns.html", title="Campaigns", campaigns=found, most=MOST)


@desk_page("campaigns.view_campaign")
@require_safe
def campaign(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    return _page(request, _found(campaign_id))


@desk_page("campaigns.view_campaign")
@require_POST
def reach(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """The page, and of its audience how many may be written to now. Nothing is written."""
    found = _found(campaign_id)
    text = found.template
    try:
        asked = reach_of(
            campaign_plans.rules_of(found), Use(text.purpose, text.topic, found.channel), now=timezone.now()
        )
    except BadRules:
        return _page(request, found)
    return _page(request, found, asked)


@desk_page("campaigns.view_campaign")
@require_safe
def progress(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """A part of the page, asked for every few seconds while it is being sent."""
    found = _found(campaign_id)
    return show(request, "campaigns/desk/_parts/campaign_progress.html", campaign=found, **_progress(found))


def _found(campaign_id: UUID) -> Campaign:
    return get_object_or_404(Campaign.objects.select_related("template", "segment", "seminar"), pk=campaign_id)


def _page(request: HttpRequest, found: Campaign, asked: Reach | None = None) -> HttpResponse:
    now, by = timezone.now(), str(staff_actor(request).id)
    whom = campaign_plans.whom(found)
    record_look(
        request,
        people=(),
        fields=["patients.person", "campaigns.campaign"],
        word=AuditWord.SEARCH,
        details={"term": search_term_key(whom), "kinds": "campaign"},
    )
    names = called({found.written_by, *filter(None, [found.approved_by])})
    return show(
        request,
        "campaigns/desk/campaign.html",
        title=found.name,
        campaign=found,
        whom=whom,
        author=names[found.written_by],
        approver=names.get(found.approved_by, ""),
        is_author=found.written_by == by,
        may=sorted(CAMPAIGN_ARROWS.get(CampaignState(found.state), frozenset())),
        next=_NEXT[CampaignState(found.state)],
        paused_because=reason_in_words(found.why) if found.why else "",
        few=FEW,
        reach=asked,
        **(_before(found, now) if found.state in _BEFORE else _progress(found)),
    )


def _before(found: Campaign, now: datetime) -> dict[str, Any]:
    """What whoever approves should know: how many, what is wrong, what is unwise."""
    try:
        plan: Plan | None = campaign_plans.plan_of(found, now)
    except BadRules as bad:
        return {"problems": bad.problems, "is_before": True}
    number = plan.audience or 0 if plan else 0
    return {
        "is_before": True,
        "number": number,
        "is_few": number < FEW,
        "problems": rules.problems(plan, now) if plan else [],
        "warnings": rules.warnings(plan) if plan else [],
    }


def _progress(found: Campaign) -> dict[str, Any]:
    told = campaign_plans.progress_of(found)
    return {
        "progress": told,
        "lines": _lines(told),
        "reasons": [(reason_in_words(reason), number) for reason, number in told.not_sent.items()],
        "parts": _parts(told),
        "is_going": found.state == CampaignState.SENDING,
    }


def _lines(told: Progress) -> list[Line]:
    return [Line(fate.value, words, told.of(fate)) for fate, words in _WORDS.items()]


def _parts(told: Progress) -> list[Part]:
    return rules.bar(told)
