"""What mail services are asked over HTTP, and what they answer when all is well. Pure.

Postmark: https://postmarkapp.com/developer/api/email-api · Paubox: https://docs.paubox.com/email-api · Resend, which
takes what has a key once: https://resend.com/docs/dashboard/emails/idempotency-keys
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from campaigns.domain.paubox_words import OWN_ID_HEADER


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    said: Mapping[str, Any]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    message_id: str
    address: str


def letters(request: Request) -> list[Letter]:
    """The messages that a request asks to send."""
    data = request.said.get("data", {})
    if request.path.endswith("/bulk_messages"):
        return [_of_paubox(message) for message in data["messages"]]
    if request.path.endswith("/messages"):
        return [_of_paubox(data["message"])]
    if request.path.endswith("/emails"):
        own = json.loads(request.said["headers"]["X-Metadata"])
        return [Letter(str(own["message_id"]), _address(request.said["to"][0]))]
    return [Letter(str(request.said["Metadata"]["message_id"]), _address(request.said["To"]))]


def answer(request: Request) -> bytes:
    told = letters(request)
    if request.path.endswith("/bulk_messages"):
        return said({"messages": [_by_paubox(letter) for letter in told]})
    if request.path.endswith("/messages"):
        return said(_by_paubox(told[0]))
    if request.path.endswith("/emails"):
        return said({"id": _receipt(told[0])})
    return said({"ErrorCode": 0, "Message": "OK", "MessageID": _receipt(told[0]), "To": told[0].address})


#: What Resend says to a key that it has had with another body.
ANOTHER_BODY = {"statusCode": 409, "name": "invalid_idempotent_request", "message": "another body"}


def said(body: Any, status: str = "200 OK") -> bytes:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(raw)}\r\n\r\n"
    return head.encode() + raw


def _of_paubox(message: Mapping[str, Any]) -> Letter:
    return Letter(str(message["headers"][OWN_ID_HEADER]), _address(message["recipients"][0]))


def _by_paubox(letter: Letter) -> dict[str, Any]:
    own = {OWN_ID_HEADER: letter.message_id}
    return {"sourceTrackingId": _receipt(letter), "customHeaders": own, "data": "Service OK"}


def _receipt(letter: Letter) -> str:
    return str(uuid5(NAMESPACE_URL, letter.message_id))


def _address(written: str) -> str:
    return parseaddr(written)[1]
