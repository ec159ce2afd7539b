"""Telling the places outside about the newest seal. One that fails stops none of the others, and is tried again."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from audit.domain.anchors import Anchor, signed
from audit.domain.seal_keys import SigningKey
from audit.models import AnchorReceipt, Seal
from audit.sealing import chain
from audit.sealing.anchors.place import AnchorFailed, Place

_log = logging.getLogger(__name__)
#: How far the clocks of two machines may differ.
CLOCKS_APART = timedelta(seconds=60)
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=20), timedelta(minutes=10)


def tell(places: Sequence[Place], key: SigningKey, now: datetime) -> list[AnchorReceipt]:
    """Every place that is due: there is a newer seal than it knows, and it wants to hear of one again by now.

    No transaction is open while a place is told. A receipt is written either way, and the database stamps its moment:
    `now` is by that clock, too.
    """
    head = chain.head()
    if head is None:
        return []
    due = [place for place in places if _is_due(place, head, now)]
    return [_tell(place, anchor_of(head, key)) for place in due]


def anchor_of(head: Seal, key: SigningKey) -> Anchor:
    body = chain.body_of(head).as_json()
    return signed(
        Anchor(
            seal=head.number,
            hash=bytes(head.hash).hex(),
            events=head.total,
            epoch=body["epoch"],
            sealed_at=body["sealed_at"],
            key_id=key.id,
        ),
        key,
    )


def _is_due(place: Place, head: Seal, now: datetime) -> bool:
    tries = AnchorReceipt.objects.filter(can_be(head.number, now), place=place.name).order_by("-tried_at", "-id")
    taken = tries.filter(problem="").first()
    failed = tries.filter(tried_at__gt=taken.tried_at) if taken else tries
    if last_failure := failed.first():
        return now - last_failure.tried_at >= _wait_after(failed.count())
    return taken is None or (taken.seal < head.number and now - taken.tried_at >= place.every)


def can_be(head: int, now: datetime) -> Q:
    """Receipts that name a seal already made and a moment that has come. Whoever can write another one could else keep
    a place from being told."""
    return Q(seal__lte=head, tried_at__lte=now + CLOCKS_APART)


def _wait_after(failures: int) -> timedelta:
    """Twice as long after each failure in a row."""
    return min(_FIRST_WAIT * 2 ** min(failures - 1, 10), _LONGEST_WAIT)


def _tell(place: Place, anchor: Anchor) -> AnchorReceipt:
    problem = ""
    try:
        place.tell(anchor)
    except AnchorFailed as error:
        problem = str(error)[:200] or type(error).__name__
        _log.warning("the anchor of seal %s did not reach %s: %s", anchor.seal, place.name, problem)
    return AnchorReceipt.objects.create(place=place.name, seal=anchor.seal, problem=problem)
