"""A process that takes up keys says so once; what is kept of a key tells keys apart and nothing more."""

import os
import sys
from typing import Any

import pytest

from audit import blind, key_use, keys
from audit.key_checks import WrongKey
from audit.models import AuditEvent
from tests.conftest import CommittingDatabase


def _lines() -> list[tuple[str, str]]:
    found = AuditEvent.objects.filter(word="key").order_by("details__ring", "id")
    return [(event.details["ring"], event.outcome) for event in found]


def test_each_ring_is_said_once_by_a_process(committing_db: CommittingDatabase, settings: Any) -> None:
    for term in ("one", "two"):
        blind.search_term_key(term)
        keys.field_ring().seal(term.encode())
    assert _lines() == [("blind-indexes", "granted"), ("fields", "granted")]
    event = AuditEvent.objects.get(details__ring="fields")
    told = event.details["keys"].split()
    assert told == [key_use.fingerprint(key) for key in settings.FERNET_KEYS]
    assert all(len(one) == 8 for one in told)
    assert (event.categories, event.details["process"]) == (["access"], key_use.process_kind(sys.argv))


def test_wrong_key_is_refused_in_the_book(committing_db: CommittingDatabase, settings: Any) -> None:
    keys.field_ring().seal(b"x")
    settings.FERNET_KEYS = ["another-key"]
    with pytest.raises(WrongKey):
        keys.field_ring().seal(b"x")
    assert _lines() == [("fields", "granted"), ("fields", "denied")]


def test_forked_child_says_so_itself(committing_db: CommittingDatabase) -> None:
    keys.field_ring().seal(b"x")
    child = os.fork()
    if not child:
        try:
            keys.field_ring().seal(b"x")
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert _lines() == [("fields", "granted"), ("fields", "granted")]


@pytest.mark.parametrize(
    ("argv", "kind"),
    [
        (["manage.py", "run_journeys", "--at", "x"], "manage run_journeys"),
        (["/usr/bin/celery", "-A"], "celery"),
        (["manage.py", "/home/Mei Lin.csv"], "manage"),
        ([], "python"),
    ],
)
def test_process_is_named_without_a_path_or_a_value(argv: list[str], kind: str) -> None:
    assert key_use.process_kind(argv) == kind
