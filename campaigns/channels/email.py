"""E-mail through whatever Django backend EMAIL_BACKEND names: anymail's vendors, SMTP, or our own capture."""

import smtplib
from collections.abc import Callable
from contextlib import suppress
from email.policy import compat32
from typing import Any

import requests
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.core.mail import EmailMultiAlternatives, get_connection

from campaigns.channels import Handed, Mail, Unreachable, Verdict
from campaigns.channels.connections import never_connected

_LONGEST_RECEIPT = 200
_LONGEST_LINE = 998
#: Vendor statuses (anymail's words) that mean: it is theirs now.
_TAKEN = frozenset({"sent", "queued"})
_TURNED_DOWN = frozenset({"rejected", "invalid", "failed"})
_BUSY = frozenset({429, 503})


class EmailLine:
    """Implements `campaigns.channels.Line`."""

    def __init__(self) -> None:
        self._backend: Any = get_connection()
        self._watch = _BodyWatch()

    def open(self) -> None:
        try:
            self._backend.open()
        except (OSError, smtplib.SMTPException, AnymailError) as error:
            raise Unreachable(type(error).__name__) from None
        self._watch.look_at(getattr(self._backend, "connection", None))

    def hand_over(self, mail: Mail) -> Handed:
        self._watch.body_began = False
        email = _as_django(mail, self._backend)
        try:
            self.open()
            sent = self._backend.send_messages([email])
        except Unreachable:
            return Handed(Verdict.TRY_LATER)
        except smtplib.SMTPException as error:
            return self._after_smtp_error(error)
        except AnymailError as error:
            return _after_vendor_error(error)
        except OSError:
            return self._after_cut()
        except ValueError:
            # Django could not write it as a mail.
            return Handed(Verdict.UNKNOWN if self._watch.body_began else Verdict.REJECTED)
        return _receipt(email, sent)

    def close(self) -> None:
        with suppress(OSError, smtplib.SMTPException):
            self._backend.close()

    def _after_smtp_error(self, error: smtplib.SMTPException) -> Handed:
        if not isinstance(error, smtplib.SMTPServerDisconnected) and self._hung_up():
            self._reconnect()
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            codes = [code for code, _ in error.recipients.values()]
            return _by_code(max(codes, default=500))
        if isinstance(error, smtplib.SMTPResponseException):
            return _by_code(error.smtp_code)
        return self._after_cut()

    def _after_cut(self) -> Handed:
        """The connection is gone. Before the body began nothing left; afterwards nobody knows."""
        self._reconnect()
        return Handed(Verdict.UNKNOWN if self._watch.body_began else Verdict.TRY_LATER)

    def _hung_up(self) -> bool:
        return getattr(getattr(self._backend, "connection", None), "sock", None) is None

    def _reconnect(self) -> None:
        self.close()
        self._backend = get_connection()


class _BodyWatch:
    """Notices when smtplib begins with DATA: from then on the other side may have the message."""

    def __init__(self) -> None:
        self.body_began = False
        self._seen: Any = None

    def look_at(self, connection: Any) -> None:
        if not isinstance(connection, smtplib.SMTP) or connection is self._seen:
            return
        self._seen = connection
        connection.data = self._marking(connection.data)  # type: ignore[method-assign]

    def _marking(self, data: Callable[..., Any]) -> Callable[..., Any]:
        def marked(message: Any) -> Any:
            self.body_began = True
            return data(message)

        return marked


class _Letter(EmailMultiAlternatives):
    """Headers stand on one line each: folded after the colon, as Python would, List-Unsubscribe is lost on some
    readers. Lines may have 998 characters (RFC 5322, 2.1.1)."""

    def message(self, **given: Any) -> Any:
        written = super().message(**given)
        written.policy = compat32.clone(max_line_length=_LONGEST_LINE)
        return written


def _as_django(mail: Mail, backend: Any) -> _Letter:
    email = _Letter(
        subject=mail.subject,
        body=mail.text,
        from_email=mail.sender,
        to=[mail.to],
        headers=dict(mail.headers),
        connection=backend,
    )
    email.attach_alternative(mail.html, "text/html")
    # Vendors hand it back in their webhooks; other backends do not look at it.
    email.metadata = {"message_id": str(mail.message_id)}  # type: ignore[attr-defined]
    email.track_opens = email.track_clicks = False  # type: ignore[attr-defined]
    return email


def _receipt(email: _Letter, sent: int | None) -> Handed:
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


def _by_code(code: int) -> Handed:
    """RFC 5321: 4xx may be tried again, 5xx not; the server has said that it did not take it."""
    return Handed(Verdict.TRY_LATER if 400 <= code < 500 else Verdict.REJECTED)


def _after_vendor_error(error: AnymailError) -> Handed:
    if isinstance(error, AnymailRecipientsRefused):
        return Handed(Verdict.REJECTED)
    if isinstance(error, requests.ConnectTimeout) or never_connected(error):
        return Handed(Verdict.TRY_LATER)
    if isinstance(error, AnymailAPIError):
        code = error.status_code or 0
        if code in _BUSY:
            return Handed(Verdict.TRY_LATER)
        return Handed(Verdict.REJECTED if 400 <= code < 500 else Verdict.UNKNOWN)
    return Handed(Verdict.REJECTED)
