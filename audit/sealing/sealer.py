"""Sealing what is committed, exactly once.

1. One transaction a seal; an advisory lock lets one sealer work at a time, and the number is unique besides. Whoever
   is killed in the middle leaves nothing.
2. A transaction whose id is below the snapshot's xmin is over: its events are all visible, and none will come.
   So writers never wait for a sealer, and a late commit is never missed.
3. A seal goes on where the last one ended, for at most `MOST_EVENTS`. A new epoch begins with a seal that says so,
   once all of the epoch before is sealed.
4. Nothing new, no seal.
5. Only on top of the seal made last, which is remembered outside the database (`memory`).
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from audit.domain import merkle
from audit.domain.seal_keys import SigningKey
from audit.domain.seals import BEGINNING, Batch, Body, Kind, Position, leaves_digest
from audit.models import Epoch, Seal, SealKey
from audit.sealing import chain, memory
from audit.sealing.lines import FORMAT, copy_lines, event_id, fix_output, position

MOST_EVENTS = 8192  # keeps a seal's leaves under half a megabyte, however large a transaction or a backlog is
LOCK = 0x5EA1  # of this database


class KeyNotHandedOver(RuntimeError):
    """The last seal was made with a key that this sealer does not have."""


class DatabaseWentBack(RuntimeError):
    """Transaction ids are below what is sealed: this is an older copy of the database, or another server."""


@dataclass(frozen=True, slots=True)
class _Horizon:
    """Of the transaction's snapshot. Below `oldest` all transactions are over; `next` is not given out yet."""

    oldest: int
    next: int
    now: datetime


def seal_next(keys: list[SigningKey], *, without_old_key: bool = False) -> Seal | None:
    """The next seal, committed and remembered; None when there is nothing to seal, or another sealer is at it.

    `without_old_key` starts a new key that no old one vouches for: verifiers must name it themselves.
    Raises `KeyNotHandedOver`, `DatabaseWentBack`, `ChainNotRemembered`.
    """
    own = memory.of_settings()
    with own.held() as is_ours:
        return _next_remembered(keys, own, without_old_key) if is_ours else None


def _next_remembered(keys: list[SigningKey], own: memory.Memory, without_old_key: bool) -> Seal | None:
    remembered = own.read()
    with transaction.atomic():
        if not _is_ours_to_seal():
            return None
        last = chain.head()
        memory.require_remembered(last, remembered, keys)
        made = _next(last, keys, without_old_key)
    newest = made or last
    if newest and newest.number != remembered.number:
        own.write(newest)
    return made


def _next(last: Seal | None, keys: list[SigningKey], without_old_key: bool) -> Seal | None:
    fix_output()
    horizon = _horizon()
    if last and last.key_id != keys[0].id:
        return _hand_over(last, keys, horizon, without_old_key)
    return _seal_events(last, keys[0], horizon) or _open_next_epoch(last, keys[0], horizon)


def take_up(keys: list[SigningKey]) -> Seal | None:
    """Go on from the book's newest seal although another one is remembered: after a restore, or a lost memory.

    Leaves a mark in the chain for good: a hand-over of the key to itself, which verification tells.
    None while another sealer is at it. Raises `ChainNotRemembered` where the newest seal is not signed by `keys`.
    """
    own = memory.of_settings()
    with own.held() as is_ours:
        if not is_ours:
            return None
        with transaction.atomic():
            made = _marked(chain.head(), keys[0]) if _is_ours_to_seal() else None
        if made:
            own.write(made)
        return made


def _marked(last: Seal | None, key: SigningKey) -> Seal:
    if last and not memory.is_made_by(last, key):
        raise memory.ChainNotRemembered(f"Seal {last.number}, the newest, is not as key {key.id} signed it.")
    end, epoch = _end_of(last), _epoch_of(last).pk
    return _write(Kind.HAND_OVER, epoch, Batch(end, end), last, key, _horizon().now, key.id, key)


def _is_ours_to_seal() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _horizon() -> _Horizon:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint, clock_timestamp()"
            " FROM pg_current_snapshot() s"
        )
        return _Horizon(*cursor.fetchone())


def _hand_over(last: Seal, keys: list[SigningKey], horizon: _Horizon, without_old_key: bool) -> Seal:
    old = next((key for key in keys if key.id == last.key_id), None)
    if old is None and not without_old_key:
        raise KeyNotHandedOver(
            f"Seal {last.number} was made with key {last.key_id}, which is not in AUDIT_SEAL_KEY. To hand over, name"
            f" both, the new one first. Where the old one is lost: audit_sealer --without-old-key."
        )
    end = _end_of(last)
    return _write(Kind.HAND_OVER, last.epoch, Batch(end, end), last, keys[0], horizon.now, last.key_id, old)


