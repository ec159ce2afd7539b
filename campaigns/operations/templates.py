"""Writing and publishing texts. What is published never changes; a change is a new version."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from audit.domain.actors import Actor
from audit.enums import ActorKind, AuditWord
from audit.ledger import record_change
from campaigns.domain import texts
from campaigns.guard_exceptions import draft_of, passed_in
from campaigns.models import MessageTemplate, TemplateVersion
from campaigns.queries import clinics_own

AUTHOR_PUBLISHES = "Whoever wrote it cannot publish it: ask somebody else to read it."


class CannotPublish(ValueError):
    """Says in `problems` what has to be changed, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(f"{len(problems)} problem(s) in the text")
        self.problems = problems


@transaction.atomic
def write_draft(*, template_id: UUID, draft: texts.Draft, by: Actor, now: datetime) -> TemplateVersion:
    """The template's draft in this language, made or changed: whoever changed its words last is its author. Drafts are
    never sent."""
    template = MessageTemplate.objects.select_for_update().get(pk=template_id)
    version = template.versions.filter(language=draft.language, published_at=None).first()
    if version is None:
        last = template.versions.filter(language=draft.language).aggregate(last=Max("number"))["last"] or 0
        version = TemplateVersion(template=template, number=last + 1, language=draft.language)
    words = (draft.subject.strip(), draft.preheader.strip(), draft.body.replace("\r\n", "\n"))
    if version._state.adding or words != (version.subject, version.preheader, version.body):
        version.subject, version.preheader, version.body = words
        version.written_by = str(by.id)
    version.save()
    record_change(
        word=AuditWord.CONFIGURE,
        actor=by,
        fields=["campaigns.templateversion"],
        details={"template": template.slug, "language": draft.language, "number": version.number, "step": "draft"},
    )
    return version


@transaction.atomic
def publish_draft(*, version_id: UUID, by: Actor, now: datetime) -> TemplateVersion:
    """Compile a draft and make it the one that is sent from now on. Among staff somebody else than its author does
    that. What a second person let pass of the guard's findings counts for exactly this text.

    Raises `CannotPublish`; a version that is published already is returned as it is.
    """
    version = TemplateVersion.objects.select_for_update(of=("self",)).select_related("template").get(pk=version_id)
    if version.published_at is not None:
        return version
    draft = draft_of(version)
    template = version.template
    found = texts.problems(
        draft, purpose=template.purpose, own=clinics_own(), channel=template.channel, passed=passed_in(version)
    )
    if by.kind == ActorKind.STAFF and version.written_by == str(by.id):
        found = [*found, AUTHOR_PUBLISHES]
    if found:
        raise CannotPublish(found)
    compiled = texts.compiled(draft, channel=template.channel)
    version.html, version.text = compiled.html, compiled.text
    version.published_at, version.published_by = now, f"{by.kind}:{by.id}"
    version.save()
    record_change(
        word=AuditWord.CONFIGURE,
        actor=by,
        fields=["campaigns.templateversion"],
        details={
            "template": version.template.slug,
            "language": version.language,
            "number": version.number,
            "step": "publish",
        },
    )
    return version
