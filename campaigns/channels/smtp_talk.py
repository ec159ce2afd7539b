"""Mails over an open SMTP connection, in as few turns as the server allows."""

import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from campaigns.channels import WrittenMail
from campaigns.domain.bounce_verdicts import Stage

_GO_ON = 354
#: What MAIL, RCPT and DATA are answered when all is well (RFC 5321, 4.3.2).
_RIGHT = (frozenset({250}), frozenset({250, 251}), frozenset({_GO_ON}))
_TAKEN = range(200, 300)
_ANSWERS_NO = range(400, 600)
_STAGES = (Stage.CONNECT, Stage.RCPT, Stage.DATA)
Answer = tuple[int, bytes]
Envelope = tuple[str, ...]
#: The other side is about to close the connection (RFC 5321, 3.8).
CLOSING = 421


class TurnedDown(Exception):
    """The server answered, and did not take the mail: nothing of it is kept there (RFC 5321, 4.2.1). `words`: what it
    wrote, which may hold the address and is no part of the error's text; `stage`: in answer to what."""

    def __init__(self, code: int, words: bytes = b"", stage: Stage = Stage.UNKNOWN) -> None:
        super().__init__(f"answered {code}")
        self.code, self.words, self.stage = code, words, stage


@dataclass(frozen=True, slots=True)
class _Ahead:
    """An envelope that went with the body before it, and what was answered."""

    envelope: Envelope
    answers: Sequence[Answer]


class Talk:
    """Mails over one open connection, one after the other.

    Where the server offers PIPELINING (RFC 2920), envelope and DATA of a mail travel together, and with the body of the
    mail before it (3.1), so that a mail costs one turn.
    """

    def __init__(self, connection: smtplib.SMTP) -> None:
        self._connection = connection
        self._pipelines = connection.has_extn("pipelining")
        self._ahead: _Ahead | None = None

    @property
    def is_free(self) -> bool:
        """Whether the connection is there, and no envelope went ahead."""
        return self._connection.sock is not None and self._ahead is None

    def can_begin(self, mail: WrittenMail) -> bool:
        """Whether it is free, or the envelope that went ahead is this mail's."""
        return self._ahead.envelope == _envelope(mail) if self._ahead else self.is_free

    def end(self) -> None:
        """An envelope whose mail does not come leaves nothing behind: where a body is waited for, every further word
        would be one of it, and what the connection breaks off is not delivered (RFC 5321, 4.1.1.4)."""
        if self._ahead:
            self._connection.close()

    def hand_over(
        self, mail: WrittenMail, *, following: WrittenMail | None = None, before_body: Callable[[], None]
    ) -> None:
        """Returns when the server has taken the mail, which `can_begin`. `following`: whose envelope may go with its
        body; what is answered to that counts when its own turn comes. `before_body` is called before the first byte of
        the mail itself leaves: from then on the other side may have it. `mail.data` has no end mark.

        Raises `TurnedDown`; `OSError` or `smtplib.SMTPException` where the connection is gone or nobody understands it.
        """
        self._require_recipient(mail)
        envelope = _envelope(following) if following and self._pipelines else ()
        group = mail.data + b".\r\n" + _lines(envelope)
        before_body()
        self._connection.send(group)
        code, words = self._connection.getreply()
        if code not in _TAKEN and code not in _ANSWERS_NO:
            raise smtplib.SMTPServerDisconnected("not an answer to a mail")
        if envelope and code != CLOSING:
            self._hear_ahead(envelope)
        elif code in _ANSWERS_NO:
            _take_back(self._connection, is_waiting=False, code=code)
        if code in _ANSWERS_NO:
            raise TurnedDown(code, words, Stage.DATA)

    def _require_recipient(self, mail: WrittenMail) -> None:
        """The server waits for the body. Raises `TurnedDown`."""
        answers = self._answers(_envelope(mail))
        asked = zip(answers, _RIGHT, _STAGES, strict=False)
        refused = next((TurnedDown(*answer, stage) for answer, right, stage in asked if answer[0] not in right), None)
        if refused:
            _take_back(self._connection, is_waiting=answers[-1][0] == _GO_ON, code=refused.code)
            raise refused

    def _answers(self, envelope: Envelope) -> Sequence[Answer]:
        if self._ahead:
            answers, self._ahead = self._ahead.answers, None
            return answers
        return (_together if self._pipelines else _in_turn)(self._connection, envelope)

    def _hear_ahead(self, envelope: Envelope) -> None:
        """A connection that breaks here breaks no mail: the one before it was answered, this one has not begun."""
        try:
            self._ahead = _Ahead(envelope, [self._connection.getreply() for _ in envelope])
        except (OSError, smtplib.SMTPException):
            self._connection.close()


def _envelope(mail: WrittenMail) -> Envelope:
    return (f"MAIL FROM:<{mail.sender}>", f"RCPT TO:<{mail.to}>", "DATA")


def _lines(commands: Envelope) -> bytes:
    return "".join(f"{command}\r\n" for command in commands).encode("ascii")


def _together(connection: smtplib.SMTP, commands: Envelope) -> list[Answer]:
    connection.send(_lines(commands))
    return [connection.getreply() for _ in commands]


def _in_turn(connection: smtplib.SMTP, commands: Envelope) -> list[Answer]:
    """Up to the first that is refused."""
    answers: list[Answer] = []
    for command, right in zip(commands, _RIGHT, strict=True):
        answers.append(connection.docmd(command))
        if answers[-1][0] not in right:
            break
    return answers


def _take_back(connection: smtplib.SMTP, *, is_waiting: bool, code: int) -> None:
    """Ready for the next mail, or closed. A server that waits for a body although it refused the envelope gets an empty
    one, which it has nobody to deliver to (RFC 2920, 3.1). What it answered before counts, whatever happens here."""
    try:
        if is_waiting:
            connection.send(b".\r\n")
            connection.getreply()
        if code == CLOSING:
            connection.close()
        else:
            connection.rset()
    except (OSError, smtplib.SMTPException):
        connection.close()
