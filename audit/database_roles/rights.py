"""The table: role → table → rights. What is not named here is not granted; the owner has what owning brings.

Nobody gets TRUNCATE, REFERENCES or TRIGGER, nor anything on sequences: ids are identity columns, which need
no right, and those of events are drawn by a trigger that runs as the owner.
"""

from collections.abc import Mapping
from enum import StrEnum
from fnmatch import fnmatch

from django.conf import settings


class Role(StrEnum):
    """Names of ours; `settings.DATABASE_ROLE_NAMES` says what they are called in the database."""

    OWNER = "owner"
    APPLICATION = "application"
    SEALER = "sealer"
    AUDITOR = "auditor"

    @property
    def user(self) -> str:
        return str(settings.DATABASE_ROLE_NAMES[self])


Rights = frozenset[str]
READ: Rights = frozenset({"SELECT"})
ADD = READ | {"INSERT"}
USUAL = ADD | {"UPDATE", "DELETE"}


def changing(*columns: str) -> Rights:
    """Rows are added; of those that are there, only these columns are changed. None is removed."""
    return ADD | {f"UPDATE ({column})" for column in columns}


_FOUND = ("reads", "first_event", "last_event", "first_at", "last_at", "facts", "opened_at")
_ANSWER = ("verdict", "decided_by", "decided_at", "note")

#: Patterns; the first one that fits a table's name rules.
RIGHTS: Mapping[str, Mapping[Role, Rights]] = {
    "audit_event": {Role.APPLICATION: ADD, Role.SEALER: READ, Role.AUDITOR: READ},
    "audit_epoch": {Role.APPLICATION: READ, Role.SEALER: READ, Role.AUDITOR: READ},
    "audit_key_check": {Role.APPLICATION: ADD, Role.AUDITOR: READ},
    "audit_verification": {Role.APPLICATION: READ, Role.AUDITOR: ADD},
    "audit_seal*": {Role.APPLICATION: READ, Role.SEALER: ADD, Role.AUDITOR: READ},
    "audit_anchor*": {Role.APPLICATION: READ, Role.SEALER: ADD, Role.AUDITOR: READ},
    "audit_export": {
        Role.APPLICATION: changing("rows", "sha256", "event", "finished_at", "ended_at"),
        Role.AUDITOR: READ,
    },
    "audit_review_case": {Role.APPLICATION: changing(*_FOUND, *_ANSWER), Role.AUDITOR: READ},
    "audit_review_mark": {
        Role.APPLICATION: changing("until_xid", "settled_until_xid", "moved_at"),
        Role.AUDITOR: READ,
    },
    "audit_*": {Role.AUDITOR: READ},
    "django_migrations": {Role.APPLICATION: READ, Role.SEALER: READ, Role.AUDITOR: READ},
    "*": {Role.APPLICATION: USUAL},
}
GRANTEES = (Role.APPLICATION, Role.SEALER, Role.AUDITOR)


def rights_on(table: str) -> Mapping[Role, Rights]:
    """Who may do what to this table."""
    if table in settings.KEPT_TABLES:
        return {Role.APPLICATION: changing(*settings.KEPT_TABLES[table])}
    return next(rights for pattern, rights in RIGHTS.items() if fnmatch(table, pattern))
