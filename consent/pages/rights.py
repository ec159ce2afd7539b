"""Asking for a right, confirming the mailbox it came from, and reading the answer. GET and HEAD change nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from audit.domain.actors import Actor
from audit.door import phi_access
from audit.enums import PurposeOfUse
from clinic.domain.hours import local_day
from clinic.enums import Language
from clinic.public_limits import limited, the_link
from clinic.public_pages import in_chosen_language, kept_by_nobody
from clinic.queries import organisation
from consent.domain.rights_answers import statements
from consent.enums import DoorstepKind, RightsStepKind
from consent.models import RightsRequest, RightsStep
from consent.operations import answer_readers, doorstep, rights
from consent.pages.behind_links import page, record_look, right_asked, step_told
from consent.pages.rights_form import RightsForm
from consent.pages.sign_forms import WRONG_YEAR, BirthYearForm
from consent.rights_words import ANSWERS, GROUNDS, STATEMENTS, Words, right_text

NOTE, REQUEST = "consent.rightsstep.note", "consent.rightsrequest"
_any_method = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was answered, in the reader's language; `words` as the clinic wrote them."""

    on: date
    title: Words
    ground: Words
    words: str
    may: list[Words]


@_any_method
@in_chosen_language
@limited("rights", per_minute=5, forgives_errors=True)
def ask(request: HttpRequest) -> HttpResponse:
    """Keeps what was written and looks nothing up: the answer is the same for everybody."""
    form = RightsForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "rights", {"form": form}, status=400 if form.is_bound else 200)
    spoken = get_language() or ""
    doorstep.post(
        kind=DoorstepKind.RIGHTS,
        content=form.cleaned_data,
        language=spoken if spoken in Language.values else Language.ENGLISH.value,
        now=timezone.now(),
    )
    return page(request, "rights_sent")


@_any_method
@in_chosen_language
@kept_by_nobody
@limited("rights-request", per_minute=10, by=the_link)
def asked(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever reads the mailbox that was typed: which right and by when; nothing of any person."""
    one = right_asked(token)
    if one.reply_to_id is None:
        raise Http404
    if request.method == "POST":
        rights.confirm_mailbox(by=Actor.patient(one.reply_to_id), now=timezone.now(), request_id=one.pk)
        one.refresh_from_db()
    record_look(one.reply_to_id, REQUEST)
    context = {"one": one, "right": right_text(one.kind), "due": one.extended_to or one.due_on}
    return page(request, "rights_request", context)


@_any_method
@in_chosen_language
@kept_by_nobody
@limited("rights-answer", per_minute=10, by=the_link)
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The one thing that this mail told of, for whom it went to; whatever was answered since has a link of its own.

    Of a patient's answer nothing is shown before the year of birth: each time, so that no browser keeps a way in.
    """
    step = step_told(token)
    if step.what not in ANSWERS or step.told_to_id is None:
        raise Http404
    if answer_readers.patient_of(step) is None or _knows_the_year(request, step):
        reader = step.told_to_id
        return page(request, "rights_answer", answer_shown(step.request, [step], Actor.patient(reader), [reader]))
    return _second_question(request, step)


def _knows_the_year(request: HttpRequest, step: RightsStep) -> bool:
    form = BirthYearForm(request.POST)
    return form.is_valid() and answer_readers.knows_birth_year(now=timezone.now(), step_id=step.pk, year=form.year())


def _second_question(request: HttpRequest, step: RightsStep) -> HttpResponse:
    step.request.refresh_from_db(fields=["tries"])
    if answer_readers.is_used_up(step.request):
        return page(request, "sign_closed", {"why": "answer-locked"}, status=410)
    form = BirthYearForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        form.add_error("birth_year", WRONG_YEAR)
    return page(request, "sign_known", {"form": form}, status=400 if form.is_bound else 200)


def answer_shown(
    one: RightsRequest, steps: Sequence[RightsStep], reader: Actor, people: Collection[UUID]
) -> dict[str, Any]:
    """What these steps (the newest first) told, in the active language; opened for `reader`, in the book."""
    zone = organisation().time_zone
    with phi_access(
        actor=reader,
        purpose=PurposeOfUse.PATIENT_REQUEST,
        people=people,
        fields=[NOTE],
        beside=[REQUEST],
        details={"request": str(one.pk)},
    ) as phi:
        told = [_told(one, step, phi.reveal(step.note) or "", zone) for step in steps]
    due = one.extended_to or one.due_on
    is_answered = any(step.what != RightsStepKind.EXTENDED for step in steps)
    return {"one": one, "right": right_text(one.kind), "told": told, "due": due, "is_closed": is_answered}


def _told(one: RightsRequest, step: RightsStep, words: str, zone: str) -> Told:
    is_answer = step.what != RightsStepKind.EXTENDED
    may = statements(one.kind, step.what, step.ground) if is_answer else ()
    return Told(
        on=local_day(step.at, zone),
        title=ANSWERS[step.what],
        ground=GROUNDS.get(step.ground, ""),
        words=words,
        may=[STATEMENTS[statement] for statement in may],
    )
