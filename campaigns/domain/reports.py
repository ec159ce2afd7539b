"""What a mail service reports, in anymail's words, and what it means for a message and its address."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

_STATES = {
    "queued": "accepted",
    "sent": "accepted",
    "delivered": "delivered",
    "bounced": "bounced",
    "rejected": "bounced",
    "failed": "bounced",
    "complained": "complained",
}
#: The reason of a report on a text message: its reader told the carrier to stop.
STOPPED = "stopped"
#: anymail's reasons of a bounce after which the mailbox is not tried again, where nobody weighed it.
_FOR_GOOD = frozenset({"bounced", "invalid"})
#: What reports come from that anybody may have written: mails.
BY_MAIL = "mail"
#: What a mail server said while it was talked to: what became of the message is known by then.
AT_ONCE = "smtp"


@dataclass(frozen=True, slots=True)
class Report:
    """One event. `message_id` is the mail service's; `own_id` is ours, if it came back; `reason` a bounce's.

    `severity`: hard, soft, or blank where it says nothing of the address; None: nobody weighed it. `status`: RFC 3463;
    `kind`: of `bounce_kinds`.
    """

    esp: str
    event_type: str
    occurred_at: datetime
    event_id: str = ""
    message_id: str = ""
    own_id: str = ""
    reason: str = ""
    severity: str | None = None
    status: str = ""
    kind: str = ""

    def once_key(self, address: str = "") -> str:
        """The same report again has the same key: the service's id of it, else what it says. `address`: a digest; one
        report may be about several."""
        said = self.event_id or f"{self.message_id or self.own_id} {self.occurred_at.isoformat()}"
        return hashlib.sha256(f"{self.esp}\0{self.event_type}\0{said}\0{address}".encode()).hexdigest()

    @property
    def is_forgeable(self) -> bool:
        return self.esp == BY_MAIL

    @property
    def state(self) -> str | None:
        """The message's state after it; None when nothing changes (opened, clicked, deferred …)."""
        if self.esp == AT_ONCE:
            return None
        return _STATES.get(self.event_type)

    @property
    def happened(self) -> str:
        """What it means for the address: complained, hard, soft, delivered, or nothing."""
        if self.event_type in {"complained", "delivered"}:
            return self.event_type
        if self.event_type not in {"bounced", "rejected"} or self.reason == STOPPED:
            return ""
        weighed = "hard" if self.reason in _FOR_GOOD else ""
        return weighed if self.severity is None else self.severity

    @property
    def tells_of_reading(self) -> bool:
        """What the person did with it, not what became of it: kept only of those who allowed it."""
        return self.event_type in {"opened", "clicked"}

    @property
    def unsubscribes(self) -> bool:
        return self.event_type == "unsubscribed"
