"""The accounting and breach queries say what a plain model says, for any book."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.enums import ActorKind, AuditWord, DataCategory, Outcome
from audit.models import AuditEvent
from audit.review.queries import Revealed, count_looks, revealed_by, revealed_in_fixed_order, who_looked
from audit.review.reads import MOST_OPENED_AT_ONCE

pytestmark = pytest.mark.django_db(databases=["default"])

PEOPLE, READERS = range(7), range(2)
SHOWN = {"reveal", "list", "search", "preview", "export"}
UNSHOWN = ("change", "send", "break-glass", "audit")


@dataclass(frozen=True)
class Drawn:
    """An event as the model knows it. People and readers are numbers of this example."""

    word: str
    kind: str
    reader: int
    people: frozenset[int]
    outcome: str
    categories: frozenset[str]
    saw_protected: bool
    what: str


#: Few, as on a page; as many as a page opens at most, and one more; nobody.
drawn_people = st.one_of(
    st.frozensets(st.sampled_from(PEOPLE), min_size=1, max_size=3),
    st.frozensets(st.sampled_from(PEOPLE), min_size=MOST_OPENED_AT_ONCE, max_size=MOST_OPENED_AT_ONCE + 1),
    st.just(frozenset()),
)
drawn_events = st.lists(
    st.builds(
        Drawn,
        word=st.sampled_from(
            [*sorted(SHOWN), "reveal", "preview", "export", "export", "change", "send", "break-glass", "audit"]
        ),
        kind=st.sampled_from(["staff", "staff", "staff", "staff", "system", "patient"]),
        reader=st.sampled_from(READERS),
        people=drawn_people,
        outcome=st.sampled_from(["granted", "granted", "granted", "denied"]),
        categories=st.frozensets(st.sampled_from(DataCategory.values), max_size=3),
        saw_protected=st.booleans(),
        what=st.sampled_from(["", "begun", "finished", "broken-off", "broken-off"]),
    ),
    min_size=4,
    max_size=12,
)


@dataclass(frozen=True)
class Book:
    """One example: ids nobody else has, the events as drawn, and what the database stamped on each."""

    people: list[UUID]
    readers: list[UUID]
    lines: list[tuple[Drawn, int, datetime]]


def _write(events: Iterable[Drawn]) -> Book:
    people, readers = [uuid4() for _ in PEOPLE], [uuid4() for _ in READERS]
    lines = []
    for one in events:
        row = AuditEvent.objects.create(
            occurred_at=timezone.now(), xid=0, epoch=uuid4(), word=one.word, actor_kind=one.kind,
            actor_id=str(readers[one.reader]), people=[people[number] for number in one.people], fields=[],
            categories=sorted(one.categories), saw_protected=one.saw_protected, outcome=one.outcome, place="test",
            details={"what": one.what} if one.what else {},
        )  # fmt: skip
        row.refresh_from_db(fields=["occurred_at"])
        lines.append((one, row.pk, row.occurred_at))
    return Book(people, readers, lines)


def _is_shown(one: Drawn) -> bool:
    is_second_line = one.word == "export" and one.what in ("finished", "broken-off")
    return one.outcome == "granted" and one.word in SHOWN and not is_second_line


def _is_opened(one: Drawn) -> bool:
    return (one.word in ("reveal", "preview") and len(one.people) <= MOST_OPENED_AT_ONCE) or (
        one.word == "search" and len(one.people) == 1
    )


def _model_of_reveals(book: Book, reader: int, since: datetime, until: datetime) -> list[Revealed]:
    found: dict[int, list[tuple[Drawn, datetime]]] = {}
    for one, _, at in book.lines:
        if one.kind == "staff" and one.reader == reader and since <= at < until and _is_shown(one):
            for number in one.people:
                found.setdefault(number, []).append((one, at))
    told = [
        Revealed(
            person_id=book.people[number],
            reads=len(seen),
            opened=sum(_is_opened(one) for one, _ in seen),
            first_at=min(at for _, at in seen),
            last_at=max(at for _, at in seen),
            categories=tuple(sorted(frozenset().union(*(one.categories for one, _ in seen)))),
            saw_protected=any(one.saw_protected for one, _ in seen),
        )
        for number, seen in found.items()
    ]
    return sorted(told, key=lambda one: (-one.reads, one.person_id))


def _intervals(book: Book) -> list[tuple[datetime, datetime]]:
    """All of the time, and every interval that begins or ends on an event or a microsecond behind it."""
    moment = timedelta(microseconds=1)
    edges = [at + beside for _, _, at in book.lines for beside in (timedelta(), moment)]
    begins, ends = edges[0] - moment, edges[-1] + moment
    return [(begins, ends), *((begins, edge) for edge in edges), *((edge, ends) for edge in edges)]


quietly: Any = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@quietly
@given(events=drawn_events, reader=st.sampled_from(READERS))
def test_breach_query_is_the_model_whatever_the_interval(events: list[Drawn], reader: int) -> None:
    book = _write(events)
    for since, until in _intervals(book):
        expected = _model_of_reveals(book, reader, since, until)
        found = revealed_by(book.readers[reader], since=since, until=until)
        assert (list(found.people), found.of) == (expected, len(expected))


@quietly
@given(events=drawn_events, page=st.integers(1, 5))
def test_pages_of_the_breach_query_are_the_whole(events: list[Drawn], page: int) -> None:
    book = _write(events)
    since, until = _intervals(book)[0]
    expected = _model_of_reveals(book, 0, since, until)
    asked: dict[str, Any] = {"staff_id": book.readers[0], "since": since, "until": until, "limit": page}
    assert _walked(lambda last: revealed_by(**asked, after=last and last.place).people) == expected
    by_id = _walked(lambda last: revealed_in_fixed_order(**asked, after=last and last.person_id))
    assert by_id == sorted(expected, key=lambda one: one.person_id)


def _walked(page_behind: Callable[[Revealed | None], tuple[Revealed, ...]]) -> list[Revealed]:
    found: list[Revealed] = []
    while people := page_behind(found[-1] if found else None):
        found += people
    return found


@quietly
@given(events=drawn_events, person=st.sampled_from(PEOPLE), page=st.integers(1, 4))
def test_accounting_is_the_model(events: list[Drawn], person: int, page: int) -> None:
    book = _write(events)
    about = [line for line in book.lines if person in line[0].people]
    expected = [(pk, one.word, one.kind, one.outcome, len(one.people), at) for one, pk, at in reversed(about)]
    assert _all_pages(book.people[person], page) == expected
    assert count_looks(book.people[person]) == len(expected)


def _all_pages(person_id: UUID, page: int) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    before: int | None = None
    while events := who_looked(person_id, before=before, limit=page):
        found += [
            (one.pk, one.word, one.actor_kind, one.outcome, one.together, one.occurred_at)  # type: ignore[attr-defined]
            for one in events
        ]
        before = events[-1].pk
    return found


def test_words_of_the_model_are_words_of_the_book() -> None:
    assert set(AuditWord.values) >= SHOWN
    assert {"staff", "system", "patient"} == set(ActorKind.values)
    assert {"granted", "denied"} == set(Outcome.values)
