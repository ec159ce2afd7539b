"""The pages on the way in: name and password, then a code; the first time, setting up what makes the codes."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.contrib.auth import authenticate
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from clinic.enums import SignInMethod, SignInStep
from clinic.models import Authenticator, Staff
from clinic.queries import organisation
from clinic.sign_in import authenticators, events, lock_out, operations, sample_clinic, steps, tickets
from clinic.sign_in.browsers import known_browser, remember_browser
from clinic.sign_in.forms import HandedCode, NameAndPassword, NameAndTicket, SecondFactor, SetUpCode
from clinic.sign_in.gate import is_verified, safe_next

NO_MATCH = "Name and password do not fit together. Check that Caps Lock is off, and try again."
WRONG_CODE = "This code does not fit. Each code counts once and for half a minute: type the next one your app shows."
WRONG_SET_UP_CODE = "This code does not fit: check its digits. It counts for three days, and a newer one ends it."
WRONG_TICKET = "Name and ticket do not fit together. A ticket counts once and for half an hour."

Answer = TypeVar("Answer")


@sensitive_post_parameters()
def name_and_password(request: HttpRequest) -> HttpResponse:
    next_page = safe_next(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method != "POST" and is_verified(request):
        return redirect(next_page)
    form = NameAndPassword(request.POST or None)
    if form.is_valid():
        staff = try_password(request, **form.cleaned_data, step=SignInStep.PASSWORD)
        if staff is not None:
            steps.go_halfway(request, staff, next_page)
            return redirect("admin:sign-in-code")
        form.add_error(None, NO_MATCH)
    context = {"form": form, "next": next_page, "why": request.GET.get("why", "")}
    return render(request, "clinic/sign_in/name_and_password.html", context)


@sensitive_post_parameters()
def code(request: HttpRequest) -> HttpResponse:
    found = steps.halfway(request)
    if found is None:
        return redirect("admin:login")
    if found.must_enrol:
        return redirect("admin:sign-in-enrol")
    form = SecondFactor(request.POST or None)
    if form.is_valid():
        method, locked = try_code(request, found.staff, form.cleaned_data["code"], SignInStep.CODE)
        if locked:
            return lock_out.locked_page(request)
        if method:
            return _let_in(request, found, method)
        form.add_error("code", WRONG_CODE)
    context = {"form": form, "sample_code": sample_clinic.code_for(found.staff)}
    return render(request, "clinic/sign_in/code.html", context)


@sensitive_post_parameters()
def enrol(request: HttpRequest) -> HttpResponse:
    found = steps.halfway(request)
    if not (found and found.must_enrol):
        return redirect("admin:login")
    if not steps.has_begun(request):
        return _ask_for_set_up_code(request, found)
    waiting = steps.waiting_here(request, found.staff)
    if waiting is None:
        return _begun_elsewhere()
    form = SetUpCode(request.POST or None)
    if form.is_valid():
        codes = operations.confirm_enrolment(
            by=events.actor_of(found.staff),
            began=waiting,
            code=form.cleaned_data["code"],
            now=timezone.now(),
        )
        if codes:
            return _let_in(request, found, SignInMethod.TOTP, codes)
        form.add_error("code", WRONG_CODE)
    return show_key(request, waiting, form)


def _ask_for_set_up_code(request: HttpRequest, found: steps.Halfway) -> HttpResponse:
    """A password alone sets up nothing: whoever set the first one knows it."""
    form = HandedCode(request.POST or None)
    if form.is_valid():
        typed = form.cleaned_data["set_up_code"]
        fits, locked = _judged(request, found.staff, SignInStep.SET_UP, partial(_set_up_code_fits, found.staff, typed))
        if locked:
            return lock_out.locked_page(request)
        if fits:
            steps.begin_set_up(request, found.staff)
            return redirect("admin:sign-in-enrol")
        form.add_error("set_up_code", WRONG_SET_UP_CODE)
    return render(request, "clinic/sign_in/set_up_code.html", {"form": form})


def _set_up_code_fits(staff: Staff, typed: str, now: datetime) -> bool:
    return tickets.set_up_code_fits(staff=staff, typed=typed, now=now)


@sensitive_post_parameters()
def new_browser(request: HttpRequest) -> HttpResponse:
    """A ticket makes this browser one that is counted apart. It signs nobody in."""
    form = NameAndTicket(request.POST or None)
    if form.is_valid():
        name, typed = form.cleaned_data["username"], form.cleaned_data["ticket"]
        staff = tickets.use_ticket(username=name, typed=typed, now=timezone.now())
        if staff is not None:
            response = redirect(f"{reverse('admin:login')}?why=ticket")
            remember_browser(request, response, staff.username, anew=True)
            return response
        if tries := lock_out.tries_to_tell(request, name):
            events.record_failed(name, SignInStep.TICKET, tries=tries)
        form.add_error("ticket", WRONG_TICKET)
    return render(request, "clinic/sign_in/new_browser.html", {"form": form})


def show_key(request: HttpRequest, waiting: Authenticator, form: Form) -> HttpResponse:
    """The key to be taken into an app, as a picture and as text."""
    picture = authenticators.qr_code(waiting.key, issuer=organisation().name, account=waiting.user.username)
    context = {"form": form, "qr_code": picture, "key": authenticators.in_fours(waiting.key)}
    return render(request, "clinic/sign_in/enrol.html", context)


def show_recovery_codes(request: HttpRequest, codes: list[str], next_page: str) -> HttpResponse:
    """The answer to the form that made them: no address shows them again."""
    context = {"codes": codes, "next": next_page, "house": organisation().name}
    return render(request, "clinic/sign_in/recovery_codes.html", context)


def try_code(request: HttpRequest, staff: Staff, typed: str, step: SignInStep) -> tuple[SignInMethod | None, bool]:
    """Which kind of code fitted, and whether the lane was locked, so that none was looked at. A wrong one is counted
    before the next one of the lane is looked at, and is in the book."""
    known = bool(known_browser(request, staff.username))

    def accepted(now: datetime) -> SignInMethod | None:
        return operations.accept_code(staff_id=staff.pk, typed=typed, now=now, from_known_browser=known)

    return _judged(request, staff, step, accepted)


def _judged(
    request: HttpRequest, staff: Staff, step: SignInStep, judge: Callable[[datetime], Answer | None]
) -> tuple[Answer | None, bool]:
    """What `judge` answers (nothing or false is wrong), unless the lane is locked."""
    with lock_out.one_at_a_time(request, staff.username):
        locked = lock_out.is_locked(request, staff.username)
        answer = None if locked else judge(timezone.now())
        if not (locked or answer):
            lock_out.count_failure(request, staff.username)
    if not answer:
        failed(request, staff.username, step, locked=locked, staff=staff)
    return answer, locked


def try_password(
    request: HttpRequest, username: str, password: str, step: SignInStep, known: Staff | None = None
) -> Staff | None:
    """Whose it is. A wrong one is counted before the next one of the lane is looked at, and is in the book; `known` is
    who is signed in."""
    with lock_out.one_at_a_time(request, username):
        locked = lock_out.is_locked(request, username)
        found = authenticate(request, username=username, password=password)
    if isinstance(found, Staff) and found.is_staff:
        return found
    failed(request, username, step, locked=locked, staff=known)
    return None


def failed(request: HttpRequest, username: str, step: SignInStep, *, locked: bool, staff: Staff | None) -> None:
    """In the book: what was judged, each; what was turned away, once a minute with its number."""
    if not locked:
        lock_out.notice_failure(request, username)
        events.record_failed(username, step, staff)
    elif tries := lock_out.tries_to_tell(request, username):
        events.record_failed(username, SignInStep.LOCKED, staff, tries=tries)


def _begun_elsewhere() -> HttpResponse:
    return redirect(f"{reverse('admin:login')}?why=begun-elsewhere")


def _let_in(
    request: HttpRequest, found: steps.Halfway, method: SignInMethod, codes: list[str] | None = None
) -> HttpResponse:
    steps.sign_in(request, found.staff, method)
    response = show_recovery_codes(request, codes, found.next) if codes else redirect(found.next)
    remember_browser(request, response, found.staff.username)
    return response
