"""Whose data an account saw between two moments: the first question of a breach (45 CFR 164.402 to 164.404)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from audit import exporting, ledger
from audit.enums import AuditWord, ExportKind
from audit.events_in_words import categories_in_words
from audit.exporting import Format
from audit.review import queries
from audit.review.queries import Revealed
from clinic.desk import purpose_of_use, staff_actor
from clinic.desk_pages import desk_page, show
from clinic.models import Staff
from clinic.queries import organisation
from clinic.sign_in.fresh import needs_fresh_sign_in
from patients.desk.revealed import NAMES, details_of
from patients.models import Person

PEOPLE_A_PAGE = 50
PEOPLE_A_BATCH = 2000
COLUMNS = ("person", "reads", "opened", "first", "last", "data", "specially_protected")
_MOMENT = "%Y-%m-%dT%H:%M"


class BreachForm(forms.Form):
    """Account and moments in clinic time. Who left stays in the list."""

    account = forms.ModelChoiceField(label="Account", queryset=Staff.objects.order_by("username"))
    since = forms.DateTimeField(
        label="From", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
    )
    until = forms.DateTimeField(
        label="Until (not included)", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
    )

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since >= until:
            self.add_error("until", "Choose a moment after the first one.")
        return self.cleaned_data


@dataclass(frozen=True, slots=True)
class Line:
    seen: Revealed
    data: str
    name: str = ""


@desk_page("audit.view_reviewcase")
@require_safe
def revealed_by(request: HttpRequest) -> HttpResponse:
    return _page(request, BreachForm(request.GET or None), with_names=False)


@desk_page("audit.view_reviewcase")
@require_POST
def names(request: HttpRequest) -> HttpResponse:
    """The same page with names: a look at everybody on it, which is in the book."""
    return _page(request, BreachForm(request.POST), with_names=True)


@desk_page("audit.add_export")
@require_POST
@needs_fresh_sign_in
def export(request: HttpRequest) -> HttpResponseBase:
    """All of them as CSV, with opaque ids, signed by the next seal."""
    form = BreachForm(request.POST)
    if not form.is_valid():
        return redirect("admin:desk-revealed-by")
    now = timezone.now()
    # What is read while the file leaves is of another file.
    asked = {**form.cleaned_data, "until": min(form.cleaned_data["until"], now)}
    paper = exporting.begin(by=staff_actor(request), kind=ExportKind.REVEALED_BY, now=now, criteria=_criteria(asked))
    return exporting.stream(paper=paper, form=Format.CSV, columns=COLUMNS, batches=_batches(asked))


def _page(request: HttpRequest, form: BreachForm, *, with_names: bool) -> HttpResponse:
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        ledger.record_read(
            word=AuditWord.AUDIT,
            actor=staff_actor(request),
            purpose=purpose_of_use(request),
            people=(),
            fields=["audit.auditevent"],
            details=_criteria(asked),
        )
        context |= _answer(request, asked, with_names=with_names)
    zone = organisation().time_zone
    return show(request, "patients/privacy/revealed_by.html", title="Whose data an account saw", zone=zone, **context)


def _answer(request: HttpRequest, asked: dict[str, Any], *, with_names: bool) -> dict[str, Any]:
    after = _place((request.POST if with_names else request.GET).get("after", ""))
    found = queries.revealed_by(**_whom_and_when(asked), after=after, limit=PEOPLE_A_PAGE + 1)
    more, people = len(found.people) > PEOPLE_A_PAGE, found.people[:PEOPLE_A_PAGE]
    shown_names = _names(request, [one.person_id for one in people]) if with_names else {}
    lines = [Line(one, categories_in_words(one.categories), shown_names.get(one.person_id, "")) for one in people]
    return {
        "asked": asked,
        "lines": lines,
        "of": found.of,
        "query": urlencode(_typed(asked)),
        "is_first": after is None,
        "next": _in_address(people[-1].place) if more else "",
        "typed": {**_typed(asked), "after": _in_address(after) if after else ""},
        "with_names": with_names,
        "names_page": reverse("admin:desk-revealed-names"),
    }


def _batches(asked: dict[str, Any]) -> Iterator[list[tuple[Any, ...]]]:
    """By the ids of people: a read that is committed meanwhile neither repeats nor loses anybody."""
    after: UUID | None = None
    while people := queries.revealed_in_fixed_order(**_whom_and_when(asked), after=after, limit=PEOPLE_A_BATCH):
        yield [
            (one.person_id, one.reads, one.opened, one.first_at, one.last_at, list(one.categories), one.saw_protected)
            for one in people
        ]
        after = people[-1].person_id


def _whom_and_when(asked: dict[str, Any]) -> dict[str, Any]:
    return {"staff_id": asked["account"].pk, "since": asked["since"], "until": asked["until"]}


def _in_address(place: tuple[int, UUID]) -> str:
    return "{}.{}".format(*place)


def _place(text: str) -> tuple[int, UUID] | None:
    """What `_in_address` wrote; None, the first page, for anything else."""
    reads, _, person = text.partition(".")
    try:
        return (int(reads), UUID(person)) if reads.isascii() and reads.isdigit() and len(reads) < 10 else None
    except ValueError:
        return None


def _names(request: HttpRequest, ids: list[UUID]) -> dict[UUID, str]:
    people = list(Person.objects.filter(pk__in=ids).only(*NAMES))
    shown = details_of(people, NAMES, by=staff_actor(request), purpose=purpose_of_use(request), word=AuditWord.LIST)
    return {pk: details.name for pk, details in shown.items()}


def _typed(asked: dict[str, Any]) -> dict[str, str]:
    zone = ZoneInfo(organisation().time_zone)
    moments: dict[str, datetime] = {name: asked[name] for name in ("since", "until")}
    return {
        "account": str(asked["account"].pk),
        **{name: at.astimezone(zone).strftime(_MOMENT) for name, at in moments.items()},
    }


def _criteria(asked: dict[str, Any]) -> dict[str, str]:
    return {
        "account": str(asked["account"].pk),
        "since": asked["since"].isoformat(),
        "until": asked["until"].isoformat(),
    }
