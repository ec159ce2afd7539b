"""Second factors: set up, used, made anew, taken away. Codes and keys are in no event, log or message."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.blind import recovery_code_keys
from audit.domain.actors import Actor
from clinic.domain.second_factors import why_not_reset
from clinic.enums import SignInMethod, StaffAlert
from clinic.models import Authenticator, RecoveryCode, Staff
from clinic.operations.alerts import alert_staff
from clinic.operations.rights import NotAllowed, locked, member_of, record
from clinic.sign_in import authenticators, recovery_codes, tickets
from clinic.sign_in.sessions import end_halfway_sessions_of, end_sessions_of


@transaction.atomic
def begin_enrolment(*, by: Actor, staff_id: UUID, now: datetime, key: bytes | None = None) -> Authenticator:
    """A key to be set up, for the browser that asked and no other; one that waited is forgotten. What is in use stays
    in use until this one is confirmed. Raises `Staff.DoesNotExist`."""
    staff = _locked(staff_id)
    Authenticator.objects.filter(user_id=staff_id, confirmed=False).delete()
    made = Authenticator(user_id=staff_id, name="Authenticator app", confirmed=False, made_at=now)
    made.key = key or authenticators.new_key()
    made.save(force_insert=True)
    record(by, staff_id, "second-factor-begun", staff.role)
    return made


@transaction.atomic
def confirm_enrolment(*, by: Actor, began: Authenticator, code: str, now: datetime) -> list[str] | None:
    """The app is set up, since it shows the right code: it is the one in use from now on. Answers new recovery codes
    (shown now, never again), or None for a wrong code, and for a key that another browser's took the place of. Whose
    old one was replaced is told so: it may be a thief's. Whoever knew the password alone begins again."""
    staff_id = began.user_id
    staff = _locked(staff_id)
    waiting = Authenticator.objects.select_for_update().filter(pk=began.pk, confirmed=False).first()
    if waiting is None or not waiting.verify_is_allowed()[0]:
        return None
    step = authenticators.matching_step(waiting.key, recovery_codes.only_digits(code), now, after=-1)
    if step is None:
        waiting.throttle_increment()
        return None
    replaced, _ = Authenticator.objects.filter(user_id=staff_id, confirmed=True).delete()
    waiting.confirmed, waiting.last_step = True, step
    waiting.throttle_reset()
    end_halfway_sessions_of(staff_id)
    tickets.spend_set_up_codes(staff_id, now)
    record(by, staff_id, "second-factor-set-up", staff.role)
    if replaced:
        _tell(staff_id, waiting.made_at)
    return _new_recovery_codes(staff_id, now)


@transaction.atomic
def accept_code(*, staff_id: UUID, typed: str, now: datetime, from_known_browser: bool) -> SignInMethod | None:
    """Use up a code of the app or a recovery code; None when it does not fit or was used before.

    Wrong codes slow the next one down (RFC 4226, 7.3), except from a browser that this person has used: guessers
    elsewhere, even with the right password, cannot shut the owner out. That browser's own tries are counted apart.
    """
    device = Authenticator.objects.select_for_update().filter(user_id=staff_id, confirmed=True).first()
    if device is None or not (from_known_browser or device.verify_is_allowed()[0]):
        return None
    method = _use(device, recovery_codes.only_digits(typed), now)
    if method is None and not from_known_browser:
        device.throttle_increment()
    return method


@transaction.atomic
def make_recovery_codes(*, by: Actor, staff_id: UUID, now: datetime) -> list[str]:
    """Ten new ones, to be shown once; the old ones open nothing any more."""
    record(by, staff_id, "recovery-codes-made", Staff.objects.get(pk=staff_id).role)
    return _new_recovery_codes(staff_id, now)


@transaction.atomic
def reset_second_factor(*, by: Actor, staff_id: UUID, now: datetime) -> None:
    """For who lost phone and codes: their next sign-in sets up a new one, with a set-up code. Ends their sessions and
    tells them. Raises `NotAllowed` (`domain.second_factors` says to whom), and `Staff.DoesNotExist`."""
    by, staff = locked(by, staff_id)
    if why := why_not_reset(by, member_of(staff)):
        raise NotAllowed(why)
    Authenticator.objects.filter(user_id=staff_id).delete()
    RecoveryCode.objects.filter(staff_id=staff_id).delete()
    end_sessions_of(staff_id)
    record(by, staff_id, "second-factor-reset", staff.role)
    _tell(staff_id, now)


def _locked(staff_id: UUID) -> Staff:
    """Two browsers that set up one account's second factor wait for each other."""
    return Staff.objects.select_for_update(no_key=True).get(pk=staff_id)


def _tell(staff_id: UUID, at: datetime) -> None:
    alert_staff(
        alert=StaffAlert.SECOND_FACTOR_CHANGED,
        once_key=f"second-factor:{staff_id}:{at.timestamp()}",
        recipient_id=staff_id,
    )


def _use(device: Authenticator, digits: str, now: datetime) -> SignInMethod | None:
    if recovery_codes.is_shaped_like_one(digits):
        return SignInMethod.RECOVERY if _use_recovery_code(device.user_id, digits, now) else None
    step = authenticators.matching_step(device.key, digits, now, after=device.last_step)
    if step is None:
        return None
    device.last_step = step
    device.throttle_reset()
    return SignInMethod.TOTP


def _use_recovery_code(staff_id: UUID, digits: str, now: datetime) -> bool:
    unused = RecoveryCode.objects.filter(staff_id=staff_id, used_at=None)
    return unused.filter(digest__in=recovery_code_keys(str(staff_id), digits)).update(used_at=now) == 1


def _new_recovery_codes(staff_id: UUID, now: datetime) -> list[str]:
    RecoveryCode.objects.filter(staff_id=staff_id).delete()
    codes = recovery_codes.new_codes()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(
            staff_id=staff_id,
            digest=recovery_code_keys(str(staff_id), recovery_codes.only_digits(code))[0],
            made_at=now,
        )
        for code in codes
    )
    return codes
