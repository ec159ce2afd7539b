"""The clinic's tablet: staff make a code on their desk, the patient signs, and the page is locked again.

It shows one form and nothing else, and no member of staff may be signed in on it.
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.domain.actors import Actor
from clinic.public_limits import limited
from clinic.public_pages import in_chosen_language, kept_by_nobody
from consent.domain.signing import AT_THE_TABLET
from consent.enums import CopyGiven
from consent.models import Authorization, SigningRequest
from consent.operations import signing
from consent.pages.behind_links import page
from consent.pages.sign_forms import CodeForm, TabletSignForm
from consent.pages.signer_cookies import TABLET, remember, remembered
from consent.pages.signing_sheet import show_sheet, signed, who_signs
from consent.signed_papers import has_copy
from patients.models import Person

_FRAME = "public/tablet.html"
_THANKS_SECONDS = 20


@require_http_methods(["GET", "HEAD", "POST"])
@in_chosen_language
@kept_by_nobody
@limited("tablet", per_minute=20)
def tablet(request: HttpRequest) -> HttpResponse:
    """Asks for a code, or shows the form that the code opened; after the answer, or some minutes, it asks again."""
    if request.user.is_authenticated:
        return page(request, "tablet_signed_in")
    now = timezone.now()
    asked = _opened_here(request, now)
    if asked is None:
        return _ask_code(request, now)
    if request.method != "POST" or "code" in request.POST:
        return _locks_itself(
            show_sheet(request, asked, _form(None, asked, now), now=now, frame=_FRAME), AT_THE_TABLET.seconds
        )
    try:
        return _answered(request, asked, now)
    except signing.RequestClosed:
        return _locked(HttpResponseRedirect(_here(request)))


def _opened_here(request: HttpRequest, now: datetime) -> SigningRequest | None:
    opened = remembered(request, TABLET, now=now)
    if opened is None:
        return None
    asked = SigningRequest.objects.filter(pk=opened).first()
    return asked if asked and signing.can_be_answered(asked, now) else None


def _ask_code(request: HttpRequest, now: datetime) -> HttpResponse:
    form = CodeForm(request.POST if "code" in request.POST else None)
    if form.is_valid():
        asked = signing.open_by_code(now=now, code=form.cleaned_data["code"])
        if asked:
            response: HttpResponse = HttpResponseRedirect(_here(request))
            remember(response, TABLET, asked.pk, until=asked.expires_at, path=reverse("consent:tablet"))
            return response
        form.add_error(
            "code", _("This number opens nothing. It works once, for ten minutes: please ask for a new one.")
        )
    response = page(request, "tablet_code", {"form": form}, status=400 if form.is_bound else 200)
    return _locked(response) if TABLET in request.COOKIES else response


def _answered(request: HttpRequest, asked: SigningRequest, now: datetime) -> HttpResponse:
    if "decline" in request.POST:
        signing.decline(by=Actor.patient(asked.person_id), now=now, request_id=asked.pk)
        return _thanks(request, "declined")
    form, note = _form(request, asked, now), ""
    if form.is_valid():
        done = signed(request, asked, form, now=now)
        if isinstance(done, Authorization):
            return _thanks(request, CopyGiven(form.cleaned_data["copy"]) if has_copy(done) else "no-copy")
        note = done
    return _locks_itself(show_sheet(request, asked, form, now=now, frame=_FRAME, note=note), AT_THE_TABLET.seconds)


def _form(request: HttpRequest | None, asked: SigningRequest, now: datetime) -> TabletSignForm:
    person = Person.objects.only("email_key", "confidential_email_key", "birth_year").get(pk=asked.person_id)
    return TabletSignForm(
        request.POST if request else None,
        who_signs=who_signs(asked, now),
        may_be_mailed=_may_be_mailed(person),
    )


def _may_be_mailed(person: Person) -> bool:
    """The link to a copy asks for the year of birth: without one nobody could ever open it."""
    has_address = person.email_key is not None or person.confidential_email_key is not None
    return has_address and person.birth_year is not None


def _thanks(request: HttpRequest, what: str) -> HttpResponse:
    return _locks_itself(_locked(page(request, "tablet_thanks", {"what": what})), _THANKS_SECONDS)


def _locked(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(TABLET, path=reverse("consent:tablet"), samesite="Strict")
    return response


def _locks_itself(response: HttpResponse, seconds: int) -> HttpResponse:
    """Also where nobody presses anything any more."""
    response["Refresh"] = f"{seconds}; url={reverse('consent:tablet')}"
    return response


def _here(request: HttpRequest) -> str:
    query = request.GET.urlencode()
    return reverse("consent:tablet") + (f"?{query}" if query else "")
