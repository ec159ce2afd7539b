"""Which keys sealed this chain, and whether somebody vouches for them.

A hand-over that both keys signed ties them together: whoever vouches for one vouches for the other. A new key that no
old one let in stands alone: it must be named in AUDIT_SEAL_PUBLIC_KEYS itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit.domain.seal_keys import id_of
from audit.domain.seals import Kind
from audit.domain.verification import Finding, What
from audit.models import Seal, SealKey


@dataclass(slots=True)
class _Line:
    """Keys tied together, and the seal that the first of them begins with."""

    begins: int
    keys: list[str]


def public_keys(trusted: Mapping[str, bytes]) -> dict[str, bytes]:
    """Key id → public key, of all that may have signed. A listed key that is not what its id says is none."""
    listed = ((key.pk, bytes(key.public_key)) for key in SealKey.objects.all())
    return {key_id: public for key_id, public in listed if id_of(public) == key_id} | dict(trusted)


def untrusted(trusted: Iterable[str]) -> Finding | None:
    """The first key that nobody vouches for. Signatures of the hand-overs themselves are `links`'s to check."""
    vouched = set(trusted)
    for line in _lines():
        if vouched.isdisjoint(line.keys):
            words = f"Seal {line.begins} is signed with key {line.keys[0]}, which nobody vouches for."
            return Finding(What.KEY, words, seal=line.begins)
    return None


def _lines() -> list[_Line]:
    signed = Seal.objects.only("number", "key_id", "old_signature").order_by("number")
    first = signed.first()
    if first is None:
        return []
    lines = [_Line(first.number, [first.key_id])]
    for seal in signed.filter(kind=Kind.HAND_OVER):
        if bytes(seal.old_signature):
            lines[-1].keys.append(seal.key_id)
        else:
            lines.append(_Line(seal.number, [seal.key_id]))
    return lines
