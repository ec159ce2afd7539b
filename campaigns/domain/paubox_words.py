"""What Paubox answers, in our words. https://docs.paubox.com/email-api (its OpenAPI description, version 1.0.0)."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

#: Echoed in the answer, so that each tracking id of many can be told whose it is.
OWN_ID_HEADER = "X-Message-Id"
_LONGEST_ID = 100
_DELIVERED = ("delivered", "delivered via secure portal")
_SOFT = ("soft bounced", "soft bounced - mailbox full")
_HARD = ("hard bounced",)


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that became of a message, in anymail's words. `at`: when, as far as it says."""

    event_type: str
    at: datetime | None
    reason: str = ""


def tracking_id(answer: object) -> str:
    """Of one message that Paubox took; empty where the answer is none that is documented."""
    if not isinstance(answer, dict) or answer.get("errors"):
        return ""
    found = answer.get("sourceTrackingId")
    return found if isinstance(found, str) and 0 < len(found) <= _LONGEST_ID and found.isprintable() else ""


def tracking_ids(answer: object, own_ids: Sequence[str]) -> list[str]:
    """Of many messages, in the order of `own_ids`; empty for each of which the answer does not tell.

    Its order is that of the messages; where it says whose each is, that counts.
    """
    parts = answer.get("messages") if isinstance(answer, dict) else None
    if not isinstance(parts, list) or len(parts) != len(own_ids):
        return [""] * len(own_ids)
    echoed = [_own_id(part) for part in parts]
    if not any(echoed):
        return [tracking_id(part) for part in parts]
    of = {own_id: tracking_id(part) for own_id, part in zip(echoed, parts, strict=True)}
    return [of.get(own_id, "") for own_id in own_ids]


def seen(receipt: object, *, of: str, is_last: bool = False) -> list[Seen]:
    """What a message receipt tells about the message with the tracking id `of`; nothing where it is about another.

    A soft bounce may still be delivered. `is_last`: nobody asks again, so it was not.
    """
    if not isinstance(receipt, dict) or receipt.get("sourceTrackingId") != of:
        return []
    return [said for status in _statuses(receipt) for said in _of_status(status, is_last=is_last)]


def _of_status(status: dict[str, object], *, is_last: bool) -> Iterator[Seen]:
    word, at = status.get("deliveryStatus"), _moment(status.get("deliveryTime"))
    if word in _DELIVERED:
        yield Seen("delivered", at)
    elif word in _HARD:
        yield Seen("bounced", at, "bounced")
    elif word in _SOFT:
        yield Seen("bounced", at, "timed_out") if is_last else Seen("deferred", at)
    if status.get("openedStatus") == "opened":
        yield Seen("opened", _moment(status.get("openedTime")))


def _statuses(receipt: dict[str, object]) -> Iterator[dict[str, object]]:
    data = receipt.get("data")
    message = data.get("message") if isinstance(data, dict) else None
    deliveries = message.get("message_deliveries") if isinstance(message, dict) else None
    for delivery in deliveries if isinstance(deliveries, list) else ():
        status = delivery.get("status") if isinstance(delivery, dict) else None
        if isinstance(status, dict):
            yield status


def _own_id(part: object) -> str:
    headers = part.get("customHeaders") if isinstance(part, dict) else None
    for name, value in headers.items() if isinstance(headers, dict) else ():
        if str(name).lower() == OWN_ID_HEADER.lower():
            return str(value)
    return ""


def _moment(said: object) -> datetime | None:
    """RFC 2822, as documented, or ISO 8601, as its libraries expect; always with a zone."""
    if not isinstance(said, str) or not said:
        return None
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        with suppress(ValueError, TypeError):
            found = read(said)
            return found if found.tzinfo else None
    return None
