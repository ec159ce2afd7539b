"""Merkle trees as RFC 6962 (section 2.1) has them: SHA-256, leaves and nodes told apart by their first byte.

Whoever holds a leaf, its path and the root can recompute the root, and needs no other leaf for it.
"""

import hashlib
from collections.abc import Iterable, Sequence

LEAF, NODE = b"\x00", b"\x01"
EMPTY_ROOT = hashlib.sha256().digest()
HASH_BYTES = 32


def leaf_hashes(contents: Iterable[bytes]) -> list[bytes]:
    sha256 = hashlib.sha256
    return [sha256(LEAF + content).digest() for content in contents]


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Pairing neighbours and letting an odd last one rise gives the RFC's tree (largest power of two on the left)."""
    level = leaves
    while len(level) > 1:
        level = _level_above(level)
    return level[0] if level else EMPTY_ROOT


def path_of(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path (section 2.1.1): siblings from the leaf upwards; none where a last one rises alone."""
    path, level = [], leaves
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        level, index = _level_above(level), index >> 1
    return path


def root_by_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that this leaf at `index` of `size` leads to; None when the path has not the length it must have."""
    found, rest = leaf, list(path)
    while size > 1:
        if index ^ 1 < size:
            if not rest:
                return None
            sibling = rest.pop(0)
            found = _node(sibling, found) if index & 1 else _node(found, sibling)
        index, size = index >> 1, (size + 1) >> 1
    return None if rest else found


def _level_above(level: Sequence[bytes]) -> list[bytes]:
    sha256 = hashlib.sha256
    above = [sha256(NODE + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
    return [*above, level[-1]] if len(level) & 1 else above


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()
