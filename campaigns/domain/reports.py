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
#: Reasons of a bounce after which the mailbox is not tried again. Blocked, spam and timed out may pass.
_FOR_GOOD = frozenset({"bounced", "invalid"})


@dataclass(frozen=True, slots=True)
class Report:
    """One event. `message_id` is the mail service's; `own_id` is ours, if it came back; `reason` a bounce's."""

    esp: str
    event_type: str
    occurred_at: datetime
    event_id: str = ""
    message_id: str = ""
    own_id: str = ""
    reason: str = ""

    @property
    def once_key(self) -> str:
        """The same report again has the same key: the service's id of it, else what it says."""
        said = self.event_id or f"{self.message_id or self.own_id} {self.occurred_at.isoformat()}"
        return hashlib.sha256(f"{self.esp}\0{self.event_type}\0{said}".encode()).hexdigest()

    @property
    def state(self) -> str | None:
        """The message's state after it; None when nothing changes (opened, clicked, deferred …)."""
        return _STATES.get(self.event_type)

    @property
    def suppresses(self) -> str | None:
        """The cause for which the address is not written to any more."""
        if self.event_type == "complained":
            return "complained"
        if self.reason == STOPPED:
            return STOPPED
        if self.event_type in {"bounced", "rejected"} and self.reason in _FOR_GOOD:
            return "bounced"
        return None

    @property
    def tells_of_reading(self) -> bool:
        """What the person did with it, not what became of it: kept only of those who allowed it."""
        return self.event_type in {"opened", "clicked"}

    @property
    def unsubscribes(self) -> bool:
        return self.event_type == "unsubscribed"
