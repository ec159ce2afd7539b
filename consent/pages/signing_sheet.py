"""The page on which a form is read and signed: the same behind a link and on the clinic's tablet."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from audit import origin
from audit.domain.actors import Actor
from clinic.domain.hours import local_day
from clinic.enums import Language
from clinic.queries import organisation
from consent.domain.signing import may_be_of_age, must_be_represented
from consent.enums import CopyGiven
from consent.models import Authorization, SigningRequest
from consent.operations import authorizations, signatures
from consent.pages.behind_links import page
from consent.pages.sign_forms import SignForm, WhoSigns
from patients.models import Person

_LONGEST_AGENT = 300


def spoken_language() -> str:
    spoken = get_language() or ""
    return spoken if spoken in Language.values else Language.ENGLISH


def who_signs(asked: SigningRequest, now: datetime) -> WhoSigns:
    born = Person.objects.values_list("birth_year", flat=True).get(pk=asked.person_id)
    today = local_day(now, organisation().time_zone)
    if may_be_of_age(born, today):
        return WhoSigns.EITHER
    return WhoSigns.PARENT if must_be_represented(born, today) else WhoSigns.ANYBODY


def show_sheet(
    request: HttpRequest, asked: SigningRequest, form: SignForm, *, now: datetime, frame: str, note: str = ""
) -> HttpResponse:
    """The text, and the form below it. Names the patient: in the book before it is shown."""
    context = {
        "frame": frame,
        "form": form,
        "shown": signatures.sheet_of(asked, spoken_language()),
        "patient": signatures.patients_name(Actor.patient(asked.person_id), asked),
        "today": local_day(now, organisation().time_zone),
        "note": note,
    }
    return page(request, "sign", context, status=400 if form.is_bound else 200)


def signed(request: HttpRequest, asked: SigningRequest, form: SignForm, *, now: datetime) -> Authorization | str:
    """The signed paper, or what to tell the signer; a fault of one field stands beside it, and the text is empty.

    Raises `signing.RequestClosed`.
    """
    told: dict[str, Any] = form.cleaned_data
    try:
        return signatures.sign_here(
            by=Actor.patient(asked.person_id),
            now=now,
            request_id=asked.pk,
            language=spoken_language(),
            read=told["read"],
            typed=signatures.Typed(told["signature"], told["represents"], told["authority"], _from_where(request)),
            copy=told.get("copy", CopyGiven.PAGE),
        )
    except signatures.TextChanged:
        return _("The text below has changed since you opened it. Please read it again before you sign.")
    except authorizations.IncompleteAuthorization:
        form.add_error("signature", _("Please type your full name: it is your signature."))
    except authorizations.MinorSignedAlone:
        form.add_error("authority", _("A parent or guardian must sign this form."))
    return ""


def _from_where(request: HttpRequest) -> str:
    """Network address and browser; sealed like the signature."""
    agent = "".join(filter(str.isprintable, request.headers.get("User-Agent", "")))[:_LONGEST_AGENT]
    return f"{origin.current().address or ''} {agent}".strip()
