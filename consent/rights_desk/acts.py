"""What staff do about one request: each a form of its own, or one button."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from audit.door import phi_access
from audit.enums import PurposeOfUse
from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from consent.domain.rights import NotExtendable
from consent.enums import RightKind
from consent.models import RightsRequest
from consent.operations import rights, rights_answers
from consent.operations.erasure import NotErasable, of_the_same_name, who_may_go_along
from consent.operations.rights_answers import Effect, NotAnswered
from consent.pages.rights import REQUEST
from consent.rights_desk.forms import AnswerForm, DisagreementForm, KnownForm, MoreTimeForm
from consent.rights_steps import Closed
from patients.desk.look_up import Found, search
from patients.models import Person

_REFUSALS = (NotExtendable, NotErasable, rights.NotTheirMailbox, Closed)


@desk_page("consent.change_rightsrequest")
@require_http_methods(["GET", "POST"])
def known(request: HttpRequest, rights_request_id: UUID) -> HttpResponse:
    one = get_object_or_404(RightsRequest, pk=rights_request_id)
    form = KnownForm(request.POST or None, found=_found(request, one))

    def save(**common: Any) -> None:
        rights.recognise(person_id=UUID(str(form.chosen())), how=form.cleaned_data["how"], **common)

    return _act(request, one, form, save, title="Who asks", button="This is who asks")


@desk_page("consent.change_rightsrequest")
@require_http_methods(["GET", "POST"])
def more_time(request: HttpRequest, rights_request_id: UUID) -> HttpResponse:
    one = get_object_or_404(RightsRequest, pk=rights_request_id)
    form = MoreTimeForm(request.POST or None, one=one)

    def save(**common: Any) -> None:
        rights_answers.extend(**form.cleaned_data, **common)

    return _act(request, one, form, save, title="Take more time", button="Take it and tell them")


@desk_page("consent.change_rightsrequest")
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, rights_request_id: UUID) -> HttpResponse:
    one = get_object_or_404(RightsRequest, pk=rights_request_id)
    asks_for = one.person_id if one.kind == RightKind.ERASURE else None
    form = AnswerForm(
        request.POST or None,
        one=one,
        others=who_may_go_along(asks_for) if asks_for else (),
        initial={"erases": [str(pk) for pk in of_the_same_name(asks_for)] if asks_for else []},
    )

    def save(**common: Any) -> None:
        told = form.cleaned_data
        erases = frozenset(UUID(pk) for pk in told.get("erases", ()))
        effect = Effect(
            address=told.get("address", ""), way=told.get("way", ""), covers=told.get("covers", ""), erases=erases
        )
        words = {name: told[name] for name in ("outcome", "ground", "words")}
        rights_answers.answer(effect=effect, **words, **common)

    return _act(request, one, form, save, title="Answer", button="Answer for good")


@desk_page("consent.change_rightsrequest")
@require_http_methods(["GET", "POST"])
def disagree(request: HttpRequest, rights_request_id: UUID) -> HttpResponse:
    one = get_object_or_404(RightsRequest, pk=rights_request_id)
    form = DisagreementForm(request.POST or None)

    def save(**common: Any) -> None:
        rights_answers.disagree(words=form.cleaned_data["words"], **common)

    return _act(request, one, form, save, title="Statement of disagreement", button="Record")


@desk_page("consent.change_rightsrequest")
@require_POST
def withdraw(request: HttpRequest, rights_request_id: UUID) -> HttpResponse:
    one = get_object_or_404(RightsRequest, pk=rights_request_id)
    try:
        rights_answers.withdraw(by=staff_actor(request), now=timezone.now(), request_id=one.pk)
    except Closed:
        messages.info(request, "It was closed before.")
    return redirect("admin:desk-rights-one", rights_request_id=one.pk)


def _act(
    request: HttpRequest, one: RightsRequest, form: forms.Form, save: Callable[..., None], *, title: str, button: str
) -> HttpResponse:
    """The form; saved, back to the request. What the law does not allow stands above the form, and nothing is kept."""
    if request.method == "POST" and form.is_valid():
        problems = _problems(save, by=staff_actor(request), now=timezone.now(), request_id=one.pk)
        if not problems:
            messages.success(request, "Recorded.")
            return redirect("admin:desk-rights-one", rights_request_id=one.pk)
        for problem in problems:
            form.add_error(None, problem)
    return show(request, "consent/desk/rights_form.html", title=title, form=form, save=button, request_id=one.pk)


def _problems(save: Callable[..., None], **common: Any) -> tuple[str, ...]:
    try:
        save(**common)
    except NotAnswered as lacking:
        return lacking.problems
    except Person.DoesNotExist:
        return ("Nobody has this reference.",)
    except _REFUSALS as refusal:
        return (f"{str(refusal)[:1].upper()}{str(refusal)[1:].rstrip('.')}.",)
    return ()


def _found(request: HttpRequest, one: RightsRequest) -> list[Found]:
    """Whom the typed address, then the typed name may mean; each once."""
    by = staff_actor(request)
    with phi_access(
        actor=by,
        purpose=PurposeOfUse.PATIENT_REQUEST,
        people=(),
        fields=[f"{REQUEST}.name", f"{REQUEST}.email"],
        beside=[REQUEST],
    ) as phi:
        typed = [term for term in (phi.reveal(one.email), phi.reveal(one.name)) if term]
    found = [one for term in typed for one in search(term, by=by, purpose=PurposeOfUse.PATIENT_REQUEST)[0]]
    return list({one.person.pk: one for one in found}.values())
