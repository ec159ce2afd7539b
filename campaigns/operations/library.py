"""The built-in texts and segments, put into the database. Doing it again changes nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from audit.domain.actors import Actor
from campaigns import library
from campaigns.audiences import WORDS
from campaigns.domain.guide_texts import GuideDraft
from campaigns.domain.segments import as_json, parsed
from campaigns.domain.texts import Draft
from campaigns.guard_exceptions import draft_of
from campaigns.models import CareGuide, MessageTemplate, Segment
from campaigns.operations import care_guides as guide_texts
from campaigns.operations.templates import publish_draft, write_draft

BY_LIBRARY = Actor.system("library")


@transaction.atomic
def install(*, by: Actor, now: datetime) -> int:
    """How many texts and care guides were published. One that the clinic has published itself is left alone;
    one of ours that has changed since gets a new version. Raises `CannotPublish`."""
    for slug, name, rules in library.SEGMENTS:
        Segment.objects.get_or_create(slug=slug, defaults={"name": name, "rules": as_json(parsed(rules, WORDS))})
    guides = sum(_install_guide(shipped, now=now) for shipped in library.care_guides())
    return guides + sum(_install_texts(shipped, by=by, now=now) for shipped in library.templates())


def _install_guide(shipped: GuideDraft, *, now: datetime) -> int:
    versions = CareGuide.objects.filter(category=shipped.category, language=shipped.language)
    if not _is_ours_to_change(versions, lambda latest: guide_texts.draft_of(latest) != shipped):
        return 0
    draft = guide_texts.write_draft(draft=shipped, by=BY_LIBRARY, now=now)
    guide_texts.publish_draft(guide_id=draft.pk, by=BY_LIBRARY, now=now)
    return 1


def _install_texts(shipped: library.LibraryTemplate, *, by: Actor, now: datetime) -> int:
    template, _ = MessageTemplate.objects.get_or_create(
        slug=shipped.slug,
        defaults={
            "name": shipped.name,
            "purpose": shipped.purpose,
            "topic": shipped.topic,
            "channel": shipped.channel,
        },
    )
    published = 0
    for language, text in shipped.texts.items():
        draft = Draft(language, text.subject, text.preheader, text.body)
        if _is_wanted(template, draft):
            version = write_draft(template_id=template.pk, draft=draft, by=BY_LIBRARY, now=now)
            publish_draft(version_id=version.pk, by=BY_LIBRARY, now=now)
            published += 1
    return published


def _is_wanted(template: MessageTemplate, draft: Draft) -> bool:
    versions = template.versions.filter(language=draft.language)
    return _is_ours_to_change(versions, lambda latest: draft_of(latest) != draft)


def _is_ours_to_change(versions: QuerySet[Any], is_another: Callable[[Any], bool]) -> bool:
    """Nobody has begun a draft, and what is published, if anything is, came from here and says something else."""
    if versions.filter(published_at=None).exists():
        return False
    latest = versions.order_by("-number").first()
    return latest is None or (latest.published_by == f"{BY_LIBRARY.kind}:{BY_LIBRARY.id}" and is_another(latest))
