"""Whether what was told outside is still what the book says."""

from collections.abc import Mapping, Sequence

from django.db.models import Max

from audit.domain.anchors import Anchor
from audit.domain.verification import Finding, What
from audit.models import AnchorReceipt, Seal


def contradiction(anchors: Sequence[Anchor], last: int, public: Mapping[str, bytes]) -> Finding | None:
    """The first anchor that is no seal of this chain, whose last seal is `last`. The chain itself was read before."""
    hashes = dict(Seal.objects.filter(number__in=[anchor.seal for anchor in anchors]).values_list("number", "hash"))
    for anchor in anchors:
        if anchor.seal in hashes and bytes(hashes[anchor.seal]).hex() == anchor.hash:
            continue
        return _finding(anchor, last, public)
    return _newer_receipt(last)


def _finding(anchor: Anchor, last: int, public: Mapping[str, bytes]) -> Finding:
    key = public.get(anchor.key_id)
    if key is None or not anchor.is_signed_by(key):
        words = f"The anchor of seal {anchor.seal} is signed by no key of this book, and the book does not fit it."
        return Finding(What.ANCHOR, words, seal=anchor.seal)
    if anchor.seal > last:
        words = (
            f"The end is cut off: seal {anchor.seal} was anchored at {anchor.sealed_at}, and the last one is {last}."
        )
        return Finding(What.TRUNCATED, words, seal=last + 1)
    return Finding(What.ANCHOR, f"Seal {anchor.seal} is not the one that was anchored.", seal=anchor.seal)


def _newer_receipt(last: int) -> Finding | None:
    newest = AnchorReceipt.objects.filter(problem="").aggregate(newest=Max("seal"))["newest"]
    if newest is None or newest <= last:
        return None
    words = f"The end is cut off: an outside place was told about seal {newest}, and the last one is {last}."
    return Finding(What.TRUNCATED, words, seal=last + 1)
