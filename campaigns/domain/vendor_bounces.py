"""How lasting a bounce is that a mail service reports: its own word for it, and what the other side answered.

anymail says `bounced` of soft and hard ones alike, so neither its reason nor a 5 in front of a code is enough.
"""

from collections.abc import Mapping
from typing import Any

from campaigns.domain.bounce_kinds import HARD, SOFT, Kind
from campaigns.domain.bounce_verdicts import Verdict, judged

#: anymail's reasons of a bounce that may be for good.
_MAY_BE_FOR_GOOD = frozenset({"bounced", "invalid"})
_MAY_PASS = frozenset({"timed_out", "other", ""})
#: Where services put their own word: Brevo and Mandrill `event`, Postmark `Type`, SES `bounceType`, Mailgun `severity`,
#: SendGrid `type`, Mailjet `hard_bounce`.
_PLACES = ("event", "Type", "bounceType", "severity", "type", "bounce_class")
_SOFT_WORDS = frozenset(
    {"soft_bounce", "softbounce", "transient", "undetermined", "temporary", "soft", "blocked", "dnserror"}
)
#: Kinds that an answer alone cannot tell from a filter's; a service that has seen more may.
_UNSURE = frozenset({Kind.UNDEFINED, Kind.FILTERED})


def weighed(event_type: str, reason: str, *, answer: str, told: Mapping[str, Any]) -> Verdict:
    """`answer`: what the other side said, as far as the service hands it on; `told`: the service's own report."""
    verdict = judged(answer)
    if event_type not in {"bounced", "rejected"}:
        return Verdict(event_type, verdict.kind, reason=reason, status=verdict.status, reply=verdict.reply)
    kind = verdict.kind if answer else Kind.UNDEFINED
    severity = _severity(reason, verdict if answer else None, told)
    return Verdict(event_type, kind, severity, reason, verdict.status, verdict.reply)


def _severity(reason: str, verdict: Verdict | None, told: Mapping[str, Any]) -> str:
    is_soft = _says_soft(told)
    if reason in _MAY_BE_FOR_GOOD:
        if verdict is None or verdict.kind in _UNSURE:
            return SOFT if is_soft else HARD
        return SOFT if is_soft and verdict.severity == HARD else verdict.severity
    if reason in _MAY_PASS:
        return verdict.severity and SOFT if verdict else SOFT
    return ""


def _says_soft(told: Mapping[str, Any]) -> bool:
    inner = told.get("bounce")
    places = [told, inner] if isinstance(inner, Mapping) else [told]
    words = {str(place.get(name, "")).lower() for place in places for name in _PLACES}
    return bool(words & _SOFT_WORDS) or told.get("hard_bounce") is False
