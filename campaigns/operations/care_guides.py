"""Writing and publishing care guides. What is published never changes; a change is a new version."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.domain.guide_texts import GuideDraft, problems
from campaigns.models import CareGuide
from campaigns.operations.templates import CannotPublish
from campaigns.queries import clinics_own


@transaction.atomic
def write_draft(*, draft: GuideDraft, by: Actor, now: datetime) -> CareGuide:
    """The draft of this category in this language, made or changed. Patients do not see drafts."""
    with connection.cursor() as cursor:  # two who begin at once: the second changes what the first has begun
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('campaigns.careguide'))")
    versions = CareGuide.objects.filter(category=draft.category, language=draft.language)
    guide = versions.filter(published_at=None).first()
    if guide is None:
        last = versions.aggregate(last=Max("number"))["last"] or 0
        guide = CareGuide(category=draft.category, language=draft.language, number=last + 1)
    guide.title, guide.body, guide.written_by = draft.title.strip(), draft.body, f"{by.kind}:{by.id}"
    guide.save()
    _note(guide, by, "draft")
    return guide


@transaction.atomic
def publish_draft(*, guide_id: UUID, by: Actor, now: datetime) -> CareGuide:
    """Make a draft the one that patients read from now on. Raises `CannotPublish`; a guide that is published already
    is returned as it is."""
    guide = CareGuide.objects.select_for_update().get(pk=guide_id)
    if guide.published_at is not None:
        return guide
    if found := problems(draft_of(guide), own=clinics_own()):
        raise CannotPublish(found)
    guide.published_at, guide.published_by = now, f"{by.kind}:{by.id}"
    guide.save()
    _note(guide, by, "publish")
    return guide


def draft_of(guide: CareGuide) -> GuideDraft:
    return GuideDraft(guide.category, guide.language, guide.title, guide.body)


def _note(guide: CareGuide, by: Actor, step: str) -> None:
    record_change(
        word=AuditWord.CONFIGURE,
        actor=by,
        fields=["campaigns.careguide"],
        details={"category": guide.category, "language": guide.language, "number": guide.number, "step": step},
    )
