"""What the sealer remembers outside the database: the last seal it made.

Whoever owns the tables can remove seals, but not this file. So a sealer builds on the seal it made last and on no
other, and a rewritten book is never signed again. The file is written after the commit: whoever is killed between the
two is one seal ahead, which the signature on that seal makes good.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from audit.domain.seal_keys import SigningKey, is_signed
from audit.domain.seals import BEGINNING_HASH
from audit.models import Seal
from audit.sealing import chain


class ChainNotRemembered(RuntimeError):
    """The book's newest seal is not the one this sealer made last."""


@dataclass(frozen=True, slots=True)
class Remembered:
    number: int = 0
    hash: bytes = BEGINNING_HASH
    epoch: str = ""


NOTHING = Remembered()


class Memory:
    """One file. Only inside `held` may it be read and written."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Whether it is ours alone until the block ends. Whoever is killed lets go."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.with_name(f"{self._path.name}.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def read(self) -> Remembered:
        """`NOTHING` where there is no file. Raises `ChainNotRemembered` for one that cannot be understood."""
        if not self._path.exists():
            return NOTHING
        try:
            content = json.loads(self._path.read_text())
            return Remembered(int(content["number"]), bytes.fromhex(content["hash"]), str(content["epoch"]))
        except (ValueError, TypeError, KeyError):
            raise ChainNotRemembered(f"{self._path} does not say which seal was the last one. {_MEND}") from None

    def write(self, seal: Seal) -> None:
        """On the disk before it counts; the old content or the new, never half of one."""
        content = {"number": seal.number, "hash": bytes(seal.hash).hex(), "epoch": str(seal.epoch)}
        fresh = self._path.with_name(f"{self._path.name}.new")
        with fresh.open("w") as file:
            file.write(json.dumps(content))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        _sync_folder(self._path.parent)


def of_settings() -> Memory:
    return Memory(Path(settings.AUDIT_SEALER_STATE))


def require_remembered(head: Seal | None, remembered: Remembered, keys: Sequence[SigningKey]) -> None:
    """Raises `ChainNotRemembered` unless `head` is the seal remembered, or the one made right after it."""
    if head is None and remembered == NOTHING:
        return
    if head is None:
        raise ChainNotRemembered(f"The book has no seal, and seal {remembered.number} was made before. {_MEND}")
    if not _is_whole(head) or not (_is_the_one(head, remembered) or _is_next(head, remembered, keys)):
        raise ChainNotRemembered(
            f"The book's newest seal, {head.number}, is not the one made last, {remembered.number}. {_MEND}"
        )


def is_made_by(seal: Seal, key: SigningKey) -> bool:
    signed = is_signed(chain.body_of(seal).signed_bytes(), bytes(seal.signature), key.public)
    return seal.key_id == key.id and signed and _is_whole(seal)


def _is_whole(seal: Seal) -> bool:
    return bytes(seal.hash) == chain.body_of(seal).hash(bytes(seal.signature), bytes(seal.old_signature))


def _is_the_one(head: Seal, remembered: Remembered) -> bool:
    return (head.number, bytes(head.hash)) == (remembered.number, remembered.hash)


def _is_next(head: Seal, remembered: Remembered, keys: Sequence[SigningKey]) -> bool:
    follows = (head.number, bytes(head.previous)) == (remembered.number + 1, remembered.hash)
    return follows and any(is_made_by(head, key) for key in keys)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_MEND = (
    "Nothing is sealed before somebody has looked: run audit_verify with the anchors kept outside. Where the database"
    " was restored, or the file AUDIT_SEALER_STATE was lost: audit_sealer --once --take-up, which leaves a mark in the"
    " chain."
)
