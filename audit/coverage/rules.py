"""The words that a page's rule is written in. Each app has a table of its own (`settings.PAGE_RULES`)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Self

from django.conf import settings
from django.utils.module_loading import import_string

from audit.enums import AuditWord


class Who(StrEnum):
    ANYBODY = "anybody"
    LINK = "whoever holds a link made for one person"
    VENDOR = "a mail service, by its secret or signature"
    STAFF = "staff who are signed in"
    ROLE = "roles with the permission"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Line:
    """One event of the book: its word, and what it names (fields or models)."""

    word: AuditWord
    about: tuple[str, ...] = ()

    @property
    def categories(self) -> tuple[str, ...]:
        categories_of: Callable[[Iterable[str]], list[str]] = import_string(settings.DATA_CATEGORIES)
        return tuple(categories_of(self.about))


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may open a page, and what it writes into the book.

    `shown`: events that are there before the page is (each of them, on every look). `done`: events that an act on it
    may write. `quiet`: why a look writes nothing. `act_permission`: what a POST asks for, where that is more.
    `some_refused`: why a role with the permission is still refused at some rows. `polls`: asked for by a script by
    itself, so it keeps nobody signed in. `fresh`: needs a sign-in a few minutes old.
    """

    who: Who
    permission: str = ""
    act_permission: str = ""
    shown: tuple[Line, ...] = ()
    done: tuple[Line, ...] = ()
    quiet: str = ""
    some_refused: str = ""
    polls: bool = False
    fresh: bool = False

    def shows(self, word: AuditWord, *about: str) -> Self:
        return replace(self, shown=(*self.shown, Line(word, about)))

    def does(self, word: AuditWord, *about: str, needs: str = "") -> Self:
        return replace(self, done=(*self.done, Line(word, about)), act_permission=needs or self.act_permission)

    def shows_nobody(self, why: str) -> Self:
        """A look writes nothing into the book, because …"""
        return replace(self, quiet=why)

    def acts_need(self, permission: str) -> Self:
        return replace(self, act_permission=permission)

    def refuses_some(self, why: str) -> Self:
        return replace(self, some_refused=why)

    def that_polls(self) -> Self:
        return replace(self, polls=True)

    def with_fresh_sign_in(self) -> Self:
        return replace(self, fresh=True)


anybody = Rule(Who.ANYBODY)
link_holder = Rule(Who.LINK)
vendor = Rule(Who.VENDOR)
signed_in = Rule(Who.STAFF)
nobody = Rule(Who.NOBODY, quiet="refused, and the try is in the book")


def role(permission: str) -> Rule:
    """Staff whose role holds it (`clinic.role_permissions`)."""
    return Rule(Who.ROLE, permission)


#: A table, or a function that makes one (of what is registered).
Rules = Mapping[str, Rule]


@cache
def written_rules() -> dict[str, Rule]:
    """All tables as one: view name → rule. A later table speaks louder; a name that ends in `*` means all such."""
    found: dict[str, Rule] = {}
    for dotted in settings.PAGE_RULES:
        table: Rules | Callable[[], Rules] = import_string(dotted)
        found |= table() if callable(table) else table
    return found


def rule_of(view: str) -> Rule | None:
    """The rule of a page by its name in the URL configuration; the exact name before a family of names."""
    rules = written_rules()
    if view in rules:
        return rules[view]
    families = (name for name in rules if name.endswith("*") and view.startswith(name[:-1]))
    longest = max(families, key=len, default=None)
    return rules[longest] if longest else None
