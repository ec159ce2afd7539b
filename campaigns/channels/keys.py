"""Keys by which a mail service knows a message again, so that it takes it once however often it is handed over.

Ours is the message's id: the same for each try. Which service knows what, and for how long, stands in docs/vendors.md.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

RESEND = "anymail.backends.resend.EmailBackend"
BREVO = "anymail.backends.brevo.EmailBackend"
_WITH_KEY: Mapping[str, str] = {RESEND: "campaigns.channels.resend.ResendBackend"}
#: https://resend.com/docs/dashboard/emails/idempotency-keys: kept for 24 hours. Brevo's pages say 15 minutes and 30
#: (https://developers.brevo.com/docs/heterogenous-versions-batch-emails), both less than one window may take.
_KEPT_FOR: Mapping[str, timedelta] = {RESEND: timedelta(hours=24)}
#: Longer than a window can be on its way, and clocks apart.
_SPARE = timedelta(hours=3)
#: Their words for a key that they know: an earlier request with it came in, whatever became of that one.
_KNOWN_KEY = frozenset({"invalid_idempotent_request", "concurrent_idempotent_requests", "duplicate_parameter"})


def backend_with_key(backend: str) -> str:
    """The class that stands in for an EMAIL_BACKEND whose own sends no key."""
    return _WITH_KEY.get(backend, backend)


def headers_with_key(backend: str, message_id: UUID) -> dict[str, str]:
    """Brevo takes it from among the mail's headers, a UUID."""
    return {"idempotencyKey": str(message_id)} if backend == BREVO else {}


def is_known_for(backend: str) -> timedelta | None:
    """How long after a try began another one is sure to do no harm; None: not at all."""
    kept = _KEPT_FOR.get(backend)
    return kept - _SPARE if kept else None


def known_until(backend: str, *, first: datetime | None, at: datetime) -> datetime | None:
    """Until when a mail that is put together at `at` may be on its way, whoever else tries the same; None: no limit.
    `first`: when it was tried before, if it may have left then."""
    known_for = is_known_for(backend)
    if known_for is None:
        return None
    return (first if first and first + known_for > at else at) + known_for


def is_about_the_key(said: Any) -> bool:
    """Whether a service's refusal is that it has seen the key: the message may be there."""
    words = (said.get("name"), said.get("code")) if isinstance(said, Mapping) else ()
    return any(isinstance(word, str) and word in _KNOWN_KEY for word in words)
