"""What an error that anymail raises tells of a message: taken, turned down, to be tried later, or unknown."""

from collections.abc import Mapping

import requests
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused

from campaigns.channels import Handed, Trouble, Verdict
from campaigns.channels.connections import asked_to_wait, never_connected
from campaigns.channels.keys import is_about_the_key

#: It is about our key or our account, or about the load, not about this message, and nothing of it was taken.
_TURNED_AWAY, _BUSY = frozenset({401, 402, 403, 404, 407}), frozenset({429, 503})
#: The same in Amazon SES's words, most of which come with 400
#: (https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html).
_SES_BUSY = frozenset({"LimitExceededException", "TooManyRequestsException", "ThrottlingException", "Throttling"})
_SES_TURNED_AWAY = frozenset(
    {
        *("AccountSuspendedException", "SendingPausedException", "MailFromDomainNotVerifiedException"),
        *("AccessDeniedException", "ExpiredTokenException", "UnrecognizedClientException"),
        *("InvalidClientTokenId", "SignatureDoesNotMatch", "IncompleteSignature", "RequestExpired"),
    }
)
#: The other side had part of the request, and perhaps all (RFC 9110, 15.5.9).
_GAVE_UP_WAITING = 408


def after_vendor_error(error: AnymailError) -> Handed:
    """401, 403, 429, 503: later. Other 4xx: turned down. Anything else that came back, nothing at all after a
    connection was there, or that the service has had this message's key: unknown, and never sent again blindly."""
    if isinstance(error, AnymailRecipientsRefused):
        return Handed(Verdict.REJECTED)
    if isinstance(error, requests.ConnectTimeout) or never_connected(error):
        return Handed(Verdict.TRY_LATER, trouble=Trouble.UNREACHABLE)
    if not isinstance(error, AnymailAPIError):
        # It was never sent: anymail could not say it in the service's words.
        return Handed(Verdict.REJECTED)
    code, word = _answered(error)
    if code in _BUSY or word in _SES_BUSY:
        return Handed(Verdict.TRY_LATER, trouble=Trouble.BUSY, wait=asked_to_wait(_headers(error)))
    if code in _TURNED_AWAY or word in _SES_TURNED_AWAY:
        return Handed(Verdict.TRY_LATER, trouble=Trouble.TURNED_AWAY)
    if 400 <= code < 500 and is_about_the_key(_told(error)):
        return Handed(Verdict.UNKNOWN)
    if 400 <= code < 500 and code != _GAVE_UP_WAITING:
        return Handed(Verdict.REJECTED)
    return Handed(Verdict.UNKNOWN, trouble=Trouble.NO_ANSWER)


def _headers(error: AnymailAPIError) -> Mapping[str, str]:
    return getattr(getattr(error, "response", None), "headers", None) or {}


def _told(error: AnymailAPIError) -> object:
    try:
        said: object = error.response.json()
    except (AttributeError, ValueError):
        return None
    return said


def _answered(error: AnymailAPIError) -> tuple[int, str]:
    """The answer's status and Amazon's word for it; 0 where there was none. boto3 keeps its answers apart."""
    response = getattr(error, "response", None)
    if isinstance(response, Mapping):
        told, what = response.get("ResponseMetadata") or {}, response.get("Error") or {}
        return int(told.get("HTTPStatusCode") or 0), str(what.get("Code") or "")
    return int(error.status_code or 0), ""
