"""What has become of rehearsed lines by now."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from campaigns.enums import LEFT, MessageState, Origin
from campaigns.models import Message, TemplateVersion
from journeys.domain.holding import AWAITS_RELEASE
from journeys.models import Enrolment, Rehearsal, RehearsedLine
from journeys.said import latest_rehearsal, night_of


def left(line: RehearsedLine) -> str:
    """When its message left, as staff read a moment; empty while it has not."""
    enrolments = Enrolment.objects.filter(
        person=line.person_id, journey=line.journey_id, anchor_key=line.anchor_key
    ).values("pk")
    gone = (
        Message.objects.filter(
            origin=Origin.JOURNEY,
            origin_id__in=enrolments,
            step=line.step,
            channel=line.channel,
            anchor_at=line.anchor_at,
            state__in=LEFT,
            handed_over_at__isnull=False,
        )
        .order_by("-handed_over_at")
        .first()
    )
    if gone is None or gone.handed_over_at is None:
        return ""
    at = timezone.localtime(gone.handed_over_at)
    return f"{at.day} {at:%B, %H:%M}"


def changed_texts(now: datetime) -> list[tuple[TemplateVersion, int]]:
    """Texts that were published after the night in force was released with an older version, and how many messages
    wait because of it: nobody has read what they would say."""
    night = latest_rehearsal(night_of(now))
    if night is None or night.released_at is None:
        return []
    counts = Message.objects.filter(
        Exists(_read_with_another_text(night)), origin=Origin.JOURNEY, state=MessageState.HELD, reason=AWAITS_RELEASE
    )
    waiting = dict(counts.order_by().values_list("version_id").annotate(count=Count("pk")))
    texts = TemplateVersion.objects.filter(pk__in=waiting).select_related("template").order_by("template", "language")
    return [(text, waiting[text.pk]) for text in texts]


def _read_with_another_text(night: Rehearsal) -> QuerySet[RehearsedLine]:
    """Of the message that is asked about."""
    enrolled = Enrolment.objects.filter(
        pk=OuterRef(OuterRef("origin_id")), journey=OuterRef("journey"), anchor_key=OuterRef("anchor_key")
    )
    same = {name: OuterRef(name) for name in ("person", "step", "channel", "anchor_at")}
    return RehearsedLine.objects.filter(Exists(enrolled), rehearsal=night, **same).exclude(text=OuterRef("version"))
