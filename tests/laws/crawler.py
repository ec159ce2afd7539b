"""Opens pages as somebody and compares what came, and what stands in the book, with the rules."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from audit.coverage.pages import Page
from audit.coverage.rules import Line, Rule, Who
from audit.models import AuditEvent
from clinic.models import Staff
from clinic.role_permissions import ROLE_TABLE
from tests.laws.crawled_clinic import CrawledClinic

OWN, OTHER, NOBODYS = range(3)
_addresses = count(1)


@dataclass(frozen=True)
class Visitor:
    """Anonymous without `staff`; `is_complete`: signed in with everything that is asked for."""

    name: str
    client: Client
    staff: Staff | None = None
    is_complete: bool = True

    def may(self, rule: Rule, *, acting: bool, number: int) -> bool:
        match rule.who:
            case Who.ANYBODY | Who.VENDOR:
                return True
            case Who.LINK:
                return number != NOBODYS
            case Who.STAFF:
                return self._works_here
            case Who.ROLE:
                asked = {rule.permission, rule.act_permission if acting and rule.act_permission else rule.permission}
                return self._works_here and self.staff is not None and asked <= ROLE_TABLE[self.staff.role]
        return False

    @property
    def _works_here(self) -> bool:
        return self.staff is not None and self.is_complete


@dataclass(frozen=True)
class Visit:
    """One request, and what it left in the book."""

    page: Page
    rule: Rule
    visitor: Visitor
    method: str
    number: int
    came_from: str
    answer: HttpResponse
    events: list[AuditEvent]
    names: set[UUID] | None

    @property
    def was_allowed(self) -> bool:
        return self.visitor.may(self.rule, acting=self.method == "POST", number=self.number)

    def faults(self) -> list[str]:
        where = f"{self.visitor.name}: {self.method} {self.page.view} #{self.number} → {self.answer.status_code}"
        wrong = self._of_the_allowed() if self.was_allowed else self._of_the_refused()
        return [f"{where}: {said}" for said in (*self._of_each_event(), *wrong)]

    def _of_each_event(self) -> Iterator[str]:
        for event in self.events:
            if (event.place, event.address) != (f"web:{self.page.view}", self.came_from):
                yield f"an event from {event.place}, {event.address}"
            if self.visitor.staff and event.actor_id != str(self.visitor.staff.pk) and self.rule.who is not Who.LINK:
                yield f"an event by {event.actor_kind} {event.actor_id}"

    def _of_the_allowed(self) -> Iterator[str]:
        status, denied = self.answer.status_code, _denied(self.events)
        if status == 403 and self.rule.some_refused:
            if len(denied) != 1:
                yield "refused here, without one denied line"
            return
        if self.rule.who is Who.VENDOR:
            return
        if status not in {200, 202, 302, 400, 404, 405, 410}:
            yield "allowed, and did not come"
        if denied:
            yield "allowed, with a denied line"
        if self.method == "GET":
            yield from self._of_a_look(status)
        else:
            yield from self._of_an_act()

    def _of_a_look(self, status: int) -> Iterator[str]:
        promised = {_told(line) for line in self.rule.shown} if status == 200 else set()
        written = {_said(event) for event in self.events}
        if written != promised:
            yield f"the book says {sorted(written)}, the rule {sorted(promised)}"
        if status == 200 and promised and self.names and not any(set(e.people) == self.names for e in self.events):
            yield "no event names just whom the page is about"

    def _of_an_act(self) -> Iterator[str]:
        lines = (*self.rule.shown, *self.rule.done)
        for event in self.events:
            if not _is_foretold(event, lines):
                yield f"an event that the rule does not know: {_said(event)}"

    def _of_the_refused(self) -> Iterator[str]:
        status, denied = self.answer.status_code, _denied(self.events)
        if len(denied) != len(self.events):
            yield "refused, with a line that something was granted"
        if status == 405:
            return
        leads_on = {302} if not self.visitor.staff or not self.visitor.is_complete else set()
        wanted = {404} if self.rule.who is Who.LINK else leads_on or {403}
        if status not in wanted:
            yield "should be refused"
        if status in {403, 404} and len(denied) != 1:
            yield f"refused with {len(denied)} denied lines"
        if "person_id" in self.page.parameters and denied and set(denied[0].people) != self.names:
            yield "the denied line does not name the person"


def crawl(pages: Iterable[Page], visitor: Visitor, clinic: CrawledClinic, posted: set[str]) -> Iterator[Visit]:
    """Every page with own rows; with another's and nobody's, too, where the visitor may open it.

    A look, then a bare POST: by everybody where the rule knows of an act, by the first who may look where it does not
    (it must do nothing there). Nobody's rows are asked for by the first, too (`posted` remembers).
    """
    for page in pages:
        if page.rule is None or (page.rule.who is Who.VENDOR and visitor.staff):
            continue
        if not visitor.is_complete and page.rule.who not in {Who.STAFF, Who.ROLE, Who.NOBODY}:
            continue
        is_first = _is_first(page, visitor, posted)
        for number in _numbers(page, page.rule, visitor):
            if number != NOBODYS or is_first or page.rule.who is Who.LINK:
                yield _visit(page, page.rule, visitor, clinic, "GET", number)
        if page.rule.done or page.rule.act_permission or is_first:
            for number in (OWN, NOBODYS) if page.rule.who is Who.LINK else (OWN,):
                yield _visit(page, page.rule, visitor, clinic, "POST", number)


def _is_first(page: Page, visitor: Visitor, posted: set[str]) -> bool:
    if page.rule is None or page.view in posted or not visitor.may(page.rule, acting=True, number=OWN):
        return False
    posted.add(page.view)
    return True


def _numbers(page: Page, rule: Rule, visitor: Visitor) -> Collection[int]:
    """Pages that the admin makes of any model ask for a permission alone: another's row is as good as one's own."""
    if not set(page.parameters) - {"day"} or not visitor.may(rule, acting=False, number=OWN):
        return (OWN,)
    return (OWN, NOBODYS) if page.parameters == ("object_id",) else (OWN, OTHER, NOBODYS)


def _visit(page: Page, rule: Rule, visitor: Visitor, clinic: CrawledClinic, method: str, number: int) -> Visit:
    path = reverse(page.view, kwargs={name: clinic.value(page.view, name, number) for name in page.parameters})
    names = clinic.names(page.view, page.parameters, number) if number != NOBODYS else None
    before = AuditEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0
    turn = next(_addresses)
    came_from = f"10.{turn >> 16 & 255}.{turn >> 8 & 255}.{turn & 255}"
    ask: Any = visitor.client.get if method == "GET" else visitor.client.post
    answer = ask(path, REMOTE_ADDR=came_from)
    if answer.streaming:
        b"".join(answer)
    events = list(AuditEvent.objects.filter(id__gt=before).order_by("id"))
    return Visit(page, rule, visitor, method, number, came_from, answer, events, names)


def words_of(visits: Iterable[Visit]) -> Counter[str]:
    return Counter(f"{event.word}/{event.outcome}" for visit in visits for event in visit.events)


def _denied(events: Iterable[AuditEvent]) -> list[AuditEvent]:
    return [event for event in events if event.outcome == "denied"]


def _told(line: Line) -> tuple[str, tuple[str, ...]]:
    return line.word.value, line.categories


def _said(event: AuditEvent) -> tuple[str, tuple[str, ...]]:
    return event.word, tuple(event.categories)


def _is_foretold(event: AuditEvent, lines: Iterable[Line]) -> bool:
    return any(event.word == line.word and set(event.categories) <= set(line.categories) for line in lines)
