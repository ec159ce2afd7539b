"""The built-in texts and segments, put into the database. Doing it again changes nothing."""

from datetime import datetime

from django.db import transaction

from audit.domain.actors import Actor
from campaigns import library
from campaigns.audiences import WORDS
from campaigns.domain.segments import as_json, parsed
from campaigns.domain.texts import Draft
from campaigns.models import MessageTemplate, Segment
from campaigns.operations.templates import draft_of, publish_draft, write_draft

BY_LIBRARY = Actor.system("library")


@transaction.atomic
def install(*, by: Actor, now: datetime) -> int:
    """How many texts were published. A text that the clinic has published itself is left alone;
    one of ours that has changed since gets a new version. Raises `CannotPublish`."""
    for slug, name, rules in library.SEGMENTS:
        Segment.objects.get_or_create(slug=slug, defaults={"name": name, "rules": as_json(parsed(rules, WORDS))})
    return sum(_install_texts(shipped, by=by, now=now) for shipped in library.templates())


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
    if versions.filter(published_at=None).exists():
        return False
    latest = versions.order_by("-number").first()
    if latest is None:
        return True
    return latest.published_by == f"{BY_LIBRARY.kind}:{BY_LIBRARY.id}" and draft_of(latest) != draft
