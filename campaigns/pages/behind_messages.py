"""What pages behind a link in a message have in common: the link is opened, the year of birth is asked, a page is made.

Nothing is shown before the second fact, and GET and HEAD change nothing (mail scanners follow every link).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.domain.actors import Actor
from audit.strangers import record_refusal
from campaigns import message_links
from campaigns.enums import LinkPurpose
from campaigns.models import Message
from campaigns.operations import link_guards
from clinic.domain.hours import local_day
from clinic.queries import organisation
from consent import links
from consent.pages.sign_forms import BirthYearForm
from consent.pages.signer_cookies import KNOWN_FOR, READER, remember, remembered


@dataclass(frozen=True, slots=True)
class Behind:
    """A link that opens, at a moment. `subject_id`: what it is a link to; `view`: its page."""

    purpose: LinkPurpose
    view: str
    token: str
    message: Message
    subject_id: UUID
    now: datetime

    @property
    def reader(self) -> Actor:
        return Actor.patient(self.message.person_id)

    @property
    def path(self) -> str:
        return reverse(self.view, args=[self.token])


def opened(purpose: LinkPurpose, token: str) -> Message:
    """One that is not ours, not for this page, or made for an address that was left, is not found; the try is in the
    book."""
    try:
        return message_links.opened(purpose, token, today=_today())
    except links.BadToken:
        not_found()
        raise Http404 from None


def not_found() -> None:
    record_refusal(fields=["campaigns.message"])


def asked_first(request: HttpRequest, behind: Behind) -> HttpResponse | None:
    """The page to show instead while nobody has said the year of birth in this browser; None: go on."""
    if remembered(request, READER, now=behind.now) == behind.message.pk:
        return None
    if _is_locked(behind):
        return _locked(request)
    form = BirthYearForm(request.POST if "birth_year" in request.POST else None)
    if not form.is_valid():
        return _question(request, form)
    if _is_known(behind, form.year()):
        response: HttpResponse = HttpResponseRedirect(request.get_full_path())
        remember(response, READER, behind.message.pk, until=behind.now + KNOWN_FOR, path=behind.path)
        return response
    if _is_locked(behind):
        return _locked(request)
    form.add_error("birth_year", _("This is not the year that we know. After five wrong answers the link is locked."))
    return _question(request, form)


def here(request: HttpRequest, behind: Behind, **more: str) -> HttpResponseRedirect:
    """To the page itself, in its language; `more` says what was done."""
    query = request.GET.copy()
    query.pop("done", None)
    query.update(more)
    return HttpResponseRedirect(f"{behind.path}?{query.urlencode()}" if query else behind.path)


def page(request: HttpRequest, name: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    return render(request, f"public/campaigns/{name}.html", context, status=status)


def _today() -> date:
    return local_day(timezone.now(), organisation().time_zone)


def _question(request: HttpRequest, form: BirthYearForm) -> HttpResponse:
    return render(request, "public/consent/sign_known.html", {"form": form}, status=400 if form.is_bound else 200)


def _locked(request: HttpRequest) -> HttpResponse:
    return page(request, "locked", status=410)


def _is_locked(behind: Behind) -> bool:
    return link_guards.is_locked(person_id=behind.message.person_id)


def _is_known(behind: Behind, year: int) -> bool:
    return link_guards.knows_birth_year(
        now=behind.now,
        purpose=behind.purpose,
        subject_id=behind.subject_id,
        person_id=behind.message.person_id,
        year=year,
    )
