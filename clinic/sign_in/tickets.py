"""Codes that one person hands to another (`domain.tickets`): made, tried, used up. In no event, log or message.

Twelve digits, 40 bits. Wrong set-up codes are counted in the lane of the sign-in. Wrong tickets are counted nowhere,
or a guesser behind the same address would keep tickets out, too: within half an hour nobody tries 10^12.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from audit.blind import handed_code_keys
from audit.domain.actors import Actor
from clinic.domain import tickets as rules
from clinic.enums import TicketKind
from clinic.models import Authenticator, SignInTicket, Staff
from clinic.operations.rights import NotAllowed, locked, member_of, record, staff_id_of
from clinic.sign_in import recovery_codes

_A_DAY, _KEPT, _NOBODY = timedelta(days=1), timedelta(days=30), UUID(int=0)


@transaction.atomic
def issue_set_up_code(*, by: Actor, staff_id: UUID, now: datetime) -> str:
    """For the first sign-in, or the one after a reset: with it and their password they set up a second factor. Older
    ones end. Raises `NotAllowed`, and `Staff.DoesNotExist`."""
    by, staff = locked(by, staff_id)
    if why := rules.why_not_set_up_code(by, member_of(staff), has_factor=has_factor(staff_id)):
        raise NotAllowed(why)
    spend_set_up_codes(staff_id, now)
    return _issue(TicketKind.SET_UP, by, staff, now, now + rules.SET_UP_HOLDS)


@transaction.atomic
def issue_ticket(*, by: Actor, staff_id: UUID, now: datetime) -> str:
    """For a browser that others' guesses keep out. Raises `NotAllowed`, and `Staff.DoesNotExist`."""
    by, staff = locked(by, staff_id)
    if why := rules.why_not_ticket(by, member_of(staff), within_a_day=tickets_within_a_day(staff_id, now)):
        raise NotAllowed(why)
    return _issue(TicketKind.BROWSER, by, staff, now, now + rules.TICKET_HOLDS)


def set_up_code_fits(*, staff: Staff, typed: str, now: datetime) -> bool:
    """It stays good until the second factor is set up: a browser may be closed in between."""
    waiting = _waiting(TicketKind.SET_UP, staff.pk, typed, now).values_list("issued_by_id", flat=True)
    password_set_by = str(staff.password_set_by_id or "")
    return any(rules.counts(issued_by=str(one or ""), password_set_by=password_set_by) for one in waiting)


def spend_set_up_codes(staff_id: UUID, now: datetime) -> None:
    SignInTicket.objects.filter(staff_id=staff_id, kind=TicketKind.SET_UP, used_at=None).update(used_at=now)


@transaction.atomic
def use_ticket(*, username: str, typed: str, now: datetime) -> Staff | None:
    """Whose browser it is from now on, as a lane; once. None alike for a name that nobody has."""
    staff = Staff.objects.filter(username=username, is_active=True, is_staff=True).first()
    used = _waiting(TicketKind.BROWSER, staff.pk if staff else _NOBODY, typed, now).update(used_at=now)
    if staff is None or not used:
        return None
    record(Actor.system("log-in page"), staff.pk, "ticket-used", staff.role)
    return staff


def has_factor(staff_id: UUID) -> bool:
    return Authenticator.objects.filter(user_id=staff_id, confirmed=True).exists()


def tickets_within_a_day(staff_id: UUID, now: datetime) -> int:
    lately = SignInTicket.objects.filter(staff_id=staff_id, kind=TicketKind.BROWSER, issued_at__gt=now - _A_DAY)
    return lately.count()


def _issue(kind: TicketKind, by: Actor, staff: Staff, now: datetime, until: datetime) -> str:
    SignInTicket.objects.filter(issued_at__lt=now - _KEPT).delete()
    code = recovery_codes.new_code()
    digest = handed_code_keys(kind, str(staff.pk), recovery_codes.only_digits(code))[0]
    SignInTicket.objects.create(
        staff=staff, kind=kind, digest=digest, issued_by_id=staff_id_of(by), issued_at=now, expires_at=until
    )
    record(by, staff.pk, f"{kind.value}-code-made", staff.role)
    return code


def _waiting(kind: TicketKind, staff_id: UUID, typed: str, now: datetime) -> QuerySet[SignInTicket]:
    keys = handed_code_keys(kind, str(staff_id), recovery_codes.only_digits(typed))
    good = SignInTicket.objects.filter(staff_id=staff_id, kind=kind, used_at=None, expires_at__gt=now)
    return good.filter(digest__in=keys)
