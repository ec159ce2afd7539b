"""What the list's page shows: lines in words, links to sort by, links to the pages beside this one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from audit.book.filters import BookFilter
from audit.book.form import BookForm, staff_names
from audit.book.pages import BookPage, Position, page
from audit.enums import Outcome
from audit.events_in_words import categories_in_words, name_actors, place_in_words
from audit.models import AuditEvent

#: Columns of the table and what a click on each sorts by.
COLUMNS = (
    ("When", "when"),
    ("Who", "who"),
    ("What", "what"),
    ("Whom", "people"),
    ("Kind of data", "category"),
    ("Purpose", "purpose"),
    ("Outcome", "outcome"),
    ("Where", "place"),
)
_ABOVE_THE_FOLD = ("since", "until", "who", "word", "outcome", "person")


@dataclass(frozen=True, slots=True)
class Line:
    event: AuditEvent
    day: str
    clock: str
    whom: str
    data: str
    place: str
    is_denied: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """`sorted` is what aria-sort says; the link turns the order round, or begins with the newest."""

    words: str
    link: str
    sorted: str
    arrow: str


def shown(form: BookForm, asked: QueryDict) -> dict[str, Any]:
    """The context of the page; a form with mistakes shows them and no line."""
    common = {"form": form, "staff_names": staff_names(), "often": _fields(form, often=True)}
    common["seldom"] = _fields(form, often=False)
    if not form.is_valid():
        return {**common, "is_wrong": True, "seldom_open": True}
    wanted, position = form.wanted(), form.position()
    found = _page(wanted, position)
    name_actors(found.events)
    return {
        **common,
        "page": found,
        "lines": [_line(event) for event in found.events],
        "headings": [_heading(words, key, asked, position) for words, key in COLUMNS],
        "seldom_open": bool(wanted.asked().keys() - _ABOVE_THE_FOLD),
        "is_filtered": bool(wanted.asked()),
        "asked": _link(asked),
        **_beside(found, asked),
    }


def _page(wanted: BookFilter, position: Position) -> BookPage:
    try:
        return page(wanted, position)
    except AuditEvent.DoesNotExist:
        return page(wanted, Position(position.order))


def _fields(form: BookForm, *, often: bool) -> list[Any]:
    return [field for field in form.visible_fields() if (field.name in _ABOVE_THE_FOLD) == often]


def _line(event: AuditEvent) -> Line:
    at: datetime = timezone.localtime(event.occurred_at)
    number = len(event.people)
    return Line(
        event=event,
        day=f"{at:%-d %b %Y}",
        clock=f"{at:%H:%M:%S}",
        whom=f"{number} {'person' if number == 1 else 'people'}" if number else "",
        data=categories_in_words(event.categories),
        place=place_in_words(event.place),
        is_denied=event.outcome == Outcome.DENIED,
    )


def _heading(words: str, key: str, asked: QueryDict, position: Position) -> Heading:
    is_mine = position.order.removeprefix("-") == key
    turned = key if is_mine and position.falls else f"-{key}"
    way = ("descending" if position.falls else "ascending") if is_mine else "none"
    arrow = ("↓" if position.falls else "↑") if is_mine else ""
    return Heading(words, _link(asked, order=turned), way, arrow)


def _beside(found: BookPage, asked: QueryDict) -> dict[str, str]:
    if not found.events:
        return {}
    earlier = _link(asked, before=found.events[0].pk) if found.has_earlier_page else ""
    later = _link(asked, after=found.events[-1].pk) if found.has_later_page else ""
    return {"earlier": earlier, "later": later}


def _link(asked: QueryDict, **changed: Any) -> str:
    """The same question, from its first page unless `changed` says from where."""
    told: dict[str, Any] = {name: value for name, value in asked.items() if value and name not in ("after", "before")}
    query = QueryDict(mutable=True)
    query.update(told | changed)
    return f"?{query.urlencode()}"
