"""Lines of the book about signing in. A typed name may be a password in the wrong box: the
book keeps a keyed digest of it."""

from audit import ledger
from audit.blind import typed_name_key
from audit.domain.actors import Actor
from audit.enums import AuditWord, Outcome, PurposeOfUse
from clinic.domain.sign_in import Ended
from clinic.enums import SignInMethod, SignInStep
from clinic.models import Staff


def actor_of(staff: Staff) -> Actor:
    return Actor.staff(staff.pk, staff.role)


def record_signed_in(staff: Staff, method: SignInMethod, *, again: bool = False) -> None:
    """`again`: somebody who is signed in confirmed that it is still them."""
    details = {"method": method.value, **({"step": SignInStep.CONFIRM.value} if again else {})}
    ledger.record_change(word=AuditWord.SIGN_IN, actor=actor_of(staff), details=details)


def record_failed(typed_name: str, step: SignInStep, staff: Staff | None = None, *, tries: int = 1) -> None:
    """Committed at once, whatever becomes of the request. `staff` is who had given the right password; `tries`, for
    how many turned away since the last such line this one stands."""
    ledger.record_read(
        word=AuditWord.SIGN_IN_FAILED,
        actor=actor_of(staff) if staff else Actor.system("log-in page"),
        purpose=PurposeOfUse.SYSTEM_ADMINISTRATION,
        people=(),
        fields=(),
        outcome=Outcome.DENIED,
        details={"name": typed_name_key(typed_name), "step": step.value, **({"tries": tries} if tries > 1 else {})},
    )


def record_signed_out(staff: Staff, *, elsewhere: bool = False) -> None:
    details = {"where": "elsewhere"} if elsewhere else {}
    ledger.record_change(word=AuditWord.SIGN_OUT, actor=actor_of(staff), details=details)


def record_ended(staff: Staff, why: Ended) -> None:
    ledger.record_change(word=AuditWord.SIGN_OUT, actor=actor_of(staff), details={"why": why.value})
