"""Text messages through Twilio: `POST /2010-04-01/Accounts/{AccountSid}/Messages.json`
(https://www.twilio.com/docs/messaging/api/message-resource), with `requests`.

Twilio knows no idempotency key for messages, so whatever may have reached it is never sent again blindly. What waits in
its queue for longer than `ValidityPeriod` (1 to 36,000 seconds, more than 5 recommended) it does not send at all.
"""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import requests
from django.conf import settings
from django.urls import reverse

from campaigns.channels import AddressIs, Handed, Text, Trouble, Unreachable, Verdict
from campaigns.channels.connections import asked_to_wait, never_connected

_SID = re.compile(r"(SM|MM)[0-9a-f]{32}")
#: Message statuses of a message that is Twilio's now.
_TAKEN = frozenset({"accepted", "queued", "sending", "sent", "scheduled", "delivered"})
_TURNED_DOWN = frozenset({"failed", "undelivered", "canceled"})
#: Nothing was taken, and it is about our account or the load, not about this message: not authorised (20003), no such
#: account (20404), too many requests (20429), out of service.
_LATER: Mapping[int, Trouble] = {
    HTTPStatus.UNAUTHORIZED: Trouble.TURNED_AWAY,
    HTTPStatus.FORBIDDEN: Trouble.TURNED_AWAY,
    HTTPStatus.NOT_FOUND: Trouble.TURNED_AWAY,
    HTTPStatus.TOO_MANY_REQUESTS: Trouble.BUSY,
    HTTPStatus.SERVICE_UNAVAILABLE: Trouble.BUSY,
}
#: https://www.twilio.com/docs/api/errors: 21610 unsubscribed recipient, 21211 invalid 'To', 21614 not a mobile number.
ABOUT_THE_NUMBER = {21610: AddressIs.STOPPED, 21211: AddressIs.INVALID, 21614: AddressIs.INVALID}
_UNKNOWN = Handed(Verdict.UNKNOWN, trouble=Trouble.NO_ANSWER)


class TwilioLine:
    """Implements `campaigns.channels.Line`. Each message has a connection of its own: one that was kept open may be
    closed by the other side unnoticed, and nobody could tell what became of a message on it."""

    def open(self) -> None:
        if not (settings.TWILIO_ACCOUNT_SID and all(_credentials()) and settings.TWILIO_FROM):
            raise Unreachable("Twilio is not set up")

    def hand_over(self, text: Text) -> Handed:
        try:
            answer = _post(_form(text))
        except requests.RequestException as error:
            return _after(error)
        return _read(answer)

    def close(self) -> None:
        pass


def status_callback(text: Text) -> str:
    """Where Twilio reports what became of a message: our id of it, no number, stands in the address."""
    return settings.PUBLIC_URL + reverse("campaigns:twilio-status", args=[text.message_id])


def _post(form: dict[str, str]) -> requests.Response:
    return requests.post(
        f"{settings.TWILIO_API_URL}/2010-04-01/Accounts/{settings.TWILIO_ACCOUNT_SID}/Messages.json",
        data=form,
        auth=_credentials(),
        timeout=settings.SMS_TIMEOUT,
        allow_redirects=False,
        headers={"Accept": "application/json"},
    )


def _credentials() -> tuple[str, str]:
    if settings.TWILIO_API_KEY_SID:
        return settings.TWILIO_API_KEY_SID, settings.TWILIO_API_KEY_SECRET
    return settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN


def _form(text: Text) -> dict[str, str]:
    sender = settings.TWILIO_FROM
    return {
        "To": text.to,
        "MessagingServiceSid" if sender.startswith("MG") else "From": sender,
        "Body": text.text,
        "StatusCallback": status_callback(text),
        "ValidityPeriod": str(text.valid_for),
    }


def _after(error: requests.RequestException) -> Handed:
    if isinstance(error, requests.ConnectTimeout) or never_connected(error):
        return Handed(Verdict.TRY_LATER, trouble=Trouble.UNREACHABLE)
    return _UNKNOWN


def _read(answer: requests.Response) -> Handed:
    said = _json(answer)
    if answer.status_code == HTTPStatus.CREATED:
        return _created(said)
    if trouble := _LATER.get(answer.status_code):
        wait = asked_to_wait(answer.headers) if trouble == Trouble.BUSY else 0
        return Handed(Verdict.TRY_LATER, trouble=trouble, wait=wait)
    if answer.status_code == HTTPStatus.REQUEST_TIMEOUT:
        return _UNKNOWN
    if HTTPStatus.BAD_REQUEST <= answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        return Handed(Verdict.REJECTED, address_is=ABOUT_THE_NUMBER.get(_number(said.get("code"))))
    return _UNKNOWN


def _created(said: dict[str, Any]) -> Handed:
    sid, status = str(said.get("sid")), said.get("status")
    if not _SID.fullmatch(sid):
        return _UNKNOWN
    if status in _TURNED_DOWN:
        return Handed(Verdict.REJECTED, sid, ABOUT_THE_NUMBER.get(_number(said.get("error_code"))))
    if status not in _TAKEN:
        return Handed(Verdict.UNKNOWN, sid, trouble=Trouble.NO_ANSWER)
    return Handed(Verdict.ACCEPTED, sid)


def _json(answer: requests.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _number(value: object) -> int:
    return int(value) if isinstance(value, int | str) and str(value).isdecimal() else 0
