"""E-mail to the clinic's relay over one kept SMTP connection, with TLS before anything else where it is asked for."""

import smtplib
import ssl
from contextlib import suppress
from typing import Any

from django.core.mail import get_connection

from campaigns.channels import Handed, Mail, Obstacle, Trouble, Unreachable, Verdict, WrittenMail
from campaigns.channels.django_mail import as_written
from campaigns.channels.smtp_talk import CLOSING, TurnedDown, talk
from campaigns.domain.bounce_verdicts import Stage, judged
from campaigns.domain.bounce_verdicts import Verdict as Bounce
from campaigns.domain.mime_headers import BadHeader

_LONGEST_ANSWER = 2000


class SmtpLine:
    """Implements `campaigns.channels.Line`. How to reach the relay is Django's: its settings, its TLS, its log-in."""

    def __init__(self) -> None:
        self._backend: Any = get_connection()
        self._body_began = False

    def open(self) -> None:
        try:
            self._backend.open()
            self._backend.connection.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            what = Obstacle.BLOCKED_TLS if _is_about_tls(error) else Obstacle.UNREACHABLE
            raise Unreachable(type(error).__name__, what=what) from None

    def hand_over(self, mail: Mail | WrittenMail) -> Handed:
        self._body_began = False
        try:
            written = mail if isinstance(mail, WrittenMail) else as_written(mail)
            self.open()
            self._talk(written)
        except BadHeader:
            return Handed(Verdict.REJECTED)
        except Unreachable as trouble:
            return Handed(Verdict.TRY_LATER, obstacle=trouble.what, trouble=Trouble(trouble.what))
        except TurnedDown as answer:
            return self._turned_down(answer)
        except (OSError, smtplib.SMTPException):
            self.close()
            return Handed(Verdict.UNKNOWN if self._body_began else Verdict.TRY_LATER, trouble=Trouble.NO_ANSWER)
        return Handed(Verdict.ACCEPTED, written.receipt)

    def close(self) -> None:
        with suppress(OSError, smtplib.SMTPException):
            self._backend.close()
        self._backend = get_connection()

    def _talk(self, mail: WrittenMail) -> None:
        talk(
            self._backend.connection,
            sender=mail.sender,
            recipient=mail.to,
            body=mail.data,
            before_body=self._mark,
        )

    def _mark(self) -> None:
        self._body_began = True

    def _turned_down(self, answer: TurnedDown) -> Handed:
        """RFC 5321: 4xx may be tried again, 5xx not; the server has said that it did not take it."""
        if self._backend.connection.sock is None:
            self.close()
        if 500 <= answer.code < 600:
            return Handed(Verdict.REJECTED, bounce=_bounce(answer))
        return Handed(Verdict.TRY_LATER, trouble=Trouble.BUSY if answer.code == CLOSING else None)


def _bounce(answer: TurnedDown) -> Bounce | None:
    """What a lasting answer tells of the address; what was said before it was named tells nothing of it."""
    if answer.stage not in {Stage.RCPT, Stage.DATA}:
        return None
    words = answer.words[:_LONGEST_ANSWER].decode("utf-8", "replace")
    return judged(f"{answer.code} {words}", stage=answer.stage)


def _is_about_tls(error: Exception) -> bool:
    """It offers no STARTTLS or turns it down (RFC 3207, 4), or shows a certificate that is not its own, expired, or
    from nobody we trust. smtplib says "not supported" of the log-in, too, and has other kinds for other answers."""
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "STARTTLS" in str(error)
    return isinstance(error, ssl.SSLError) or type(error) is smtplib.SMTPResponseException
