"""Campaigns as their rules see them, and how far they are."""

from datetime import datetime

from django.db.models import Case, Count, F, Value, When
from django.db.models.functions import Coalesce

from campaigns.audiences import WORDS, people_of
from campaigns.domain import campaigns
from campaigns.domain.campaigns import Fate, Plan, Progress
from campaigns.domain.liquid_texts import names_used
from campaigns.domain.segments import BadRules, Rule, described, parsed
from campaigns.domain.seminars import Page, stands
from campaigns.enums import LEFT, Arm, MessageState
from campaigns.models import Campaign, CampaignMember, TemplateVersion
from clinic.queries import organisation


def rules_of(campaign: Campaign) -> list[Rule]:
    """As approved; of a draft, as the segment has them now. Raises `BadRules`."""
    return parsed(campaign.rules if campaign.approved_at else campaign.segment.rules, WORDS)


def whom(campaign: Campaign) -> str:
    """One sentence."""
    try:
        return described(rules_of(campaign), WORDS)
    except BadRules as bad:
        return " ".join(bad.problems)


def texts_of(campaign: Campaign) -> list[str]:
    """The versions that would be sent now, as a campaign keeps them."""
    return sorted(str(version.pk) for version in _versions(campaign))


def plan_of(campaign: Campaign, now: datetime) -> Plan:
    """Counts the audience. Raises `BadRules`."""
    versions = _versions(campaign)
    return Plan(
        purpose=campaign.template.purpose,
        topic=campaign.template.topic,
        languages=frozenset(version.language for version in versions),
        clinic_language=organisation().language,
        asks_for=frozenset(name for version in versions for name in names_used(version.body)),
        starts_at=campaign.starts_at,
        ends_at=campaign.ends_at,
        audience=people_of(rules_of(campaign), now).count(),
        seminar_at=_seminar_at(campaign, now),
    )


def _seminar_at(campaign: Campaign, now: datetime) -> datetime | None:
    seminar = campaign.seminar
    return seminar.starts_at if seminar and stands(seminar, now) is Page.OPEN else None


def problems_of(campaign: Campaign, now: datetime) -> list[str]:
    """Why nobody can approve it yet. Specially protected care is nothing that rules can name, so that is among them."""
    try:
        return campaigns.problems(plan_of(campaign, now), now)
    except BadRules as bad:
        return list(bad.problems)


def progress_of(campaign: Campaign) -> Progress:
    """One query."""
    fate = Case(
        When(arm=Arm.CONTROL, then=Value(Fate.CONTROL.value)),
        When(settled_at=None, then=Value(Fate.PENDING.value)),
        When(message__state__in=LEFT, then=Value(Fate.SENT.value)),
        When(message__state=MessageState.HELD, then=Value(Fate.HELD.value)),
        When(
            message__state__in=[MessageState.PLANNED, MessageState.LEASED, MessageState.RETRY],
            then=Value(Fate.WAITING.value),
        ),
        default=Value(Fate.NOT_SENT.value),
    )
    rows = (
        CampaignMember.objects.filter(campaign=campaign)
        .order_by()
        .annotate(fate=fate, said=Coalesce(F("message__reason"), F("reason")))
        .values_list("fate", "said")
        .annotate(people=Count("pk"))
    )
    return campaigns.progress((Fate(found), reason, people) for found, reason, people in rows)


def _versions(campaign: Campaign) -> list[TemplateVersion]:
    found = TemplateVersion.objects.filter(template_id=campaign.template_id, published_at__isnull=False)
    return list(found.only("language", "body").order_by("language", "-number").distinct("language"))
