"""What Twilio calls: answers to text messages, and what became of ours. One signed request in, one operation out.

https://www.twilio.com/docs/messaging/guides/webhook-request · …/guides/track-outbound-message-status
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from audit.blind import phone_key
from audit.domain.actors import Actor
from audit.origin import acting_from
from campaigns.channels.addresses import BadAddress, sole_number
from campaigns.domain.reports import Report
from campaigns.domain.text_words import ANSWERED_BY_TWILIO, plain
from campaigns.domain.twilio_words import event_of, is_signed, reason_of
from campaigns.operations.inbound_texts import take_in
from campaigns.operations.tracking import record

P = ParamSpec("P")
_BY = Actor.system("sms-service")


def _signed(view: Callable[Concatenate[QueryDict, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """400 for what Twilio did not sign with our account's token; not there at all where Twilio is not set up.

    The address that was signed is the one that we gave Twilio: under PUBLIC_URL, whatever our proxy calls us.
    """

    @csrf_exempt
    @require_POST
    @wraps(view)
    def checked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.TWILIO_AUTH_TOKEN:
            raise Http404("Twilio is not set up")
        given = request.headers.get("X-Twilio-Signature", "")
        url, told = settings.PUBLIC_URL + request.get_full_path(), dict(request.POST.lists())
        if not is_signed(given, token=settings.TWILIO_AUTH_TOKEN, url=url, told=told):
            return HttpResponseBadRequest("not signed", content_type="text/plain")
        if told.get("AccountSid", [""])[0] != settings.TWILIO_ACCOUNT_SID:
            return HttpResponseBadRequest("another account's", content_type="text/plain")
        with acting_from("webhook:twilio"):
            return view(request.POST, *args, **kwargs)

    return checked


@_signed
def inbound(told: QueryDict) -> HttpResponse:
    """Somebody answered. Twilio answers some words by itself, and says so where it was told which
    (`OptOutType`): then we say nothing."""
    message_id, body = told.get("MessageSid", ""), told.get("Body", "")
    try:
        sender = sole_number(told.get("From"))
    except BadAddress:
        return HttpResponseBadRequest("no number", content_type="text/plain")
    if not message_id:
        return HttpResponseBadRequest("no message", content_type="text/plain")
    answer = take_in(by=_BY, now=timezone.now(), message_id=message_id, sender=sender, body=body)
    is_answered = "OptOutType" in told or plain(body) in ANSWERED_BY_TWILIO
    return _twiml("" if is_answered else answer)


@_signed
def status(told: QueryDict, message_id: UUID) -> HttpResponse:
    """A report on a message of ours. One whose status we do not know changes nothing."""
    reason = reason_of(told.get("ErrorCode", ""))
    now, event, sid = timezone.now(), event_of(told.get("MessageStatus", "")), told.get("MessageSid", "")
    if event and sid:
        report = Report(
            esp="twilio",
            event_type="bounced" if reason else event,
            occurred_at=now,
            event_id=sid,
            message_id=sid,
            own_id=str(message_id),
            reason=reason,
        )
        record(report, address_key=_number_key(told.get("To")), by=_BY, now=now)
    return HttpResponse(status=204)


def _number_key(number: str | None) -> bytes | None:
    """Of the number that was written to; the person may have another one by now."""
    try:
        return phone_key(sole_number(number))
    except BadAddress:
        return None


def _twiml(answer: str) -> HttpResponse:
    said = f"<Message>{escape(answer)}</Message>" if answer else ""
    return HttpResponse(f'<?xml version="1.0" encoding="UTF-8"?><Response>{said}</Response>', content_type="text/xml")
