"""The list of the book: every element filters, every order goes through all of it page by page."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.http import QueryDict

from audit.book import form, pages
from audit.book.filters import BookFilter
from audit.book.form import BookForm
from audit.book.pages import ORDERS, Position, page
from audit.models import AuditEvent
from clinic.enums import Role
from tests.desk_people import staff

ANA, BEN = UUID(int=10), UUID(int=11)
_INSERT = """INSERT INTO audit_event (word, actor_kind, actor_id, actor_role, purpose, people, fields, categories,
    saw_protected, outcome, place, address, details) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    RETURNING id"""


def _event(
    word: str = "reveal", who: tuple[str, str, str] = ("staff", "desk", "front-desk"), people: Any = (), **more: Any
) -> int:
    told = {
        "purpose": "TREAT", "fields": ["patients.person.email"], "categories": ["contact"], "saw_protected": False,
        "outcome": "granted", "place": "web:admin:desk-person", "address": "10.0.0.1", **more,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [word, *who, told["purpose"], list(people), *list(told.values())[1:], json.dumps({})])
        number: int = cursor.fetchone()[0]
        return number


ODD: dict[str, tuple[dict[str, Any], BookFilter]] = {
    "word": ({"word": "send"}, BookFilter(word="send")),
    "kind": ({"who": ("system", "nightly", "")}, BookFilter(kind="system")),
    "who": ({"who": ("staff", "other", "front-desk")}, BookFilter(who="other")),
    "role": ({"who": ("staff", "desk", "clinician")}, BookFilter(role="clinician")),
    "purpose": ({"purpose": "HMARKT"}, BookFilter(purpose="HMARKT")),
    "category": ({"categories": ["clinical", "contact"]}, BookFilter(category="clinical")),
    "field": ({"fields": ["patients.person.notes"]}, BookFilter(field="patients.person.notes")),
    "protected": ({"saw_protected": True}, BookFilter(protected=True)),
    "outcome": ({"outcome": "denied"}, BookFilter(outcome="denied")),
    "place": ({"place": "task:tick"}, BookFilter(place="task:tick")),
    "address": ({"address": "10.9.9.9"}, BookFilter(address="10.9.9.9")),
    "person": ({"people": [ANA, BEN]}, BookFilter(person=BEN)),
}


def test_each_element_finds_its_event(committing_db: object) -> None:
    odd = {}
    for element, (different, _) in ODD.items():
        _event(people=[ANA])
        odd[element] = [_event(**different)]
    found = {name: [event.pk for event in page(wanted, Position()).events] for name, (_, wanted) in ODD.items()}
    assert found == odd


@pytest.mark.django_db(databases=["default"])
def test_time_begins_with_since_and_ends_before_until() -> None:
    numbers = [_event() for _ in range(3)]
    at = list(AuditEvent.objects.filter(pk__in=numbers).order_by("pk").values_list("occurred_at", flat=True))
    between = page(BookFilter(since=at[1], until=at[2]), Position()).events
    assert [event.pk for event in between] == [numbers[1]]
    assert [event.pk for event in page(BookFilter(event=numbers[2]), Position()).events] == [numbers[2]]


def test_pages_of_any_order_hold_every_event_once_forth_and_back(committing_db: object) -> None:
    for different, _ in ODD.values():
        _event(**different)
        _event(people=[ANA])
        _event(address=None)
    orders = [f"{way}{order}" for order in ORDERS for way in ("-", "")]
    expected = {order: _whole(order.removeprefix("-"), order.startswith("-")) for order in orders}
    assert {order: _walk(order, forwards=True) for order in orders} == expected
    assert {order: list(reversed(_walk(order, forwards=False))) for order in orders} == expected


def _whole(order: str, falls: bool) -> list[int]:
    way = "DESC" if falls else "ASC"
    kept = "WHERE address IS NOT NULL" if order == "address" else ""
    columns = ", ".join(f"{column} {way}" for column in (*ORDERS[order].split(", "), "id"))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM audit_event {kept} ORDER BY {columns}")  # noqa: S608
        return [number for (number,) in cursor.fetchall()]


def _walk(order: str, *, forwards: bool) -> list[int]:
    """All numbers, seven a page, from the first page on or from the last one back."""
    seen: list[int] = []
    turned = order if forwards else (order[1:] if order.startswith("-") else f"-{order}")
    position = Position(turned)
    while True:
        found = page(BookFilter(), position, size=7)
        if position.before is not None:
            found.events.reverse()
        seen += [event.pk for event in found.events]
        more = found.has_earlier_page if position.before is not None else found.has_later_page
        if not more:
            return seen
        position = Position(turned, after=seen[-1]) if forwards else Position(order, before=seen[-1])


@pytest.mark.django_db(databases=["default"])
def test_total_is_exact_when_all_is_on_one_page_and_a_guess_otherwise() -> None:
    for _ in range(8):
        _event(place="command:of-this-test")
    here = BookFilter(place="command:of-this-test")
    whole, part = page(here, Position()), page(here, Position(), size=3)
    assert (whole.is_all, whole.about, part.is_all) == (True, 8, False)


@pytest.mark.django_db(databases=["default"])
def test_form_looks_up_a_log_in_name_and_reads_times_of_the_clinic() -> None:
    member = staff(Role.CLINICIAN, "dr-lin")
    _event(who=("staff", str(member.pk), "clinician"))
    asked = BookForm(QueryDict("who=dr-lin&since=2026-06-15T10:00&protected=no&role=clinician&order=-what"))
    assert asked.is_valid(), asked.errors
    wanted = asked.wanted()
    assert (wanted.who, wanted.protected, wanted.role) == (str(member.pk), False, "clinician")
    assert wanted.since == datetime.fromisoformat("2026-06-15T10:00:00+00:00")
    assert wanted.criteria() == {
        "since": "2026-06-15T10:00:00+00:00", "who": str(member.pk), "role": "clinician", "protected": "no",
    }  # fmt: skip
    assert asked.position() == Position("-what")


@pytest.mark.django_db(databases=["default"])
@pytest.mark.parametrize("query", ["word=nothing", "person=Mei", "since=yesterday", "address=x", "order=-secret"])
def test_form_refuses_what_it_cannot_read(query: str) -> None:
    assert not BookForm(QueryDict(query)).is_valid()


@pytest.mark.django_db(databases=["default"])
def test_every_order_has_its_words_and_values_are_probed() -> None:
    assert set(form._ORDERS_IN_WORDS) == set(ORDERS)
    _event(place="task:tick")
    there = AuditEvent.objects.exclude(place="").order_by("place").values_list("place", flat=True).distinct()
    assert pages.values_of("place") == list(there)
    assert "task:tick" in there
