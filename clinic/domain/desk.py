"""What the rooms above put on the front desk. Words and counts, never a person's value."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Card:
    """A number on the index page (`settings.DESK_CARDS`: `card(now) -> Card`, or None while there is
    nothing to say).

    `link` is a path inside the staff pages, or empty. Only staff with `permission` see the card; empty: all do.
    """

    title: str
    value: str
    note: str = ""
    link: str = ""
    permission: str = ""


class Verdict(StrEnum):
    YES = "yes"
    HELD = "held"
    NO = "no"


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One question about a person and its answer: `what` (a topic), the verdict, and why in one sentence."""

    what: str
    verdict: Verdict
    why: str = ""


@dataclass(frozen=True, slots=True)
class PanelAnswer:
    """One field of a panel with columns. `link` leads to what the answer rests on."""

    verdict: Verdict
    why: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class PanelRow:
    """A question with an answer for each column."""

    what: str
    answers: tuple[PanelAnswer, ...]


@dataclass(frozen=True, slots=True)
class PanelLink:
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A small table on the person page (`settings.PERSON_PANELS`: `panel(person_id, now) -> Panel`,
    or None while there is nothing to say).

    Either lines, or columns and as many answers in each row.
    """

    title: str
    lines: tuple[PanelLine, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[PanelRow, ...] = ()
    note: str = ""
    links: tuple[PanelLink, ...] = ()


def tells_of(*fields: str) -> Callable[[AnyFunction], AnyFunction]:
    """On a panel or a timeline source: which models or fields of the person it shows, for the event of the page."""

    def mark(function: AnyFunction) -> AnyFunction:
        function.__dict__["tells_of"] = fields
        return function

    return mark
