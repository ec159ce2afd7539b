"""Staff in a test's client or browser. `sign_in` for pages that are about something else; `enrolled` and `code` for
the pages of the way in."""

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils import timezone

from audit.domain.actors import Actor
from clinic.models import Authenticator, Staff
from clinic.sign_in import authenticators, operations, tickets
from journeys.trials.staff_sign_in import sign_in

__all__ = ["code", "enrolled", "password_fits", "set_up_code", "sign_in"]


def password_fits(username: str, password: str) -> bool:
    """Whether the first step of the way in opens."""
    return authenticate(HttpRequest(), username=username, password=password) is not None


def enrolled(staff: Staff) -> Staff:
    """With an authenticator in use, as after the first sign-in."""
    now = timezone.now()
    by = Actor.system("test")
    waiting = operations.begin_enrolment(by=by, staff_id=staff.pk, now=now)
    shown = authenticators.code_at(waiting.key, now)
    operations.confirm_enrolment(by=by, began=waiting, code=shown, now=now)
    return staff


def set_up_code(staff: Staff) -> str:
    """One that a colleague hands over."""
    return tickets.issue_set_up_code(by=Actor.system("test"), staff_id=staff.pk, now=timezone.now())


def code(staff: Staff) -> str:
    """What their app shows now: one that was not used yet."""
    device = Authenticator.objects.get(user=staff, confirmed=True)
    return authenticators.code_at(device.key, timezone.now(), after=device.last_step)
