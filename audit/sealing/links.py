"""Whether each seal follows from the one before, and is what its signature says."""

from collections.abc import Callable, Mapping
from uuid import UUID

from audit.domain import merkle
from audit.domain.seal_keys import is_signed
from audit.domain.seals import BEGINNING, BEGINNING_HASH, Body, Kind, Position, leaves_digest, unpacked_leaves
from audit.domain.verification import Finding, What
from audit.models import Seal
from audit.sealing import chain
from audit.sealing.lines import COLUMNS


class Links:
    """Takes seals in order. Knows the last one alone."""

    def __init__(self, public: Mapping[str, bytes], first_epoch: UUID | None) -> None:
        self._public, self._epoch = public, first_epoch
        self._number, self._total, self._hash = 0, 0, BEGINNING_HASH
        self._end, self._key = BEGINNING, ""

    def fault(self, seal: Seal) -> Finding | None:
        """In words, what is wrong with it; None goes on to the next."""
        body = chain.body_of(seal)
        for rule in self._RULES:
            if words := rule(self, seal, body):
                return Finding(What.SEAL, words, seal=self._number + 1)
        self._number, self._total, self._hash = body.number, body.total, bytes(seal.hash)
        self._end, self._key, self._epoch = body.until, body.key_id, body.epoch
        return None

    def _number_follows(self, seal: Seal, body: Body) -> str:
        return "" if body.number == self._number + 1 else f"Seal {self._number + 1} is missing."

    def _previous_is_the_last(self, seal: Seal, body: Body) -> str:
        return "" if body.previous == self._hash else f"Seal {body.number} does not follow the seal before it."

    def _key_is_the_last_one(self, seal: Seal, body: Body) -> str:
        is_same = body.key_id == self._key and not body.old_key_id
        if body.kind == Kind.HAND_OVER:
            is_same = body.old_key_id == self._key
        return (
            "" if is_same or not self._key else f"Seal {body.number} is signed with a key that was not handed over to."
        )

    def _is_signed(self, seal: Seal, body: Body) -> str:
        content, by_old = body.signed_bytes(), bytes(seal.old_signature)
        is_good = self._signed(content, bytes(seal.signature), body.key_id)
        if by_old:
            is_good = is_good and body.kind == Kind.HAND_OVER and self._signed(content, by_old, body.old_key_id)
        return "" if is_good else f"Seal {body.number} was changed: its signature does not fit."

    def _signed(self, content: bytes, signature: bytes, key_id: str) -> bool:
        return key_id in self._public and is_signed(content, signature, self._public[key_id])

    def _hash_is_its_own(self, seal: Seal, body: Body) -> str:
        is_own = bytes(seal.hash) == body.hash(bytes(seal.signature), bytes(seal.old_signature))
        return "" if is_own else f"Seal {body.number} was changed: its hash is not its own."

    def _stretch_goes_on(self, seal: Seal, body: Body) -> str:
        """No event can stand between two seals."""
        if body.kind == Kind.EPOCH:
            goes_on = body.epoch != self._epoch and body.from_ == body.until == BEGINNING
        else:
            goes_on = body.epoch == self._epoch and body.from_ == self._end and _is_stretch(body)
        return "" if goes_on else f"Seal {body.number} does not begin where the seal before it ends."

    def _totals_add_up(self, seal: Seal, body: Body) -> str:
        adds_up = body.total == self._total + body.events and body.format in COLUMNS
        return "" if adds_up else f"Seal {body.number} counts wrongly."

    def _leaves_are_those_signed(self, seal: Seal, body: Body) -> str:
        ids, leaves = bytes(seal.event_ids), bytes(seal.leaves)
        is_whole = len(ids) == 8 * body.events and len(leaves) == merkle.HASH_BYTES * body.events
        is_signed_list = is_whole and leaves_digest(ids, leaves) == body.leaves_digest
        is_same = is_signed_list and merkle.root_of(unpacked_leaves(leaves)) == body.root
        return "" if is_same else f"Seal {body.number} was changed: its list of events is not the one signed."

    _RULES: tuple[Callable[["Links", Seal, Body], str], ...] = (
        _number_follows,
        _is_signed,
        _previous_is_the_last,
        _key_is_the_last_one,
        _hash_is_its_own,
        _stretch_goes_on,
        _totals_add_up,
        _leaves_are_those_signed,
    )


def _is_stretch(body: Body) -> bool:
    if body.kind == Kind.HAND_OVER:
        return body.from_ == body.until and body.events == 0
    return body.from_ < body.until and body.events > 0


def end_of(seal: Seal) -> Position:
    return Position(seal.until_xid, seal.until_id)
