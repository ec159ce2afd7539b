"""Ways to bend a sealed book, each at random. Run by the owner of the tables, with the triggers off."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

import psycopg

Session = psycopg.Connection
_FREE = 10**15  # an id that no event has

_VALUES = {
    "occurred_at": "occurred_at + interval '1 second'",
    "xid": "xid + 1",
    "epoch": "gen_random_uuid()",
    "word": "CASE word WHEN 'reveal' THEN 'list' ELSE 'reveal' END",
    "actor_kind": "actor_kind || 'x'",
    "actor_id": "gen_random_uuid()::text",
    "actor_role": "actor_role || 'x'",
    "purpose": "purpose || 'x'",
    "people": "people || gen_random_uuid()",
    "fields": "fields || '{x}'",
    "categories": "categories || '{x}'",
    "saw_protected": "NOT saw_protected",
    "outcome": "CASE outcome WHEN 'granted' THEN 'denied' ELSE 'granted' END",
    "place": "place || 'x'",
    "address": "'10.1.2.3'::inet + id",
    "details": "details || '{\"x\": 1}'",
}
_SEAL_VALUES = {
    "format": "format + 1",
    "kind": "CASE kind WHEN 'events' THEN 'epoch' ELSE 'events' END",
    "epoch": "gen_random_uuid()",
    "from_xid": "from_xid + 1",
    "from_id": "from_id + 1",
    "until_xid": "until_xid + 1",
    "until_id": "until_id + 1",
    "events": "events + 1",
    "total": "total + 1",
    "event_ids": "event_ids || '\\x0000000000000001'::bytea",
    "leaves": "sha256(leaves)",
    "leaves_digest": "sha256(leaves_digest)",
    "root": "sha256(root)",
    "previous": "sha256(previous)",
    "sealed_at": "sealed_at + interval '1 second'",
    "key_id": "substr(md5(key_id), 1, 16)",
    "signature": "sha512(signature)",
    "old_key_id": "substr(md5(old_key_id), 1, 16)",
    "old_signature": "sha512(old_signature)",
    "hash": "sha256(hash)",
    "number": "number + 1000000",
}


@dataclass(frozen=True, slots=True)
class Mutation:
    """What was done, and which event (any of `events`) or seal must be named. Empty: naming is not asked for."""

    words: str
    events: tuple[int, ...] = ()
    seal: int | None = None
    needs_anchor: bool = False
    seal_again: bool = False
    ask_the_sealer: bool = False

    def is_named_by(self, first_bad: Mapping[str, Any]) -> bool:
        if self.events:
            return first_bad["event"] in self.events
        return self.seal is None or first_bad["seal"] == self.seal


def modify(session: Session, dice: Random) -> Mutation:
    column, (event,) = dice.choice(list(_VALUES)), _events(session, dice, 1)
    session.execute(f"UPDATE audit_event SET {column} = {_VALUES[column]} WHERE id = %s".encode(), [event])  # noqa: S608
    return Mutation(f"{column} of event {event}", (event,))


def delete(session: Session, dice: Random) -> Mutation:
    (event,) = _events(session, dice, 1)
    session.execute("DELETE FROM audit_event WHERE id = %s", [event])
    return Mutation(f"event {event} deleted", (event,))


def insert(session: Session, dice: Random) -> Mutation:
    """A copy of one, among the sealed ones: of this life, or of one that never was."""
    (event,), new = _events(session, dice, 1), dice.randint(10**6, 10**9)
    epoch = dice.choice(("epoch", "gen_random_uuid()"))
    columns = ", ".join(name for name in _VALUES if name != "epoch")
    session.execute(
        f"INSERT INTO audit_event (id, epoch, {columns}) OVERRIDING SYSTEM VALUE"  # noqa: S608
        f" SELECT %s, {epoch}, {columns} FROM audit_event WHERE id = %s".encode(),
        [new, event],
    )
    return Mutation(f"event {new} like {event}, {epoch}", (new,))


def reorder(session: Session, dice: Random) -> Mutation:
    """Two events change places in time: their transactions are exchanged, or their ids."""
    one, other = _two_of_different_transactions(session, dice)
    if dice.random() < 0.5:
        _exchange(session, one, other, "xid")
    else:
        session.execute("UPDATE audit_event SET id = %s WHERE id = %s", [_FREE, one])
        session.execute("UPDATE audit_event SET id = %s WHERE id = %s", [one, other])
        session.execute("UPDATE audit_event SET id = %s WHERE id = %s", [other, _FREE])
    return Mutation(f"events {one} and {other} exchanged in order", (one, other))


def swap(session: Session, dice: Random) -> Mutation:
    """Who did it is exchanged between two events."""
    one, other = _two_of_different_transactions(session, dice)
    _exchange(session, one, other, "actor_id")
    return Mutation(f"actors of {one} and {other} exchanged", (one, other))


def truncate_tail(session: Session, dice: Random) -> Mutation:
    """The last seals go, with their events and every receipt of them."""
    last = _one(session, "SELECT max(number) FROM audit_seal")
    kept = dice.randint(last - min(20, last - 1), last - 1)
    session.execute(_DELETE_SEALED_AFTER, [kept])
    session.execute("DELETE FROM audit_seal WHERE number > %s", [kept])
    session.execute("DELETE FROM audit_anchor_receipt WHERE seal > %s", [kept])
    session.execute("DELETE FROM audit_epoch WHERE id NOT IN (SELECT epoch FROM audit_seal)")
    return Mutation(f"cut off after seal {kept}", seal=kept + 1, needs_anchor=True)


_DELETE_SEALED_AFTER = """
    DELETE FROM audit_event e USING audit_seal s
    WHERE s.number > %s AND e.epoch = s.epoch AND (e.xid, e.id) >= (s.from_xid, s.from_id)
        AND (e.xid, e.id) < (s.until_xid, s.until_id)
