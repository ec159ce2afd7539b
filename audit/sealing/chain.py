"""Seals as rows, and as what they say."""

from audit.domain.seals import BEGINNING_HASH, Body, Position
from audit.models import Seal

#: All columns but the long ones.
SHORT = (
    "number", "format", "kind", "epoch", "from_xid", "from_id", "until_xid", "until_id", "events", "total",
    "leaves_digest", "root", "previous", "sealed_at", "key_id", "signature", "old_key_id", "old_signature", "hash",
)  # fmt: skip


def head() -> Seal | None:
    """The newest seal, without its leaves."""
    return Seal.objects.only(*SHORT).order_by("-number").first()


def body_of(seal: Seal) -> Body:
    return Body(
        number=seal.number,
        format=seal.format,
        kind=seal.kind,
        epoch=seal.epoch,
        from_=Position(seal.from_xid, seal.from_id),
        until=Position(seal.until_xid, seal.until_id),
        events=seal.events,
        total=seal.total,
        leaves_digest=bytes(seal.leaves_digest),
        root=bytes(seal.root),
        previous=bytes(seal.previous),
        sealed_at=seal.sealed_at,
        key_id=seal.key_id,
        old_key_id=seal.old_key_id,
    )


def hash_of(seal: Seal | None) -> bytes:
    return bytes(seal.hash) if seal else BEGINNING_HASH
