"""A form behind a link: read, signed or declined, and its copy (45 CFR 164.508).

Whoever holds the link is asked for the patient's year of birth before anything is shown. GET and HEAD change nothing.
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit.domain.actors import Actor
from clinic.public_limits import limited, the_link
from clinic.public_pages import in_chosen_language, kept_by_nobody
from consent.downloads import as_download
from consent.enums import PaperFileKind, SigningState
from consent.models import Authorization, PaperFile, SigningRequest
from consent.operations import paper_files, second_facts, signatures, signing
from consent.pages.behind_links import page, record_look, request_to_sign
from consent.pages.sign_forms import WRONG_YEAR, BirthYearForm, SignForm
from consent.pages.signer_cookies import KNOWN, KNOWN_FOR, remember, remembered
from consent.pages.signing_sheet import show_sheet, signed, who_signs
from consent.signed_papers import has_copy

_any_method = require_http_methods(["GET", "HEAD", "POST"])
_FRAME = "public/base.html"


@_any_method
@in_chosen_language
@kept_by_nobody
@limited("authorize", per_minute=20, by=the_link)
def authorize(request: HttpRequest, token: str) -> HttpResponse:
    """Where a form is read and signed. A request that was answered before says so, and what can be done now."""
    asked, now = request_to_sign(token), timezone.now()
    if asked.state == SigningState.SIGNED:
        return _to(request, "consent:signed-copy", token)
    if not signing.can_be_answered(asked, now):
        return _closed(request, asked)
    if not _is_known(request, asked, now):
        return _second_question(request, token, asked, now)
    if request.method != "POST" or "birth_year" in request.POST:
        form = SignForm(None, who_signs=who_signs(asked, now))
        return show_sheet(request, asked, form, now=now, frame=_FRAME)
    try:
        return _declined(request, token, asked, now) if "decline" in request.POST else _sign(request, token, asked, now)
    except signing.RequestClosed:
        return _to(request, "consent:authorize", token)


@_any_method
@in_chosen_language
@kept_by_nobody
@limited("signed-copy", per_minute=20, by=the_link)
def signed_copy(request: HttpRequest, token: str) -> HttpResponse:
    """What was signed, when, and the copy to save, or that the clinic hands it over: behind the same question."""
    asked, now = request_to_sign(token), timezone.now()
    if asked.state != SigningState.SIGNED:
        return _to(request, "consent:authorize", token)
    if not _is_known(request, asked, now):
        return _second_question(request, token, asked, now)
    record_look(asked.person_id, "consent.authorization")
    paper = _paper(asked)
    context = {
        "paper": paper,
        "has_copy": has_copy(paper),
        "file_path": reverse("consent:signed-copy-file", args=[token]),
    }
    return page(request, "signed_copy", context)


@_any_method
@in_chosen_language
@kept_by_nobody
@limited("signed-copy-file", per_minute=20, by=the_link)
def signed_copy_file(request: HttpRequest, token: str) -> HttpResponse:
    """The copy as PDF. Its name says nothing. Whoever saves it by the button of the page has got it: it counts."""
    asked = request_to_sign(token)
    if asked.state != SigningState.SIGNED or not _is_known(request, asked, timezone.now()):
        return _to(request, "consent:signed-copy", token)
    file = PaperFile.objects.filter(authorization=_paper(asked), kind=PaperFileKind.COPY).order_by("stored_at").last()
    if file is None:
        return _to(request, "consent:signed-copy", token)
    signer = Actor.patient(asked.person_id)
    content = paper_files.content_of(by=signer, file=file)
    if request.method == "POST":
        signatures.copy_was_saved(by=signer, now=timezone.now(), request_id=asked.pk)
    return as_download(content, file.media_type, "copy.pdf")


def _paper(asked: SigningRequest) -> Authorization:
    return Authorization.objects.select_related("form").defer("shown_text").get(request=asked)


def _is_known(request: HttpRequest, asked: SigningRequest, now: datetime) -> bool:
    return remembered(request, KNOWN, now=now) == asked.pk


def _second_question(request: HttpRequest, token: str, asked: SigningRequest, now: datetime) -> HttpResponse:
    if second_facts.is_used_up(asked):
        return _locked(request, asked)
    form = BirthYearForm(request.POST if "birth_year" in request.POST else None)
    if not form.is_valid():
        return page(request, "sign_known", {"form": form}, status=400 if form.is_bound else 200)
    if second_facts.knows_birth_year(now=now, request_id=asked.pk, year=form.year()):
        response: HttpResponse = HttpResponseRedirect(request.get_full_path())
        remember(response, KNOWN, asked.pk, until=now + KNOWN_FOR, path=_path_of(token))
        return response
    asked.refresh_from_db()
    if second_facts.is_used_up(asked):
        return _locked(request, asked)
    form.add_error("birth_year", WRONG_YEAR)
    return page(request, "sign_known", {"form": form}, status=400)


def _sign(request: HttpRequest, token: str, asked: SigningRequest, now: datetime) -> HttpResponse:
    form = SignForm(request.POST, who_signs=who_signs(asked, now))
    note = ""
    if form.is_valid():
        done = signed(request, asked, form, now=now)
        if isinstance(done, Authorization):
            return _to(request, "consent:signed-copy", token)
        note = done
    return show_sheet(request, asked, form, now=now, frame=_FRAME, note=note)


def _declined(request: HttpRequest, token: str, asked: SigningRequest, now: datetime) -> HttpResponse:
    signing.decline(by=Actor.patient(asked.person_id), now=now, request_id=asked.pk)
    return _to(request, "consent:authorize", token)


def _locked(request: HttpRequest, asked: SigningRequest) -> HttpResponse:
    """Signed or not: in both cases nobody opens it any more, and the way on is another one."""
    why = "copy-locked" if asked.state == SigningState.SIGNED else SigningState.LOCKED
    return page(request, "sign_closed", {"why": why}, status=410)


def _closed(request: HttpRequest, asked: SigningRequest) -> HttpResponse:
    """Open no more: what became of it says nothing of what it was about."""
    return page(request, "sign_closed", {"why": asked.state}, status=410)


def _to(request: HttpRequest, view: str, token: str) -> HttpResponse:
    query = request.GET.urlencode()
    return HttpResponseRedirect(reverse(view, args=[token]) + (f"?{query}" if query else ""))


def _path_of(token: str) -> str:
    return reverse("consent:authorize", args=[token])
