"""Books for tests of sealing: events, seals, keys, and what an owner of the tables can do to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from audit.domain import seal_keys
from audit.domain.actors import Actor
from audit.domain.seal_keys import SigningKey
from audit.domain.verification import Result
from audit.enums import AuditWord
from audit.ledger import record_change
from audit.models import Seal
from audit.sealing import chain, memory, sealer, verifying
from clinic import process_role
from tests.database_roles import _entry, as_owner

KEY = SigningKey("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
OTHER = SigningKey("Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=")
TABLES = ("audit_event", "audit_seal", "audit_seal_key", "audit_anchor_receipt", "audit_epoch", "audit_verification")
TRUSTED = {KEY.id: KEY.public}


def write(events: int, name: str = "test") -> None:
    for number in range(events):
        record_change(word=AuditWord.CHANGE, actor=Actor.system(name), details={"number": number})


def seal(*keys: SigningKey, without_old_key: bool = False) -> list[Seal]:
    """As the sealer's role, until nothing is left. The seals made."""
    made = []
    with working_as(process_role.SEALER):
        while one := sealer.seal_next(list(keys) or [KEY], without_old_key=without_old_key):
            made.append(one)
    return made


def remember() -> None:
    """The sealer made the newest seal that stands in the book now."""
    if head := chain.head():
        memory.of_settings().write(head)


def forget() -> None:
    """Whoever seals next is another sealer, which remembers nothing."""
    Path(settings.AUDIT_SEALER_STATE).unlink()


def verify(*anchors: Any, trusted: dict[str, bytes] | None = None) -> Result:
    """As the auditor's role."""
    with working_as(process_role.AUDITOR):
        return verifying.verify(TRUSTED if trusted is None else trusted, anchors)


def public(*keys: SigningKey) -> dict[str, bytes]:
    return seal_keys.public_keys_of(seal_keys.text_of(key.public) for key in keys)


def tamper(*statements: str) -> None:
    """As somebody who owns the tables and takes the triggers off for a moment."""
    with as_owner() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        for statement in statements:
            cursor.execute(statement.encode())
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_change".encode())
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate".encode())
        cursor.execute(b"ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_stamp")
        for table in ("audit_anchor_receipt", "audit_verification"):
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_stamp".encode())


@contextmanager
def working_as(role: str) -> Iterator[None]:
    """Django's own connection as this role."""
    found, entry = connections["default"].settings_dict, _entry(role)
    usual = {name: found[name] for name in ("USER", "PASSWORD")}
    connections["default"].close()
    found.update({name: entry[name] for name in usual})
    try:
        yield
    finally:
        connections["default"].close()
        found.update(usual)
