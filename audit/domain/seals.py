"""What a seal says, and the bytes of it that are signed.

The signed bytes are a tag with a version, then JSON with sorted keys and no spaces: anybody can make them again from
the JSON alone. A seal's hash covers the signatures, too, and stands in the next seal: whoever trusts the newest seal
trusts all before it.
"""

import hashlib
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from audit.domain import merkle

TAG = b"revisit audit seal v1\n"
BEGINNING_HASH = bytes(32)  # what the first seal calls `previous`


class Kind(StrEnum):
    EVENTS = "events"
    HAND_OVER = "hand-over"
    EPOCH = "epoch"


class Position(NamedTuple):
    """Where an event stands: by transaction, then by its own id."""

    xid: int
    id: int


BEGINNING = Position(0, 0)


@dataclass(frozen=True, slots=True)
class Batch:
    """Events of one stretch, in order: `from_` inclusive, `until` exclusive."""

    from_: Position
    until: Position
    event_ids: Sequence[int] = ()
    leaves: Sequence[bytes] = field(default=(), repr=False)

    @property
    def packed_ids(self) -> bytes:
        return struct.pack(f">{len(self.event_ids)}q", *self.event_ids)

    @property
    def packed_leaves(self) -> bytes:
        return b"".join(self.leaves)


@dataclass(frozen=True, slots=True)
class Body:
    """All that is signed. `total`: events of this seal and of all before it."""

    number: int
    format: int
    kind: str
    epoch: UUID
    from_: Position
    until: Position
    events: int
    total: int
    leaves_digest: bytes
    root: bytes
    previous: bytes
    sealed_at: datetime
    key_id: str
    old_key_id: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "format": self.format,
            "kind": str(self.kind),
            "epoch": str(self.epoch),
            "from": list(self.from_),
            "until": list(self.until),
            "events": self.events,
            "total": self.total,
            "leaves_digest": self.leaves_digest.hex(),
            "root": self.root.hex(),
            "previous": self.previous.hex(),
            "sealed_at": self.sealed_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "key_id": self.key_id,
            "old_key_id": self.old_key_id,
        }

    def signed_bytes(self) -> bytes:
        return TAG + canonical(self.as_json())

    def hash(self, signature: bytes, old_signature: bytes) -> bytes:
        return hashlib.sha256(self.signed_bytes() + signature + old_signature).digest()


def canonical(content: dict[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def leaves_digest(packed_ids: bytes, packed_leaves: bytes) -> bytes:
    return hashlib.sha256(packed_ids + packed_leaves).digest()


def unpacked_ids(packed: bytes) -> list[int]:
    return list(struct.unpack(f">{len(packed) // 8}q", packed))


def unpacked_leaves(packed: bytes) -> list[bytes]:
    size = merkle.HASH_BYTES
    return [packed[at : at + size] for at in range(0, len(packed), size)]
