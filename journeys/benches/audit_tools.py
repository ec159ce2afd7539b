"""In the workers of the audit bench."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.db import connection

from audit import ledger
from audit.domain.actors import Actor
from audit.domain.seals import BEGINNING
from audit.domain.verification import Verdict
from audit.enums import AuditWord
from audit.models import Epoch
from audit.sealing import keys, sealer, verifying
from audit.sealing.lines import copy_lines

_TICKS = os.sysconf("SC_CLK_TCK")
_MANY = """
    INSERT INTO audit_event (word, actor_kind, actor_id, actor_role, purpose, people, fields, categories, saw_protected,
        outcome, place, address, details)
    SELECT 'reveal', 'staff', gen_random_uuid()::text, 'front-desk', 'TREAT', ARRAY[gen_random_uuid()],
        '{patients.person.given_name,patients.person.family_name,patients.person.phone}', '{contact,identity}', false,
        'granted', 'page:admin:desk-person', '10.0.0.7', '{}'
    FROM generate_series(1, %s)
"""


class NotIntact(AssertionError):
    """What was measured is not the verification of a whole book."""


def discard_events() -> None:
    """From here on, this process writes nothing into the book; everything else it does as before."""
    for name, stand_in in {"door_cursor": _nowhere, "connection": _Nowhere()}.items():
        setattr(ledger, name, stand_in)


class _Nowhere:
    """A connection and its cursor, in one, to no database."""

    def cursor(self) -> "_Nowhere":
        return self

    def __enter__(self) -> "_Nowhere":
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def execute(self, sql: str, values: object = None) -> None:
        pass

    def nextset(self) -> None:
        pass

    def fetchone(self) -> tuple[int]:
        return (0,)


@contextmanager
def _nowhere() -> Iterator[_Nowhere]:
    yield _Nowhere()


def write_reads(times: int) -> list[float]:
    """Milliseconds of each event about a read, committed on the door's connection; after three not counted."""
    return [_write_read(number) for number in range(times + 3)][3:]


def _write_read(number: int) -> float:
    began = time.perf_counter()
    ledger.record_read(
        word=AuditWord.REVEAL,
        actor=Actor.staff(UUID(int=number), "front-desk"),
        purpose="TREAT",
        people=[UUID(int=number)],
        fields=["patients.person.given_name", "patients.person.phone"],
    )
    return (time.perf_counter() - began) * 1000


def write_many(events: int) -> None:
    """In transactions of a thousand."""
    with connection.cursor() as cursor:
        for _ in range(0, events, 1000):
            cursor.execute(_MANY, [1000])


def seal_all() -> None:
    signing = keys.signing_keys()
    while sealer.seal_next(signing):
        pass


def stay_on_one_core() -> int:
    """How many cores this process may use from here on: one, where the system can be told so."""
    if not hasattr(os, "sched_setaffinity"):
        return os.cpu_count() or 0
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    return len(os.sched_getaffinity(0))


def read_lines() -> None:
    """What reading alone takes: PostgreSQL writes the lines, and they are thrown away."""
    with verifying.one_snapshot():
        for _ in copy_lines(Epoch.objects.get().pk, BEGINNING, None):
            pass


def verify(events: int) -> float:
    """CPU seconds that PostgreSQL's process of this connection spent; 0.0 where that cannot be known."""
    connection.ensure_connection()
    before = _server_seconds()
    result = verifying.verify(keys.trusted_keys())
    spent = _server_seconds() - before
    if result.verdict is not Verdict.INTACT or result.events < events:
        raise NotIntact(result.words)
    return spent


def _server_seconds() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.exists():
        return 0.0
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / _TICKS
