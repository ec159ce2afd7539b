"""Django's own log-in events, each ending in one line of the book."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from audit import ledger
from audit.domain.actors import Actor
from audit.enums import AuditWord


@receiver(user_logged_in)
def signed_in(user: Any, **kwargs: Any) -> None:
    ledger.record_change(word=AuditWord.SIGN_IN, actor=Actor.staff(user.pk, user.role))


@receiver(user_logged_out)
def signed_out(user: Any, **kwargs: Any) -> None:
    if user is not None:
        ledger.record_change(word=AuditWord.SIGN_OUT, actor=Actor.staff(user.pk, user.role))


@receiver(user_login_failed)
def sign_in_failed(**kwargs: Any) -> None:
    ledger.record_change(word=AuditWord.SIGN_IN_FAILED, actor=Actor.system("log-in page"))
