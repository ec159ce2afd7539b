"""Paubox's Email API as a Django backend: EMAIL_BACKEND = "campaigns.channels.paubox.PauboxBackend".

`POST /messages`, or `POST /bulk_messages` for at most 50; `Authorization: Token token=KEY`. It knows no idempotency
key. https://docs.paubox.com/email-api
"""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import requests
from anymail.backends.base_requests import AnymailRequestsBackend, RequestsPayload
from anymail.exceptions import AnymailConfigurationError, AnymailRequestsAPIError
from anymail.message import AnymailRecipientStatus, AnymailStatus
from django.conf import settings
from django.core.mail import EmailMessage

from campaigns.domain.paubox_words import OWN_ID_HEADER, tracking_id, tracking_ids

MOST_AT_ONCE = 50
#: On a message: its reader gets a notice and fetches the mail from Paubox's portal. Never sent.
SECURE_HEADER = "X-Force-Secure-Notification"
#: Which headers it takes beside those that it writes itself; others with X- alone.
_HEADERS = frozenset({"list-unsubscribe", "list-unsubscribe-post"})


class PauboxBackend(AnymailRequestsBackend):
    """Every message says that it must not travel without TLS: where the other side offers none, Paubox makes it a
    message in its portal. Opens and clicks are not tracked unless the account says so."""

    esp_name = "Paubox"

    def __init__(self, **kwargs: Any) -> None:
        if not settings.PAUBOX_API_KEY:
            raise AnymailConfigurationError("PAUBOX_API_KEY is missing")
        kwargs.setdefault("timeout", settings.EMAIL_TIMEOUT)
        super().__init__(paubox_address(), **kwargs)

    def create_session(self) -> requests.Session:
        session: requests.Session = super().create_session()
        session.headers.update(paubox_headers())
        return session

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """One by one when there is but one. Of many each gets a status of its own; "unknown" where the answer does not
        tell. Raises `AnymailError` for the first fifty that were not taken."""
        if len(email_messages) < 2:
            return int(super().send_messages(email_messages))
        opened = self.open()
        try:
            for start in range(0, len(email_messages), MOST_AT_ONCE):
                self._send_together(email_messages[start : start + MOST_AT_ONCE])
        finally:
            if opened:
                self.close()
        return len(email_messages)

    def build_message_payload(self, message: EmailMessage, defaults: dict[str, Any]) -> "PauboxPayload":
        return PauboxPayload(message, defaults, self)

    def parse_recipient_status(
        self, response: requests.Response, payload: "PauboxPayload", message: EmailMessage
    ) -> dict[str, AnymailRecipientStatus]:
        found = tracking_id(self._said(response, payload, message))
        if not found:
            raise self._not_understood(response, payload, message)
        return payload.status_of_all(found)

    def _send_together(self, emails: Sequence[EmailMessage]) -> None:
        payloads = [self.build_message_payload(email, self.send_defaults) for email in emails]
        response = self.post_to_esp(_Together(payloads), emails[0])
        ids = tracking_ids(self._said(response, payloads[0], emails[0]), [payload.own_id for payload in payloads])
        for email, payload, found in zip(emails, payloads, ids, strict=True):
            email.anymail_status = AnymailStatus()  # type: ignore[attr-defined]
            email.anymail_status.set_recipient_status(payload.status_of_all(found))  # type: ignore[attr-defined]

    def _said(self, response: requests.Response, payload: Any, message: EmailMessage) -> object:
        said: object = self.deserialize_json_response(response, payload, message)
        return said

    def _not_understood(self, response: requests.Response, payload: Any, message: EmailMessage) -> Exception:
        error: Exception = AnymailRequestsAPIError(
            "not an answer of Paubox", email_message=message, payload=payload, response=response, backend=self
        )
        return error


