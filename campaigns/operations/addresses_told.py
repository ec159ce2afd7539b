"""What a hand-over told of addresses: numbers that take no text messages, or whose readers told the carrier to stop."""

from collections.abc import Sequence
from datetime import datetime

from audit.domain.actors import Actor
from campaigns.channels import AddressIs, Handed
from campaigns.models import Message
from consent.enums import SuppressionCause
from consent.operations import suppressions

BY = Actor.system("sms-service")
_CAUSES = {AddressIs.STOPPED: SuppressionCause.STOPPED, AddressIs.INVALID: SuppressionCause.BOUNCED}


def suppress_what_was_told(handed: Sequence[tuple[Message, Handed]], *, now: datetime) -> None:
    """Each in a transaction of its own, after the receipts are written: people are locked before messages."""
    for message, said in handed:
        if said.address_is and message.person.phone_key:
            suppressions.suppress(
                by=BY,
                now=now,
                address_key=bytes(message.person.phone_key),
                cause=_CAUSES[said.address_is],
                channel=message.channel,
            )
