"""Events as lines of an export: oldest first, a query for each batch, up to the newest one there was when it began."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from audit.book.filters import BookFilter
from audit.enums import AuditWord
from audit.events_in_words import name_actors, place_in_words
from audit.models import AuditEvent

BATCH = 2000
COLUMNS = (
    "event",
    "occurred_at",
    "word",
    "what",
    "actor_kind",
    "actor_id",
    "who",
    "actor_role",
    "purpose",
    "people",
    "fields",
    "categories",
    "saw_protected",
    "outcome",
    "place",
    "where",
    "address",
    "details",
    "epoch",
    "xid",
)
_WORDS = {word.value: str(word.label) for word in AuditWord}
Line = tuple[Any, ...]


def batches(wanted: BookFilter) -> Iterator[list[Line]]:
    """Times are UTC. An event that is committed late, under a number already passed, is not in this file but in the
    next one: the seals tell whether any is missing."""
    last, newest = 0, _newest()
    while events := _after(wanted, last, newest):
        name_actors(events)
        yield [_line(event) for event in events]
        last = events[-1].pk


def _after(wanted: BookFilter, last: int, newest: int) -> list[AuditEvent]:
    conditions, told = wanted.sql()
    where = " AND ".join([*conditions, "id > %s", "id <= %s"])
    sql = f"SELECT * FROM audit_event WHERE {where} ORDER BY id LIMIT {BATCH}"  # noqa: S608 - our own words
    return list(AuditEvent.objects.raw(sql, [*told, last, newest]))


def _newest() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM audit_event")
        number: int = cursor.fetchone()[0]
        return number


def _line(event: AuditEvent) -> Line:
    return (
        event.pk,
        event.occurred_at,
        event.word,
        _WORDS.get(event.word, event.word),  # the field's own display builds its list of words anew each time
        event.actor_kind,
        event.actor_id,
        event.who,  # type: ignore[attr-defined]
        event.actor_role,
        event.purpose,
        event.people,
        event.fields,
        event.categories,
        event.saw_protected,
        event.outcome,
        event.place,
        place_in_words(event.place),
        event.address,
        event.details,
        event.epoch,
        event.xid,
    )