class PauboxPayload(RequestsPayload):
    """One message as Paubox takes it."""

    def init_payload(self) -> None:
        self.own_id = ""
        self.people: list[str] = []
        self.message_data: dict[str, Any] = {
            "recipients": [],
            "headers": {},
            "content": {},
            "allowNonTLS": False,
            "forceSecureNotification": settings.PAUBOX_FORCE_SECURE,
        }

    def get_api_endpoint(self) -> str:
        return "messages"

    def get_request_params(self, api_url: str) -> dict[str, Any]:
        return {**super().get_request_params(api_url), "allow_redirects": False}

    def serialize_data(self) -> str:
        return json.dumps({"data": {"message": self.message_data}})

    def status_of_all(self, found: str) -> dict[str, AnymailRecipientStatus]:
        status = AnymailRecipientStatus(message_id=found or None, status="queued" if found else "unknown")
        return dict.fromkeys(self.people, status)

    def set_from_email(self, email: Any) -> None:
        self.message_data["headers"]["from"] = email.address

    def set_recipients(self, recipient_type: str, emails: Sequence[Any]) -> None:
        if not emails:
            return
        name = "recipients" if recipient_type == "to" else recipient_type
        self.message_data[name] = [email.address for email in emails]
        self.people += [email.addr_spec for email in emails]

    def set_subject(self, subject: str) -> None:
        self.message_data["headers"]["subject"] = subject

    def set_reply_to(self, emails: Sequence[Any]) -> None:
        if emails:
            self.message_data["headers"]["reply-to"] = ", ".join(email.address for email in emails)

    def set_extra_headers(self, headers: Any) -> None:
        for name, value in headers.items():
            if name.lower() == SECURE_HEADER.lower():
                self.message_data["forceSecureNotification"] = str(value).lower() in {"yes", "true", "1"}
            elif name.lower() in _HEADERS or name.lower().startswith("x-"):
                self.message_data["headers"][name] = str(value)

    def set_text_body(self, body: str) -> None:
        self.message_data["content"]["text/plain"] = body

    def set_html_body(self, body: str) -> None:
        self.message_data["content"]["text/html"] = body

    def add_attachment(self, attachment: Any) -> None:
        self.message_data.setdefault("attachments", []).append(
            {
                "fileName": attachment.name or "attachment",
                "contentType": attachment.mimetype,
                "content": attachment.b64content,
            }
        )

    def set_metadata(self, metadata: dict[str, Any]) -> None:
        self.own_id = str(metadata.get("message_id", ""))
        self.message_data["headers"][OWN_ID_HEADER] = self.own_id

    def set_track_opens(self, track_opens: bool) -> None:
        if track_opens:
            self.unsupported_feature("track_opens")

    def set_track_clicks(self, track_clicks: bool) -> None:
        if track_clicks:
            self.unsupported_feature("track_clicks")


class _Together:
    """Up to fifty messages in one request."""

    def __init__(self, payloads: Sequence[PauboxPayload]) -> None:
        self._payloads = payloads

    def get_request_params(self, api_url: str) -> dict[str, Any]:
        messages = [payload.message_data for payload in self._payloads]
        return {
            "method": "POST",
            "url": f"{api_url}bulk_messages",
            "data": json.dumps({"data": {"messages": messages}}),
            "allow_redirects": False,
        }


class NoReceipt(Exception):
    """Paubox does not answer questions now. Asking again later can help."""


def message_receipt(session: requests.Session, tracking: str) -> object:
    """What Paubox says of one message; None where it knows none. Raises `NoReceipt`."""
    url = f"{paubox_address()}message_receipt"
    try:
        answer = session.get(
            url, params={"sourceTrackingId": tracking}, timeout=settings.EMAIL_TIMEOUT, allow_redirects=False
        )
        if answer.status_code == HTTPStatus.NOT_FOUND:
            return None
        if answer.status_code != HTTPStatus.OK:
            raise NoReceipt(str(answer.status_code))
        said: object = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise NoReceipt(type(error).__name__) from None
    return said


def paubox_address() -> str:
    """With a slash at the end. Newer accounts have no name in their address, and PAUBOX_API_USERNAME stays empty."""
    return "/".join(part for part in (settings.PAUBOX_API_URL, settings.PAUBOX_API_USERNAME) if part) + "/"


def paubox_headers() -> dict[str, str]:
    return {
        "Authorization": f"Token token={settings.PAUBOX_API_KEY}",
        "Content-Type": "application/json",
        "Accept": "application/json",
    }
