"""What a hand-over told of addresses: mailboxes that are not there or not well, numbers that take no text messages,
or whose readers told the carrier to stop."""

from collections.abc import Sequence
from datetime import datetime

from audit.domain.actors import Actor
from campaigns.channels import AddressIs, Handed
from campaigns.domain.bounce_verdicts import Verdict as Bounce
from campaigns.domain.reports import AT_ONCE, Report
from campaigns.operations.tracking import record
from campaigns.outgoing import Outgoing
from consent.enums import SuppressionCause
from consent.operations import suppressions

BY = Actor.system("sms-service")
_BY_MAIL_SERVICE = Actor.system("mail-service")
_CAUSES = {AddressIs.STOPPED: SuppressionCause.STOPPED, AddressIs.INVALID: SuppressionCause.BOUNCED}


def suppress_what_was_told(handed: Sequence[tuple[Outgoing, Handed]], *, now: datetime) -> None:
    """Each in a transaction of its own, after the receipts are written: people are locked before messages."""
    for message, said in handed:
        if said.bounce and said.bounce.severity:
            _take_as_bounce(message, said.bounce, now)
        if said.address_is and message.person.phone_key:
            suppressions.suppress(
                by=BY,
                now=now,
                address_key=bytes(message.person.phone_key),
                cause=_CAUSES[said.address_is],
                channel=message.channel,
            )


def _take_as_bounce(message: Outgoing, bounce: Bounce, now: datetime) -> None:
    """Counts for the address that the message went to, like a bounce mail about it."""
    report = Report(
        esp=AT_ONCE,
        event_type="rejected",
        occurred_at=now,
        own_id=str(message.pk),
        reason=bounce.reason,
        severity=bounce.severity,
        status=bounce.status,
        kind=bounce.kind.value,
    )
    record(report, address_key=None, by=_BY_MAIL_SERVICE, now=now)
