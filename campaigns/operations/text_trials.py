"""A text that somebody sends to themselves, to see it in their own mail program. It goes the way of alerts to staff."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.domain import texts
from campaigns.guard_exceptions import draft_of, passed_in
from campaigns.models import StaffMail, TemplateVersion
from campaigns.queries import clinics_own
from clinic.enums import Channel
from clinic.models import Staff

MOST_AN_HOUR = 10
_WORTH_SENDING = timedelta(hours=1)


class CannotTry(ValueError):
    """Says why not, as a sentence, in `problem`."""

    def __init__(self, problem: str) -> None:
        super().__init__("nothing was sent")
        self.problem = problem


@transaction.atomic
def send_to_oneself(*, version_id: UUID, by: Actor, now: datetime) -> StaffMail:
    """To the address of `by`'s own account alone, with values of somebody who does not exist. What the guard finds
    leaves on no way. Raises `CannotTry`."""
    member = Staff.objects.select_for_update().get(pk=by.id)
    version = TemplateVersion.objects.select_related("template").get(pk=version_id)
    if version.template.channel != Channel.EMAIL:
        raise CannotTry("Only mail can be tried: a text message stands whole on this page.")
    if not member.email:
        raise CannotTry("Your account has no e-mail address: ask an administrator to write it down.")
    purpose, own = version.template.purpose, clinics_own()
    if version.published_at is None and texts.problems(
        draft_of(version), purpose=purpose, own=own, passed=passed_in(version)
    ):
        raise CannotTry("Mend first what stands above: what cannot be published is not sent to anybody.")
    sent = StaffMail.objects.filter(staff=member, text__isnull=False, planned_at__gt=now - timedelta(hours=1))
    if sent.count() >= MOST_AN_HOUR:
        raise CannotTry(f"That was {MOST_AN_HOUR} in an hour: please wait a little.")
    record_change(
        word=AuditWord.PREVIEW,
        actor=by,
        fields=["campaigns.templateversion"],
        details={"version": str(version.pk), "step": "sent-to-oneself"},
    )
    return StaffMail.objects.create(
        staff=member, text=version, planned_at=now, due_at=now, expires_at=now + _WORTH_SENDING
    )