"""


def rewrite_seal(session: Session, dice: Random) -> Mutation:
    """Any column of any seal."""
    column = dice.choice(list(_SEAL_VALUES))
    number = dice.randint(1, _one(session, "SELECT max(number) FROM audit_seal"))
    session.execute(f"UPDATE audit_seal SET {column} = {_SEAL_VALUES[column]} WHERE number = %s".encode(), [number])  # noqa: S608
    return Mutation(f"{column} of seal {number}", seal=number)


def rewrite_all(session: Session, dice: Random) -> Mutation:
    """One event is changed; then everything is sealed again from the start, with a key of somebody's own."""
    done = modify(session, dice) if dice.random() < 0.5 else delete(session, dice)
    session.execute("TRUNCATE audit_seal, audit_seal_key, audit_anchor_receipt")
    if dice.random() < 0.5:
        session.execute("UPDATE audit_event SET epoch = (SELECT id FROM audit_epoch ORDER BY opened_at LIMIT 1)")
        session.execute("DELETE FROM audit_epoch WHERE id NOT IN (SELECT epoch FROM audit_event)")
    return Mutation(f"{done.words}, all sealed again", seal=1, seal_again=True)


def rewrite_through_the_sealer(session: Session, dice: Random) -> Mutation:
    """Seals and receipts are gone, an event with them: the true sealer is to sign what is left with the true key."""
    kept = dice.choice([0, dice.randint(0, _one(session, "SELECT max(number) - 1 FROM audit_seal"))])
    session.execute("DELETE FROM audit_seal WHERE number > %s", [kept])
    session.execute("DELETE FROM audit_anchor_receipt")
    done = delete(session, dice)
    return Mutation(f"{done.words}, no seal after {kept}", needs_anchor=True, ask_the_sealer=True)


MUTATIONS: Mapping[str, Callable[[Session, Random], Mutation]] = {
    "modify": modify,
    "delete": delete,
    "insert": insert,
    "reorder": reorder,
    "swap": swap,
    "truncate the tail": truncate_tail,
    "rewrite a seal": rewrite_seal,
    "rewrite all with another key": rewrite_all,
    "rewrite with the same key through the sealer": rewrite_through_the_sealer,
}


def _events(session: Session, dice: Random, count: int) -> list[int]:
    ids = [event for (event,) in session.execute("SELECT id FROM audit_event ORDER BY id")]
    return dice.sample(ids, count)


def _two_of_different_transactions(session: Session, dice: Random) -> tuple[int, int]:
    rows = session.execute("SELECT id, xid, actor_id FROM audit_event ORDER BY id").fetchall()
    one = dice.choice(rows)
    other = dice.choice([row for row in rows if row[1] != one[1] and row[2] != one[2]])
    return one[0], other[0]


def _exchange(session: Session, one: int, other: int, column: str) -> None:
    session.execute(
        f"UPDATE audit_event a SET {column} = b.{column} FROM audit_event b"  # noqa: S608
        " WHERE (a.id, b.id) IN ((%s, %s), (%s, %s))".encode(),
        [one, other, other, one],
    )


def _one(session: Session, sql: str) -> int:
    row = session.execute(sql.encode()).fetchone()
    return int(row[0]) if row else 0
