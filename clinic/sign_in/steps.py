"""The way in, in one browser's session: nobody, then halfway (the password was right), then signed in.

Each step up gets a new session key. Halfway is not signed in: `request.user` stays anonymous.
"""

from dataclasses import dataclass

from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.utils import timezone

from clinic.enums import SignInMethod
from clinic.models import Authenticator, Staff
from clinic.sign_in import events, operations
from clinic.sign_in.overdue import end_overdue
from clinic.sign_in.sessions import FRESH_AT, SIGNED_IN_AT

_HALFWAY = "halfway"
_BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Halfway:
    staff: Staff
    next: str
    must_enrol: bool


def go_halfway(request: HttpRequest, staff: Staff, next_page: str) -> Halfway:
    """The password was right. Whoever was signed in here before is signed out; the session is a new one."""
    sign_out(request)
    request.session[_HALFWAY] = {"staff": str(staff.pk), "next": next_page}
    must_enrol = not Authenticator.objects.filter(user=staff, confirmed=True).exists()
    if must_enrol:
        operations.begin_enrolment(staff_id=staff.pk, now=timezone.now())
    return Halfway(staff, next_page, must_enrol)


def halfway(request: HttpRequest) -> Halfway | None:
    """Who gave the right password in this browser, in the last ten minutes, and still works here."""
    found = request.session.get(_HALFWAY, {})
    staff = Staff.objects.filter(pk=found.get("staff"), is_active=True, is_staff=True).first()
    if staff is None:
        return None
    must_enrol = not Authenticator.objects.filter(user=staff, confirmed=True).exists()
    return Halfway(staff, found["next"], must_enrol)


def sign_in(request: HttpRequest, staff: Staff, method: SignInMethod) -> None:
    """Both factors were right. The line of the book comes first: without it, nobody is signed in."""
    events.record_signed_in(staff, method)
    request.session.pop(_HALFWAY, None)
    login(request, staff, backend=_BACKEND)
    now = timezone.now()
    request.session[SIGNED_IN_AT] = request.session[FRESH_AT] = now.timestamp()
    end_overdue(now)


def confirm(request: HttpRequest, staff: Staff, method: SignInMethod) -> None:
    """It is still them: fresh for ten minutes."""
    events.record_signed_in(staff, method, again=True)
    request.session.cycle_key()
    request.session[FRESH_AT] = timezone.now().timestamp()


def sign_out(request: HttpRequest) -> None:
    if isinstance(request.user, Staff):
        events.record_signed_out(request.user)
    logout(request)
