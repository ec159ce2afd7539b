"""The way in, in one browser's session: nobody, then halfway (the password was right), then signed in.

Each step up gets a new session key. Halfway is not signed in: `request.user` stays anonymous.
"""

from dataclasses import dataclass

from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from clinic.enums import SignInMethod
from clinic.models import Authenticator, Staff
from clinic.sign_in import events, operations
from clinic.sign_in.overdue import end_overdue
from clinic.sign_in.sessions import FRESH_AT, HALFWAY_DATA, SIGNED_IN_AT

_WAITING = "authenticator_waiting"
_BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Halfway:
    staff: Staff
    next: str
    must_enrol: bool


def go_halfway(request: HttpRequest, staff: Staff, next_page: str) -> None:
    """The password was right. Whoever was signed in here before is signed out; the session is a new one."""
    sign_out(request)
    must_enrol = not Authenticator.objects.filter(user=staff, confirmed=True).exists()
    request.session[HALFWAY_DATA] = {
        "staff": str(staff.pk),
        "next": next_page,
        "must_enrol": must_enrol,
        "auth_hash": staff.get_session_auth_hash(),
    }


def halfway(request: HttpRequest) -> Halfway | None:
    """Who gave the right password in this browser, in the last ten minutes. None when it is no longer their password,
    they no longer work here, or their second factor was set up or reset since."""
    found = request.session.get(HALFWAY_DATA, {})
    staff = Staff.objects.filter(pk=found.get("staff"), is_active=True, is_staff=True).first()
    if staff is None or not constant_time_compare(found["auth_hash"], staff.get_session_auth_hash()):
        return None
    if found["must_enrol"] == Authenticator.objects.filter(user=staff, confirmed=True).exists():
        return None
    return Halfway(staff, found["next"], found["must_enrol"])


def begin_set_up(request: HttpRequest, staff: Staff) -> Authenticator:
    """A new key, which this browser alone is shown."""
    made = operations.begin_enrolment(by=events.actor_of(staff), staff_id=staff.pk, now=timezone.now())
    request.session[_WAITING] = made.pk
    return made


def has_begun(request: HttpRequest) -> bool:
    """A set-up code was right in this browser."""
    return _WAITING in request.session


def waiting_here(request: HttpRequest, staff: Staff) -> Authenticator | None:
    """The key that this browser began to set up; None once another browser has begun with one of its own."""
    began = Authenticator.objects.filter(pk=request.session.get(_WAITING), user=staff, confirmed=False)
    return began.first()


def sign_in(request: HttpRequest, staff: Staff, method: SignInMethod) -> None:
    """Both factors were right. The line of the book comes first: without it, nobody is signed in."""
    events.record_signed_in(staff, method)
    request.session.pop(HALFWAY_DATA, None)
    request.session.pop(_WAITING, None)
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
