"""In the workers of the book bench: a long book of many kinds of lines, and its pages."""

import time
from typing import Any
from uuid import UUID

from django.db import connection

from audit.book.filters import BookFilter
from audit.book.pages import ORDERS, Position, page
from audit.models import AuditEvent

_BATCH = 5_000
#: Skewed as a clinic's book is: most of it is what few readers do with few words; refusals, exports and commands are
#: one in hundreds or thousands. `n` is the number of the line.
_VARIED = """
    INSERT INTO audit_event (word, actor_kind, actor_id, actor_role, purpose, people, fields, categories, saw_protected,
        outcome, place, address, details)
    SELECT
        CASE WHEN n % 5000 = 0 THEN 'export' WHEN n % 997 = 0 THEN 'break-glass' WHEN n % 50 = 0 THEN 'consent'
            WHEN n % 11 = 0 THEN 'search' WHEN n % 23 = 0 THEN 'list' WHEN n % 5 = 0 THEN 'send' ELSE 'reveal' END,
        CASE WHEN n % 5 = 0 THEN 'system' WHEN n % 49 = 0 THEN 'patient' ELSE 'staff' END,
        CASE WHEN n % 5 = 0 THEN 'nightly' ELSE md5('reader' || floor(60 * power(random(), 2)))::uuid::text END,
        CASE WHEN n % 5 = 0 THEN '' WHEN n % 2003 = 0 THEN 'privacy-officer' WHEN n % 4 = 0 THEN 'clinician'
            ELSE 'front-desk' END,
        CASE WHEN n % 3001 = 0 THEN 'PATRQT' WHEN n % 13 = 0 THEN 'HOPERAT' WHEN n % 17 = 0 THEN '' ELSE 'TREAT' END,
        ARRAY(SELECT md5('person' || floor(50000 * random()) || i)::uuid
            FROM generate_series(1, CASE WHEN n % 23 = 0 THEN 50 WHEN n % 11 = 0 THEN n % 6 WHEN n % 50 = 0 THEN 0
                ELSE 1 END) AS i),
        CASE WHEN n % 401 = 0 THEN '{patients.person.street}' WHEN n % 50 = 0 THEN '{consent.authorization}'
            ELSE '{patients.person.given_name,patients.person.family_name,patients.person.phone}' END::varchar[],
        CASE WHEN n % 1009 = 0 THEN '{clinical}' WHEN n % 50 = 0 THEN '{consent}'
            ELSE '{contact,identity}' END::varchar[],
        n % 2011 = 0,
        CASE WHEN n % 307 = 0 THEN 'denied' ELSE 'granted' END,
        CASE WHEN n % 5 = 0 THEN 'task:deliver' WHEN n % 4001 = 0 THEN 'command:explain'
            ELSE 'page:admin:desk-' || (n % 40) END,
        CASE WHEN n % 5 = 0 THEN NULL ELSE ('10.0.0.' || (CASE WHEN n % 2999 = 0 THEN 250 ELSE n % 20 END))::inet END,
        '{}'
    FROM generate_series(%s, %s) AS n
"""


def write_varied(events: int) -> None:
    """In transactions of five thousand."""
    with connection.cursor() as cursor:
        for first in range(1, events + 1, _BATCH):
            cursor.execute(_VARIED.replace("%", "%%").replace("%%s", "%s"), [first, min(first + _BATCH - 1, events)])


def pages() -> dict[str, list[float]]:
    """Milliseconds of the first page in every order, and of one in the middle of the book, for each filter."""
    return {name: [_page(wanted, place) for place in _places()] for name, wanted in _filters().items()}


def _page(wanted: BookFilter, position: Position) -> float:
    began = time.perf_counter()
    page(wanted, position)
    return (time.perf_counter() - began) * 1000


def _places() -> list[Position]:
    orders = [f"{way}{order}" for order in ORDERS for way in ("-", "")]
    return [Position(order, after) for order in orders for after in (None, _moments()[1])]


def _filters() -> dict[str, BookFilter]:
    """Each element alone: with a value that many events have, and with one that few have."""
    number = _moments()[1]
    early, middle = AuditEvent.objects.in_bulk(_moments()).values()
    many, few = _reader("DESC"), _reader("ASC")
    found = {
        "nothing": BookFilter(),
        "since": BookFilter(since=middle.occurred_at),
        "until": BookFilter(until=early.occurred_at),
        "who: many": BookFilter(who=many),
        "who: few": BookFilter(who=few),
        "person": BookFilter(person=_somebody()),
        "event": BookFilter(event=number),
    }
    for name, values in _VALUES.items():
        for often, value in zip(("many", "few"), values, strict=True):
            found[f"{name}: {often}"] = BookFilter(**{name: value})
    return found


_VALUES: dict[str, tuple[Any, Any]] = {
    "word": ("reveal", "export"),
    "kind": ("staff", "patient"),
    "role": ("front-desk", "privacy-officer"),
    "purpose": ("TREAT", "PATRQT"),
    "category": ("contact", "clinical"),
    "field": ("patients.person.phone", "patients.person.street"),
    "protected": (False, True),
    "outcome": ("granted", "denied"),
    "place": ("page:admin:desk-1", "command:explain"),
    "address": ("10.0.0.1", "10.0.0.250"),
}


def _moments() -> tuple[int, int]:
    """An event at a hundredth of the book, and one in its middle."""
    newest = AuditEvent.objects.latest("pk").pk
    some = AuditEvent.objects.filter(address__isnull=False)
    return (
        some.filter(pk__gte=newest // 100).order_by("pk").values_list("pk", flat=True)[0],
        some.filter(pk__gte=newest // 2).order_by("pk").values_list("pk", flat=True)[0],
    )


def _reader(way: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT actor_id FROM audit_event WHERE actor_kind = 'staff' GROUP BY 1 "  # noqa: S608 - one of two words
            f"ORDER BY count(*) {way} LIMIT 1"
        )
        found: str = cursor.fetchone()[0]
        return found


def _somebody() -> UUID:
    people = AuditEvent.objects.filter(word="reveal").exclude(people=[]).latest("pk").people
    return UUID(f"{people[0]}")
