"""Files taken out of the book: what is about to leave is shown first; what left is listed, with its signature."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from audit import exporting
from audit.book import lines, pages
from audit.book.filters import BookFilter
from audit.book.form import BookForm, person_of
from audit.enums import ExportKind, PurposeOfUse
from audit.exporting import Format
from audit.models import Export
from audit.sealing.proofs import proof_of_event
from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from clinic.sign_in.fresh import needs_fresh_sign_in
from clinic.staff_names import names_of

LISTED = 100
COUNTED = 10_000  # beyond it, counting would read as much as the export
_GIVEN_UP_AFTER = timedelta(hours=1)
_KINDS = {Format.CSV: ExportKind.EVENTS_CSV, Format.JSON_LINES: ExportKind.EVENTS_JSONL}


class ExportForm(forms.Form):
    form = forms.ChoiceField(
        label="As",
        choices=[(Format.CSV.value, "CSV, for a spreadsheet"), (Format.JSON_LINES.value, "JSON lines, for a program")],
        widget=forms.RadioSelect,
        initial=Format.CSV.value,
    )
    purpose = forms.ChoiceField(
        label="What it is taken out for",
        choices=[(one.value, one.label) for one in (PurposeOfUse.OPERATIONS, PurposeOfUse.PATIENT_REQUEST)],
        help_text="Stands in the access book, with your name and what was asked for.",
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """A line of the list of exports."""

    export: Export
    who: str
    asked_for: str
    state: str
    pill: str


@desk_page("audit.add_export")
@require_http_methods(["GET", "POST"])
@needs_fresh_sign_in
def export(request: HttpRequest) -> HttpResponseBase:
    """The criteria are those of the list, in the address; how and what for is asked here."""
    asked = BookForm(request.GET)
    if not asked.is_valid():
        return redirect(f"{reverse('admin:audit_auditevent_changelist')}?{request.GET.urlencode()}")
    wanted = asked.wanted()
    form = ExportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _file(request, wanted, Format(form.cleaned_data["form"]), PurposeOfUse(form.cleaned_data["purpose"]))
    return show(
        request,
        "clinic/privacy/export.html",
        title="Take events out",
        form=form,
        criteria=_in_words(asked, wanted),
        number=pages.counted(wanted, COUNTED),
        most=COUNTED,
        back=f"{reverse('admin:audit_auditevent_changelist')}?{request.GET.urlencode()}",
    )


def _file(request: HttpRequest, wanted: BookFilter, form: Format, purpose: PurposeOfUse) -> HttpResponseBase:
    paper = exporting.begin(
        by=staff_actor(request),
        kind=_KINDS[form],
        now=timezone.now(),
        criteria=wanted.criteria(),
        purpose=purpose,
        people=person_of(wanted),
    )
    return exporting.stream(paper=paper, form=form, columns=lines.COLUMNS, batches=lines.batches(wanted))


@desk_page("audit.view_export")
@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    days = _whole(request.GET.get("days", ""))
    since = {"asked_at__gte": now - timedelta(days=days)} if days else {}
    rows = list(Export.objects.filter(**since).order_by("-asked_at")[:LISTED])
    names = names_of(row.staff_id for row in rows)
    return show(
        request,
        "clinic/privacy/exports.html",
        title=f"Exports of the last {days} days" if days else "Exports",
        days=days,
        taken=[_taken(row, names, now) for row in rows],
        listed=LISTED,
    )


def _whole(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0


@desk_page("audit.view_export")
@require_safe
def signature(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """The proof that the file's digest stands in the sealed book, as JSON; until then a page that says so.

    Whoever has it checks it with docs/checking-a-proof, and the SHA-256 in its line with that of the file.
    """
    row = get_object_or_404(Export, pk=export_id)
    proof = proof_of_event(row.event) if row.event else None
    if proof is None:
        return show(
            request, "clinic/privacy/not_sealed_yet.html", title="Signature", is_finished=bool(row.event), status=202
        )
    of = {"id": str(row.pk), "kind": row.kind, "rows": row.rows, "sha256": row.sha256}
    return HttpResponse(
        json.dumps({**proof, "export": of}, indent=1),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="revisit-signature-{row.pk}.json"'},
    )


def _taken(row: Export, names: dict[UUID, str], now: datetime) -> Taken:
    asked_for = ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in row.criteria.items())
    who = names.get(row.staff_id, "a command" if row.staff_id.int == 0 else str(row.staff_id))
    return Taken(row, who, asked_for, *_state(row, now))


def _state(row: Export, now: datetime) -> tuple[str, str]:
    if row.finished_at:
        return "Complete", "yes"
    if row.ended_at:
        return "Cut off", "no"
    return ("Not completed", "held") if now - row.asked_at > _GIVEN_UP_AFTER else ("Under way", "held")


def _in_words(asked: BookForm, wanted: BookFilter) -> list[tuple[str, Any]]:
    """Each element that was asked for: its label and the choice as the form shows it."""
    return [(str(asked.fields[name].label), _choice(asked, name)) for name in wanted.asked()]


def _choice(asked: BookForm, name: str) -> Any:
    choices = dict(getattr(asked.fields[name], "choices", ()))
    typed = asked.data.get(name, "")
    return choices.get(typed, typed)
