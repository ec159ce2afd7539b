"""E-mail through a Django backend that takes whole mails: anymail's vendors, Paubox, our own capture."""

from contextlib import suppress
from typing import Any

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from campaigns.channels import Handed, Mail, Trouble, Unreachable, Verdict
from campaigns.channels.django_mail import as_django
from campaigns.channels.keys import backend_with_key
from campaigns.channels.vendor_errors import after_vendor_error

_LONGEST_RECEIPT = 200
#: Vendor statuses (anymail's words) that mean: it is theirs now.
_TAKEN = frozenset({"sent", "queued"})
_TURNED_DOWN = frozenset({"rejected", "invalid", "failed"})


class EmailLine:
    """Implements `campaigns.channels.Line`."""

    def __init__(self) -> None:
        self._backend: Any = _connection()

    def open(self) -> None:
        try:
            self._backend.open()
        except (OSError, AnymailError) as error:
            raise Unreachable(type(error).__name__) from None

    def hand_over(self, mail: Mail) -> Handed:
        email = as_django(mail, self._backend)
        try:
            self.open()
            sent = self._backend.send_messages([email])
        except Unreachable:
            return Handed(Verdict.TRY_LATER, trouble=Trouble.UNREACHABLE)
        except AnymailError as error:
            return after_vendor_error(error)
        except OSError:
            self._reconnect()
            return Handed(Verdict.UNKNOWN, trouble=Trouble.NO_ANSWER)
        except ValueError:
            # Django could not write it as a mail.
            return Handed(Verdict.REJECTED)
        return _receipt(email, sent)

    def close(self) -> None:
        with suppress(OSError):
            self._backend.close()

    def _reconnect(self) -> None:
        self.close()
        self._backend = _connection()


def _connection() -> Any:
    return get_connection(backend_with_key(settings.EMAIL_BACKEND))


def _receipt(email: EmailMultiAlternatives, sent: int | None) -> Handed:
    status = getattr(email, "anymail_status", None)
    if status is None:
        message_id = str(email.extra_headers["Message-ID"])
        return Handed(Verdict.ACCEPTED, message_id[:_LONGEST_RECEIPT]) if sent == 1 else Handed(Verdict.UNKNOWN)
    said: set[str] = set(status.status or ())
    if said and said <= _TURNED_DOWN:
        return Handed(Verdict.REJECTED)
    if status.message_id is not None and said & _TAKEN:
        return Handed(Verdict.ACCEPTED, str(status.message_id)[:_LONGEST_RECEIPT])
    return Handed(Verdict.UNKNOWN)
