"""Asking to let a finding of the guard pass, and the answer of a second person.

Without one publishing stays blocked. What `guard.may_pass` does not name can neither be asked for nor counts.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.domain import guard, texts
from campaigns.domain.guard import Finding, Passed
from campaigns.enums import ExceptionAnswer
from campaigns.guard_exceptions import draft_of
from campaigns.models import GuardException, TemplateVersion
from campaigns.queries import clinics_own

MOST_WORDS = 300


class CannotExcept(ValueError):
    """Says why not, as a sentence, in `problem`."""

    def __init__(self, problem: str) -> None:
        super().__init__("nothing was let pass")
        self.problem = problem


@transaction.atomic
def ask(*, version_id: UUID, finding: Passed, reason: str, by: Actor, now: datetime) -> GuardException:
    """For one finding in a draft as it is now; asked again, the open request. Raises `CannotExcept`."""
    version = _locked(version_id)
    reason = " ".join(reason.split())
    if version.published_at is not None:
        raise CannotExcept("This version is published: write a new one.")
    draft = draft_of(version)
    if texts.is_unreadable(draft) or _pair(finding) not in texts.guard_findings(draft, own=clinics_own()):
        raise CannotExcept("The text does not hold that any more: please look at the page again.")
    if not guard.may_pass(*_pair(finding)):
        raise CannotExcept("Nobody can let this pass: take it out.")
    _check_reason(reason)
    asked, is_new = GuardException.objects.exclude(answer=ExceptionAnswer.REFUSED).get_or_create(
        version=version,
        text_digest=texts.digest(draft),
        **finding._asdict(),
        defaults={"reason": reason, "asked_by": str(by.id), "asked_at": now},
    )
    if is_new:
        _record(asked, "ask", by)
    return asked


def grant(*, exception_id: UUID, by: Actor, now: datetime) -> GuardException:
    """By somebody who neither asked nor wrote the text, while it says what was asked about. Raises `CannotExcept`."""
    return _answer(exception_id, ExceptionAnswer.GRANTED, by, now)


def refuse(*, exception_id: UUID, by: Actor, now: datetime) -> GuardException:
    """As `grant`."""
    return _answer(exception_id, ExceptionAnswer.REFUSED, by, now)


@transaction.atomic
def _answer(exception_id: UUID, answer: ExceptionAnswer, by: Actor, now: datetime) -> GuardException:
    version_id = GuardException.objects.values_list("version_id", flat=True).get(pk=exception_id)
    version = _locked(version_id)
    asked = GuardException.objects.select_for_update().get(pk=exception_id)
    if asked.answer:
        raise CannotExcept("Somebody has answered this by now.")
    if str(by.id) in (asked.asked_by, version.written_by):
        raise CannotExcept("Whoever wrote the text or asked cannot answer: that is for somebody else.")
    if version.published_at is not None or texts.digest(draft_of(version)) != asked.text_digest:
        raise CannotExcept("The text was changed since: whoever wrote it has to ask again.")
    asked.answer, asked.answered_by, asked.answered_at = answer, str(by.id), now
    asked.save(update_fields=["answer", "answered_by", "answered_at"])
    _record(asked, answer.value, by)
    return asked


def _check_reason(reason: str) -> None:
    if not reason:
        raise CannotExcept("Say why: whoever answers has only that and the text.")
    if len(reason) > MOST_WORDS:
        raise CannotExcept(f"Say it in at most {MOST_WORDS} characters.")
    told = guard.findings(reason, part=guard.BODY, language="en")
    if any(finding.rule in guard.IDENTIFYING for finding in told):
        raise CannotExcept("The reason names somebody: say it without.")


def _pair(finding: Passed) -> tuple[str, Finding]:
    return finding.part, Finding(finding.rule, finding.word)


def _locked(version_id: UUID) -> TemplateVersion:
    versions = TemplateVersion.objects.select_for_update(of=("self",)).select_related("template")
    return versions.get(pk=version_id)


def _record(asked: GuardException, step: str, by: Actor) -> None:
    """Which text, which rule: the word stays in the row."""
    record_change(
        word=AuditWord.CONFIGURE,
        actor=by,
        fields=["campaigns.guardexception"],
        details={
            "exception": str(asked.pk),
            "version": str(asked.version_id),
            "part": asked.part,
            "rule": asked.rule,
            "step": step,
        },
    )
