"""What became of the mail that leads to an answer."""

from dataclasses import dataclass

from clinic.enums import NoticeKind
from clinic.models import Notice
from consent.models import RightsRequest

#: Settled outcomes of its notice; any other is on its way.
_MAIL = {
    "accepted": "accepted by the mail service",
    "delivered": "delivered",
    "bounced": "it came back",
    "complained": "marked as unwanted",
    "refused": "not allowed to leave",
    "expired": "too late to leave",
    "failed": "failed",
    "unknown": "nobody knows whether it arrived",
    "nobody-named": "there was nobody to write to",
}
_ARRIVES = frozenset({"accepted", "delivered"})


@dataclass(frozen=True, slots=True)
class Mail:
    """`is_lost`: it reached nobody, or nobody knows: the answer goes by post."""

    words: str
    is_lost: bool


def mail_of_answer(found: RightsRequest) -> Mail | None:
    """What became of the mail that tells where to read the answer; None: none was left."""
    steps = found.steps.values("pk")
    told = Notice.objects.filter(kind=NoticeKind.RIGHTS_ANSWERED, subject_id__in=steps).order_by("-created_at").first()
    if told is None:
        return None
    return Mail(_MAIL.get(told.outcome, "on its way"), told.outcome in _MAIL and told.outcome not in _ARRIVES)
