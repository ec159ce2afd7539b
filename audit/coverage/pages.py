"""The URL configuration beside the rules: which page has which rule, and what does not fit."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.admin import AdminSite
from django.urls import URLPattern, URLResolver, get_resolver
from django.views.generic import RedirectView

from audit.coverage.rules import Rule, Who, rule_of, written_rules


@dataclass(frozen=True, slots=True)
class Page:
    view: str
    route: str
    parameters: tuple[str, ...]
    rule: Rule | None


def pages() -> list[Page]:
    """Every named page of the URL configuration, by name."""
    return sorted(_walk(get_resolver(), "", ""), key=lambda page: (page.view, page.route))


def faults() -> list[str]:
    """What is wrong between URL configuration and rules; empty when nothing is."""
    there = pages()
    names = {page.view for page in there}
    without_rule = [f"{page.view}: a page without a rule" for page in there if page.rule is None]
    without_page = [f"{name}: a rule without a page" for name in written_rules() if not _is_there(name, names)]
    unclear = [f"{page.view}: {said}" for page in there if page.rule for said in _unclear(page.rule)]
    return without_rule + without_page + unclear


def _unclear(rule: Rule) -> Iterator[str]:
    if bool(rule.shown) == bool(rule.quiet):
        yield "say what a look writes into the book, or why nothing"
    if bool(rule.permission) != (rule.who is Who.ROLE):
        yield "a permission goes with roles, and with them alone"
    for line in (*rule.shown, *rule.done):
        if not line.about and line.word not in _ABOUT_NOTHING:
            yield f"{line.word}: say which fields"


#: Events that are about the one who acts.
_ABOUT_NOTHING = frozenset({"sign-in", "sign-out", "sign-in-failed", "privilege"})


def _is_there(rule_name: str, names: set[str]) -> bool:
    if rule_name.endswith("*"):
        return any(name.startswith(rule_name[:-1]) for name in names)
    return rule_name in names


def _walk(resolver: URLResolver, namespace: str, route: str) -> Iterator[Page]:
    for entry in resolver.url_patterns:
        here = f"{route}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from _walk(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace, here)
        elif not _has_no_page(entry):
            view = f"{namespace}{entry.name or here}"
            yield Page(view, here, _parameters(entry), rule_of(view))


def _has_no_page(entry: URLPattern) -> bool:
    """Nameless by Django's own design: old addresses that lead to a page of the list, and the admin's "not found"."""
    leads_on = getattr(entry.callback, "view_class", None) is RedirectView
    not_found = (
        getattr(entry.callback, "__func__", entry.callback).__qualname__ == AdminSite.catch_all_view.__qualname__
    )
    return entry.name is None and (leads_on or not_found)


def _parameters(entry: URLPattern) -> tuple[str, ...]:
    named = entry.pattern.converters or getattr(entry.pattern, "regex", None)
    return tuple(named if isinstance(named, dict) else named.groupindex if named else ())