def _seal_events(last: Seal | None, key: SigningKey, horizon: _Horizon) -> Seal | None:
    epoch, begin = _epoch_of(last), _end_of(last)
    is_over = _following(epoch) is not None
    if not is_over and begin.xid > horizon.next:
        raise DatabaseWentBack(
            f"Transactions are sealed until {begin.xid}, and the next one will be {horizon.next}: this database was"
            " restored. Open a new epoch (audit_open_epoch), so that one chain is closed and the next begins."
        )
    batch = _batch(epoch, begin, _end_of_old(epoch, horizon) if is_over else horizon.oldest)
    return _write(Kind.EVENTS, epoch.pk, batch, last, key, horizon.now) if batch.event_ids else None


def _open_next_epoch(last: Seal | None, key: SigningKey, horizon: _Horizon) -> Seal | None:
    """Once all of the epoch before is sealed."""
    epoch = _epoch_of(last)
    following = _following(epoch)
    if following is None or next(copy_lines(epoch.pk, _end_of(last), None, limit=1), None):
        return None
    return _write(Kind.EPOCH, following.pk, Batch(BEGINNING, BEGINNING), last, key, horizon.now)


def _epoch_of(last: Seal | None) -> Epoch:
    return Epoch.objects.get(pk=last.epoch) if last else Epoch.objects.earliest("opened_at", "id")


def _end_of(last: Seal | None) -> Position:
    return Position(last.until_xid, last.until_id) if last else BEGINNING


def _following(epoch: Epoch) -> Epoch | None:
    later = Q(opened_at__gt=epoch.opened_at) | Q(opened_at=epoch.opened_at, id__gt=epoch.pk)
    return Epoch.objects.filter(later).order_by("opened_at", "id").first()


def _end_of_old(epoch: Epoch, horizon: _Horizon) -> int:
    """Where an epoch that is over may be sealed to.

    Ids that this server has not given out are another server's, from before a restore: all is committed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(xid) FROM audit_event WHERE epoch = %s", [epoch.pk])
        newest = cursor.fetchone()[0] or 0
    return newest + 1 if newest >= horizon.next else horizon.oldest


def _batch(epoch: Epoch, begin: Position, end: int) -> Batch:
    until = Position(end, 0)
    lines = list(islice(copy_lines(epoch.pk, begin, until, limit=MOST_EVENTS), MOST_EVENTS))
    if len(lines) == MOST_EVENTS:
        last = position(lines[-1])
        until = Position(last.xid, last.id + 1)
    return Batch(begin, until, [event_id(line) for line in lines], merkle.leaf_hashes(lines))


def _write(
    kind: Kind,
    epoch: UUID,
    batch: Batch,
    last: Seal | None,
    key: SigningKey,
    now: datetime,
    old_key_id: str = "",
    old_key: SigningKey | None = None,
) -> Seal:
    ids, leaves = batch.packed_ids, batch.packed_leaves
    events = len(batch.event_ids)
    body = Body(
        number=last.number + 1 if last else 1,
        format=FORMAT,
        kind=kind,
        epoch=epoch,
        from_=batch.from_,
        until=batch.until,
        events=events,
        total=events + (last.total if last else 0),
        leaves_digest=leaves_digest(ids, leaves),
        root=merkle.root_of(batch.leaves),
        previous=chain.hash_of(last),
        sealed_at=now,
        key_id=key.id,
        old_key_id=old_key_id,
    )
    _list(key, now)
    return _row(body, ids, leaves, key.sign(body.signed_bytes()), old_key.sign(body.signed_bytes()) if old_key else b"")


def _row(body: Body, ids: bytes, leaves: bytes, signature: bytes, old_signature: bytes) -> Seal:
    return Seal.objects.create(
        number=body.number,
        format=body.format,
        kind=body.kind,
        epoch=body.epoch,
        from_xid=body.from_.xid,
        from_id=body.from_.id,
        until_xid=body.until.xid,
        until_id=body.until.id,
        events=body.events,
        total=body.total,
        event_ids=ids,
        leaves=leaves,
        leaves_digest=body.leaves_digest,
        root=body.root,
        previous=body.previous,
        sealed_at=body.sealed_at,
        key_id=body.key_id,
        signature=signature,
        old_key_id=body.old_key_id,
        old_signature=old_signature,
        hash=body.hash(signature, old_signature),
    )


def _list(key: SigningKey, now: datetime) -> None:
    if not SealKey.objects.filter(pk=key.id).exists():
        SealKey.objects.create(id=key.id, public_key=key.public, listed_at=now)
