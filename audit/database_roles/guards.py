"""The triggers that must stand on the book's tables, and the functions behind them, as the migrations made them."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import NamedTuple

from django.conf import settings

RUN_AS_OWNER = frozenset({"audit_event_stamp"})  # it draws ids from a sequence that nobody else has a right on
SEARCH_PATH = "search_path=pg_catalog, public, pg_temp"
APPEND_ONLY = (
    "audit_event",
    "audit_epoch",
    "audit_seal",
    "audit_seal_key",
    "audit_anchor_receipt",
    "audit_verification",
)

# pg_trigger.tgtype (PostgreSQL's catalog/pg_trigger.h)
_ROW, _BEFORE, _INSERT, _DELETE, _UPDATE, _TRUNCATE = 1, 2, 4, 8, 16, 32


class Function(NamedTuple):
    name: str
    body: str
    language: str


@dataclass(frozen=True)
class Trigger:
    table: str
    name: str
    function: str
    when: int


def wanted_functions() -> Iterator[Function]:
    """Those behind the triggers, and the one that each event is written with."""
    stamp = import_module("audit.migrations.0008_event_ids_by_the_database_alone")
    refuse = import_module("audit.migrations.0007_functions_know_their_tables")
    kept = import_module("audit.migrations.0009_stamped_by_the_database_and_kept")
    protected = import_module(settings.PROTECTED_CARE_MADE_BY)
    yield Function("audit_event_stamp", stamp.STAMP, "plpgsql")
    yield Function("audit_event_refuse", refuse.REFUSE, "plpgsql")
    for name, body in kept.FUNCTIONS.items():
        yield Function(name, body, "plpgsql")
    yield Function(settings.PROTECTED_CARE, protected.FORWARD.split("$$")[1], "sql")


def wanted_triggers() -> Iterator[Trigger]:
    yield Trigger("audit_event", "audit_event_stamp", "audit_event_stamp", _ROW | _BEFORE | _INSERT)
    for table in ("audit_anchor_receipt", "audit_verification"):
        yield Trigger(table, f"{table}_stamp", f"{table}_stamp", _ROW | _BEFORE | _INSERT)
    yield Trigger(
        "audit_review_mark",
        "audit_review_mark_forward",
        "audit_review_mark_forward",
        _ROW | _BEFORE | _INSERT | _UPDATE,
    )
    yield Trigger("audit_review_case", "audit_review_case_keep", "audit_review_case_keep", _ROW | _BEFORE | _UPDATE)
    for table in APPEND_ONLY:
        yield Trigger(table, f"{table}_no_change", "audit_event_refuse", _ROW | _BEFORE | _DELETE | _UPDATE)
        yield Trigger(table, f"{table}_no_truncate", "audit_event_refuse", _BEFORE | _TRUNCATE)
