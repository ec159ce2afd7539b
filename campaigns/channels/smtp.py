"""E-mail to the clinic's relay over one kept SMTP connection, with TLS before anything else where it is asked for."""

import smtplib
import ssl
from contextlib import suppress
from typing import Any

from django.core.mail import get_connection

from campaigns.channels import Handed, Letter, Mail, Obstacle, Trouble, Unreachable, Verdict, WrittenMail
from campaigns.channels.django_mail import as_written
from campaigns.channels.smtp_talk import CLOSING, Talk, TurnedDown
from campaigns.domain.bounce_verdicts import Stage, judged
from campaigns.domain.bounce_verdicts import Verdict as Bounce
from campaigns.domain.mime_headers import BadHeader

_LONGEST_ANSWER = 2000


class SmtpLine:
    """Implements `campaigns.channels.ForesightedLine`. How to reach the relay is Django's: settings, TLS, log-in."""

    def __init__(self) -> None:
        self._backend: Any = get_connection()
        self._talk: Talk | None = None
        self._following: WrittenMail | None = None
        self._body_began = False

    def open(self) -> None:
        if self._talk and not self._talk.is_free:
            self.close()
        self._opened()

    def expect(self, letter: Letter) -> None:
        self._following = letter if isinstance(letter, WrittenMail) else None

    def _opened(self) -> Talk:
        """Raises `Unreachable`."""
        if self._talk:
            return self._talk
        try:
            self._backend.open()
            self._backend.connection.ehlo_or_helo_if_needed()
            self._talk = Talk(self._backend.connection)
            return self._talk
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            what = Obstacle.BLOCKED_TLS if _is_about_tls(error) else Obstacle.UNREACHABLE
            raise Unreachable(type(error).__name__, what=what) from None

    def hand_over(self, mail: Mail | WrittenMail) -> Handed:
        self._body_began = False
        following, self._following = self._following, None
        try:
            written = mail if isinstance(mail, WrittenMail) else as_written(mail)
            if self._talk and not self._talk.can_begin(written):
                self.close()
            self._opened().hand_over(written, following=following, before_body=self._mark)
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
        if self._talk:
            self._talk.end()
        self._talk = None
        with suppress(OSError, smtplib.SMTPException):
            self._backend.close()
        self._backend = get_connection()

    def _mark(self) -> None:
        self._body_began = True

    def _turned_down(self, answer: TurnedDown) -> Handed:
        """RFC 5321: 4xx may be tried again, 5xx not; the server has said that it did not take it."""
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
