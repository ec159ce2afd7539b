"""Reading the whole book against its seals. One snapshot, one pass, memory for a few seals at a time.

1. Keys: somebody vouches for each of them (`trust`).
2. Seal by seal: number, signatures, hash of the one before, stretch, totals, leaves, root (`links`).
3. The events of many seals in one COPY, hashed and compared with the leaves; the first that differs is named.
4. Outside all seals: newer events that wait for theirs, and what cannot be (`outside`).
5. Each anchor is a seal of this chain; one newer than the last seal says that the end was cut off (`anchored`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from uuid import UUID

from django.db import connection, transaction

from audit.domain import merkle
from audit.domain.anchors import Anchor
from audit.domain.seals import Kind, Position, unpacked_ids, unpacked_leaves
from audit.domain.verification import Finding, Result, What, first_difference
from audit.models import AuditEvent, Epoch, Seal
from audit.sealing import anchored, clock, outside, trust
from audit.sealing.lines import copy_lines, event_id, fix_output
from audit.sealing.links import Links, end_of

_EVENTS_A_PASS, _SEALS_A_PASS, _SEALS_A_FETCH = 40_000, 1000, 10  # what is in memory: 40 bytes an event, 1 kB a seal
Progress = Callable[[int], None]


def verify(
    trusted: Mapping[str, bytes], anchors: Sequence[Anchor] = (), *, progress: Progress = lambda events: None
) -> Result:
    """Stops at the first thing that is not as it was sealed. `trusted`: public keys that whoever asks vouches for.

    Needs SELECT on audit_* and no transaction open. `progress` is told how many events were compared so far.
    """
    with one_snapshot():
        result = Result(at=clock.now(), anchors=len(anchors))
        public, ends = trust.public_keys(trusted), dict[UUID, Position]()
        result.finding = (
            trust.untrusted(trusted)
            or _read_chain(result, public, ends, progress)
            or outside.count_unsealed(result, ends)
            or anchored.contradiction(anchors, result.seals, public)
        )
        return result


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Everything inside reads one moment of the database, and events in the form that is hashed."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        fix_output()
        yield


def _read_chain(
    result: Result, public: Mapping[str, bytes], ends: dict[UUID, Position], progress: Progress
) -> Finding | None:
    links = Links(public, Epoch.objects.order_by("opened_at", "id").values_list("pk", flat=True).first())
    known = list(Epoch.objects.values_list("pk", flat=True))
    for group in _groups():
        for seal in group:
            if fault := links.fault(seal):
                return fault
            if seal.kind == Kind.HAND_OVER and seal.key_id == seal.old_key_id:
                result.remarks.append(f"Seal {seal.number}: the sealer was told to go on from there by hand.")
        if finding := _compare(group, [epoch for epoch in known if epoch != group[0].epoch]):
            return finding
        ends[group[0].epoch] = end_of(group[-1])
        result.seals, result.events = group[-1].number, group[-1].total
        progress(result.events)
    return None


def _groups() -> Iterator[list[Seal]]:
    """Seals in order, together as long as one COPY can read their events: one epoch, one format, not too many."""
    group: list[Seal] = []
    events = 0
    for seal in Seal.objects.order_by("number").iterator(chunk_size=_SEALS_A_FETCH):
        goes_on = group and (seal.epoch, seal.format) == (group[0].epoch, group[0].format)
        if group and (not goes_on or events > _EVENTS_A_PASS or len(group) == _SEALS_A_PASS):
            yield group
            group, events = [], 0
        group.append(seal)
        events += seal.events
    if group:
        yield group


def _compare(group: Sequence[Seal], others: Sequence[UUID]) -> Finding | None:
    """The events of the group's stretch against its leaves. `others`: epochs whose events are read elsewhere."""
    begin, end = Position(group[0].from_xid, group[0].from_id), end_of(group[-1])
    lines = copy_lines(group[0].epoch, begin, end, format_=group[0].format, not_of=others)
    bad = _first_bad(group, lines)
    for _ in lines:  # read to its end: a COPY that is cancelled would end the transaction, too
        bad = len(group) - 1 if bad is None else bad
    return None if bad is None else _named(group[: bad + 1], others)


def _first_bad(group: Sequence[Seal], lines: Iterator[bytes]) -> int | None:
    """Which of the group's seals does not fit, or follows one behind whose events stands one too many."""
    for place, seal in enumerate(group):
        if b"".join(merkle.leaf_hashes(islice(lines, seal.events))) != seal.leaves:
            return place
    return None


def _named(seals: Sequence[Seal], others: Sequence[UUID]) -> Finding:
    """Which event is the first that differs: in the last of `seals`, or at the very end of one before."""
    for seal in reversed(seals):
        if finding := _difference(seal, others):
            return finding
    return Finding(What.SEAL, f"The events of seal {seals[-1].number} are not those sealed.", seal=seals[-1].number)


def _difference(seal: Seal, others: Sequence[UUID]) -> Finding | None:
    begin = Position(seal.from_xid, seal.from_id)
    lines = list(copy_lines(seal.epoch, begin, end_of(seal), format_=seal.format, not_of=others, limit=seal.events + 1))
    found = list(zip(map(event_id, lines), merkle.leaf_hashes(lines), strict=True))
    sealed = list(zip(unpacked_ids(bytes(seal.event_ids)), unpacked_leaves(bytes(seal.leaves)), strict=True))
    finding = first_difference(seal.number, sealed, found)
    if finding and finding.what is What.MISSING and AuditEvent.objects.filter(pk__in=[finding.event or 0]).exists():
        words = f"Event {finding.event} was moved out of seal {seal.number}."
        return Finding(What.MOVED, words, seal.number, finding.event)
    return finding
