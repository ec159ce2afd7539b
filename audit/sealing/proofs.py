"""That one event stands in the book, for somebody who has nothing but the proof and the public key.

How to check one without us: docs/checking-a-proof/README.md.
"""

from typing import Any

from django.db import transaction

from audit.domain import merkle, seal_keys
from audit.domain.seals import Kind, Position, unpacked_ids, unpacked_leaves
from audit.models import AuditEvent, Seal, SealKey
from audit.sealing import chain
from audit.sealing.lines import copy_lines, fix_output


class NotAsSealed(RuntimeError):
    """The event stands where a seal is, and is not what was sealed. `audit_verify` says more."""


def proof_of_event(event_id: int) -> dict[str, Any] | None:
    """The event's line, its path to the root, and the signed seal; None while no seal covers it.

    Raises `AuditEvent.DoesNotExist`, `NotAsSealed`.
    """
    epoch, xid = AuditEvent.objects.values_list("epoch", "xid").get(pk=event_id)
    at = Position(xid, event_id)
    seal = Seal.objects.raw(_COVERING, [Kind.EVENTS, epoch, *at, *at])[:1]
    return _proof(seal[0], at) if seal else None


_COVERING = """
    SELECT * FROM audit_seal WHERE kind = %s AND epoch = %s
        AND (from_xid, from_id) <= (%s, %s) AND (until_xid, until_id) > (%s, %s)
    ORDER BY from_xid DESC, from_id DESC LIMIT 1
"""


def _proof(seal: Seal, at: Position) -> dict[str, Any]:
    ids, leaves = unpacked_ids(bytes(seal.event_ids)), unpacked_leaves(bytes(seal.leaves))
    line = _line(seal, at)
    if at.id not in ids or merkle.leaf_hashes([line]) != [leaves[ids.index(at.id)]]:
        raise NotAsSealed(f"event {at.id} is not as seal {seal.number} has it")
    index = ids.index(at.id)
    return {
        "proof": 1,
        "line": line.decode(),
        "index": index,
        "size": len(leaves),
        "path": [sibling.hex() for sibling in merkle.path_of(leaves, index)],
        "seal": chain.body_of(seal).as_json(),
        "signature": bytes(seal.signature).hex(),
        "public_key": seal_keys.text_of(bytes(SealKey.objects.get(pk=seal.key_id).public_key)),
    }


def _line(seal: Seal, at: Position) -> bytes:
    with transaction.atomic():
        fix_output()
        (line,) = copy_lines(seal.epoch, at, Position(at.xid, at.id + 1), format_=seal.format)
    return line
