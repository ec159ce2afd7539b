"""The forms that people sign, for the privacy officer: draft, check, look, publish. Published ones stay."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.denials import NotForThisRole
from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from clinic.queries import organisation
from consent import form_versions
from consent.copies.fonts import NoFont
from consent.copies.machine_fonts import WHAT_TO_INSTALL
from consent.copies.signed_pdf import SignedBlock, copy_of
from consent.desk.form_editor import ScopeForm, WordsForm
from consent.documents import shown
from consent.domain.form_checks import Problem
from consent.downloads import as_download
from consent.enums import AuthorizationKind
from consent.models import AuthorizationForm
from consent.operations import forms

_SEE, _WRITE = "consent.view_authorizationform", "consent.change_authorizationform"
_SPECIMEN = "SPECIMEN 範本 样本"


@desk_page(_SEE)
@require_http_methods(["GET", "POST"])
def kinds(request: HttpRequest) -> HttpResponse:
    """Which version of each kind people sign now. A POST drafts the next one of a kind."""
    if request.method == "POST":
        _must_write(request)
        kind = request.POST.get("kind", "")
        if kind not in AuthorizationKind:
            raise Http404
        number = forms.draft(by=staff_actor(request), kind=kind)
        return _back(form_versions.rows_of(kind, number))
    return show(request, "consent/desk/forms/kinds.html", title="Forms that people sign", kinds=form_versions.kinds())


@desk_page(_SEE)
@require_http_methods(["GET", "POST"])
def version(request: HttpRequest, authorization_form_id: UUID) -> HttpResponse:
    """A version in all its languages: how plain it is and what stands in the way. A POST sets what a draft allows."""
    rows = _version_of(authorization_form_id)
    scope = ScopeForm(request.POST or None, row=rows[0])
    if request.method == "POST":
        _must_write(request)
        if scope.is_valid():
            _try(request, "Saved.", forms.set_scope, **_named(rows), shared=scope.cleaned_data)
            return _back(rows)
    return _version_page(request, rows, scope)


@desk_page(_WRITE)
@require_POST
def publish(request: HttpRequest, authorization_form_id: UUID) -> HttpResponse:
    rows = _version_of(authorization_form_id)
    done = "Published in all languages. It stays as it is from now on."
    _try(request, done, forms.publish, now=timezone.now(), **_named(rows))
    return _back(rows)


@desk_page(_WRITE)
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, authorization_form_id: UUID) -> HttpResponse:
    """The words of one language of a draft."""
    rows = _version_of(authorization_form_id)
    row = next(row for row in rows if row.pk == authorization_form_id)
    if row.published_at is not None:
        return _back(rows)
    form = WordsForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        done = f"{row.get_language_display()} is saved."
        _try(request, done, forms.rewrite, form_id=row.pk, words=form.cleaned_data)
        return _back(rows)
    return show(
        request,
        "consent/desk/forms/words.html",
        title=f"{_name(row)}, {row.get_language_display()}",
        row=row,
        form=form,
        language=_language(row, form_versions.problems_of(rows)),
    )


@desk_page(_SEE)
@require_safe
def preview(request: HttpRequest, authorization_form_id: UUID) -> HttpResponse:
    """What a signer is shown."""
    row = get_object_or_404(AuthorizationForm, pk=authorization_form_id)
    document = shown(row, organisation().name_in(row.language))
    return show(request, "consent/desk/forms/preview.html", title=_name(row), row=row, document=document)


@desk_page(_SEE)
@require_safe
def specimen(request: HttpRequest, authorization_form_id: UUID) -> HttpResponse:
    """The copy that a signer would get, signed by nobody."""
    row = get_object_or_404(AuthorizationForm, pk=authorization_form_id)
    document = shown(row, organisation().name_in(row.language))
    try:
        pdf = copy_of(document, SignedBlock(_SPECIMEN, timezone.localdate(), patient=_SPECIMEN), row.language)
    except NoFont:
        messages.error(request, WHAT_TO_INSTALL)
        return redirect("admin:desk-form-version", row.pk)
    return as_download(pdf, "application/pdf", f"{row.kind}-v{row.version}-{row.language}.pdf")


def _version_page(request: HttpRequest, rows: list[AuthorizationForm], scope: ScopeForm) -> HttpResponse:
    problems = form_versions.problems_of(rows)
    return show(
        request,
        "consent/desk/forms/version.html",
        title=_name(rows[0]),
        first=rows[0],
        languages=[_language(row, problems) for row in rows],
        general=[problem.words for problem in problems if not problem.language],
        is_ready=not problems,
        is_draft=rows[0].published_at is None,
        may_write=request.user.has_perm(_WRITE),
        scope=scope,
    )


def _language(row: AuthorizationForm, problems: Iterable[Problem]) -> dict[str, Any]:
    return {
        "row": row,
        "measures": form_versions.text_of(row).measures,
        "problems": [problem.words for problem in problems if problem.language == row.language],
    }


def _try(request: HttpRequest, done: str, operation: Any, **told: Any) -> None:
    """The next page says that it was done, or why not."""
    try:
        operation(by=staff_actor(request), **told)
    except forms.NotReady as refused:
        number = len(refused.problems)
        messages.error(request, f"Not published: {number} thing{'s' if number > 1 else ''} to set right first.")
    except forms.AlreadyPublished as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)


def _back(rows: list[AuthorizationForm]) -> HttpResponse:
    return redirect("admin:desk-form-version", rows[0].pk)


def _must_write(request: HttpRequest) -> None:
    if not request.user.has_perm(_WRITE):
        raise NotForThisRole(_WRITE)


def _version_of(form_id: UUID) -> list[AuthorizationForm]:
    """All languages of the version that this row belongs to."""
    row = get_object_or_404(AuthorizationForm, pk=form_id)
    return form_versions.rows_of(row.kind, row.version)


def _named(rows: list[AuthorizationForm]) -> dict[str, Any]:
    return {"kind": rows[0].kind, "version": rows[0].version}


def _name(row: AuthorizationForm) -> str:
    return f"{row.get_kind_display()}, version {row.version}"


urlpatterns = [
    path("forms/", kinds, name="desk-forms"),
    path("forms/<uuid:authorization_form_id>/", version, name="desk-form-version"),
    path("forms/<uuid:authorization_form_id>/publish/", publish, name="desk-form-publish"),
    path("forms/<uuid:authorization_form_id>/words/", words, name="desk-form-words"),
    path("forms/<uuid:authorization_form_id>/preview/", preview, name="desk-form-preview"),
    path("forms/<uuid:authorization_form_id>/specimen/", specimen, name="desk-form-specimen"),
]
