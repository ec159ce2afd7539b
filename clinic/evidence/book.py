"""The book of reads: what it holds, its seals and who outside knows them, and what a verification says now."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Min
from django.db.models.functions import TruncDate, TruncMonth

from audit.domain.evidence import EvidenceFile, Period
from audit.domain.seal_keys import text_of
from audit.domain.verification import Result
from audit.models import AnchorReceipt, AuditEvent, Epoch, Export, Seal, SealKey, Verification
from audit.sealing import chain, keys, verifying
from audit.sealing.queries import seal_status
from audit.sealing.retention import proposal
from clinic.evidence.tables import csv_file, within

_INTEGRITY = "164.312(b), 164.312(c)(1)–(2)"
#: A pack that is asked for on a page must not keep somebody waiting: beyond this the command does it.
VERIFIED_ON_A_PAGE = 300_000


def evidence(period: Period) -> Iterator[EvidenceFile]:
    yield csv_file(
        "book/events-by-month",
        ("month", "what", "actors", "outcome", "events"),
        _by_month(period),
        what="How many events of each kind the book holds",
        supports="164.312(b)",
    )
    yield csv_file(
        "book/seals",
        ("seal", "kind", "sealed at", "events", "events up to here", "root", "hash", "key", "signature"),
        _last_seal_of_each_day(period),
        what="The last signed batch of each day: it holds the hash of the one before, and so on to the first",
        supports=_INTEGRITY,
    )
    yield csv_file(
        "book/anchors",
        ("place", "seal", "tried at", "problem"),
        _anchors(period),
        what="What outside places were told: the last seal of each day, and every try that failed",
        supports=_INTEGRITY,
    )
    yield _json("book/seal-status", _status(period), "How far the book is sealed, keys and lives", _INTEGRITY)
    yield _json("book/verification", _verification(period), "The book read against its seals, just now", _INTEGRITY)
    yield csv_file(
        "book/verifications",
        (
            "at",
            "verdict",
            "words",
            "seals",
            "events",
            "waiting",
            "anchors",
            "anchors not read",
            "bad seal",
            "bad event",
        ),
        Verification.objects.filter(**within("at", period))
        .order_by("at", "id")
        .values_list(
            "at", "verdict", "words", "seals", "events", "unsealed", "anchors", "unread", "bad_seal", "bad_event"
        ),
        what="What each reading of the whole book said; rows that the auditor's process alone can add",
        supports=_INTEGRITY,
    )
    yield _json(
        "book/retention",
        proposal(period.at).as_json(),
        "What is older than six years; nothing is removed by itself",
        "164.316(b)(2)(i), 164.530(j)(2)",
    )
    yield csv_file(
        "book/exports",
        ("id", "kind", "staff", "asked at", "criteria", "rows", "sha-256", "event", "finished at", "cut off at"),
        _exports(period),
        what="What was taken out of the book, with the digest of each file; “command” is somebody at the shell",
        supports="164.312(b), 164.528",
    )


def _exports(period: Period) -> Iterator[tuple[Any, ...]]:
    """Where a command acted the table holds the nil id, which would look like somebody's."""
    rows = Export.objects.filter(**within("asked_at", period)).order_by("asked_at", "id")
    columns = ("asked_at", "criteria", "rows", "sha256", "event", "finished_at", "ended_at")
    for pk, kind, staff_id, *more in rows.values_list("id", "kind", "staff_id", *columns):
        yield pk, kind, staff_id if staff_id.int else "command", *more


def _by_month(period: Period) -> Iterator[tuple[Any, ...]]:
    rows = (
        AuditEvent.objects.filter(**within("occurred_at", period))
        .annotate(month=TruncMonth("occurred_at"))
        .order_by("month", "word", "actor_kind", "outcome")
        .values_list("month", "word", "actor_kind", "outcome")
        .annotate(number=Count("pk"))
    )
    return ((f"{month:%Y-%m}", *more) for month, *more in rows)


def _last_seal_of_each_day(period: Period) -> Iterator[tuple[Any, ...]]:
    rows = (
        Seal.objects.filter(**within("sealed_at", period))
        .annotate(day=TruncDate("sealed_at"))
        .order_by("day", "-number")
        .distinct("day")
    )
    columns = ("number", "kind", "sealed_at", "events", "total", "root", "hash", "key_id", "signature")
    for _, *told, root, digest, key, signature in rows.values_list("day", *columns):
        yield *told, bytes(root).hex(), bytes(digest).hex(), key, bytes(signature).hex()


def _anchors(period: Period) -> list[tuple[Any, ...]]:
    columns = ("place", "seal", "tried_at", "problem")
    asked = AnchorReceipt.objects.filter(**within("tried_at", period))
    taken = (
        asked.filter(problem="")
        .annotate(day=TruncDate("tried_at"))
        .order_by("place", "day", "-id")
        .distinct("place", "day")
    )
    failed = asked.exclude(problem="")
    rows = [*(row[1:] for row in taken.values_list("day", *columns)), *failed.values_list(*columns)]
    return sorted(rows, key=lambda row: row[2])


def _status(period: Period) -> dict[str, Any]:
    status = seal_status(period.at)
    first = AuditEvent.objects.aggregate(at=Min("occurred_at"))["at"]
    return {
        "at": period.at,
        "first_event": first,
        "sealed_until": status.sealed_until,
        "lag_seconds": round(status.lag.total_seconds()),
        "last_seal": status.last_seal,
        "events_sealed": status.events_sealed,
        "outside_places": [
            {"place": one.place, "seal": one.seal, "at": one.at, "is_late": one.is_late} for one in status.anchors
        ],
        "public_keys": [{"id": key.pk, "public_key": text_of(bytes(key.public_key))} for key in SealKey.objects.all()],
        "lives_of_the_database": [
            {"epoch": epoch.pk, "opened_at": epoch.opened_at} for epoch in Epoch.objects.order_by("opened_at")
        ],
    }


def _verification(period: Period) -> dict[str, Any]:
    if period.in_a_hurry and _events_sealed() > VERIFIED_ON_A_PAGE:
        return {"verdict": "not verified", "words": "The book is too long to be read for a page: run evidence_pack."}
    trusted = keys.trusted_keys()
    if not trusted:
        return {"verdict": "not verified", "words": "AUDIT_SEAL_PUBLIC_KEYS names no key that this process trusts."}
    result: Result = verifying.verify(trusted)
    return result.as_json()


def _events_sealed() -> int:
    head = chain.head()
    return head.total if head else 0


def _json(name: str, told: dict[str, Any], what: str, supports: str) -> EvidenceFile:
    content = json.dumps(told, indent=1, default=_plain).encode()
    return EvidenceFile(f"{name}.json", content, what, supports)


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
