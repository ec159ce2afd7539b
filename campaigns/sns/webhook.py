"""Where SNS brings what Amazon SES reports. One verified notification in, anymail's events out.

In the place of anymail's own address, which believes whoever knows the webhook's password.
"""

import logging
from datetime import datetime, timedelta

import requests
from anymail.webhooks.amazon_ses import AmazonSESTrackingWebhookView
from anymail.webhooks.base import AnymailBaseWebhookView
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from audit import strangers
from campaigns.domain.sns_words import CONFIRMATION, NOTIFICATION, Note, Refused, check, read
from campaigns.models import SnsMessage
from campaigns.sns.certificates import CERTIFICATES, CannotFetch
from clinic.vendor_webhooks import only_when_configured

_log = logging.getLogger(__name__)
_KEPT_FOR = timedelta(days=1)
_SECONDS = 10
_RAW = "raw message delivery has no signature: turn it off for this subscription"


class _Reports(AmazonSESTrackingWebhookView):
    """anymail's reading of them. Nothing is asked of Amazon on the way: no account, no library of theirs."""

    def __init__(self, **kwargs: object) -> None:
        AnymailBaseWebhookView.__init__(self, **kwargs)


_reports = only_when_configured(_Reports.as_view())


@csrf_exempt
@require_POST
def notified(request: HttpRequest) -> HttpResponse:
    """400 for what SNS did not sign, or not for us, or not within this hour; 503 while its certificate cannot be had:
    SNS tries again. The same notification again changes nothing. Not there at all where no topic is set up.
    """
    if not settings.SNS_TOPIC_ARNS:
        raise Http404("Amazon SNS is not set up")
    now = timezone.now()
    try:
        note = read(request.body)
        check(note, topics=settings.SNS_TOPIC_ARNS, now=now)
        CERTIFICATES.verify(note, now=now)
    except Refused as refused:
        _log.warning("a notification of SNS was refused: %s", _RAW if _is_raw(request) else refused)
        strangers.record_refusal()
        return HttpResponseBadRequest("not signed", content_type="text/plain")
    except CannotFetch as trouble:
        _log.warning("a certificate of SNS cannot be had: %s", trouble)
        return HttpResponse("later", status=503, content_type="text/plain")
    if note.type == NOTIFICATION:
        return _once(request, note, now)
    return _confirmed(note) if note.type == CONFIRMATION else HttpResponse()


def _is_raw(request: HttpRequest) -> bool:
    """https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html"""
    return request.headers.get("x-amz-sns-rawdelivery", "").lower() == "true"


@transaction.atomic
def _once(request: HttpRequest, note: Note, now: datetime) -> HttpResponse:
    """Noted only together with what it reports: what could not be taken comes again."""
    SnsMessage.objects.filter(received_at__lt=now - _KEPT_FOR).delete()
    _, is_new = SnsMessage.objects.get_or_create(message_id=note.message_id, defaults={"received_at": now})
    if not is_new:
        return HttpResponse("seen", content_type="text/plain")
    answer = _reports(request)
    if answer.status_code != 200:
        transaction.set_rollback(True)
    return answer


def _confirmed(note: Note) -> HttpResponse:
    """Only where the settings say so, for the moment in which the topic is set up."""
    if not settings.SNS_CONFIRM_SUBSCRIPTIONS:
        _log.warning("SNS asks to confirm a subscription: set SNS_CONFIRM_SUBSCRIPTIONS, and let it ask again")
        return HttpResponse("not now", status=403, content_type="text/plain")
    try:
        answer = requests.get(note.subscribe_url, timeout=_SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        _log.warning("a subscription of SNS cannot be confirmed: %s", type(error).__name__)
        return HttpResponse("later", status=503, content_type="text/plain")
    _log.warning("a subscription of SNS was confirmed: answered %s", answer.status_code)
    return HttpResponse(status=200 if answer.status_code == 200 else 503)
