"""One mail over an open SMTP connection, in as few turns as the server allows."""

import smtplib
from collections.abc import Callable

from campaigns.domain.bounce_verdicts import Stage

_GO_ON = 354
#: What MAIL, RCPT and DATA are answered when all is well (RFC 5321, 4.3.2).
_RIGHT = (frozenset({250}), frozenset({250, 251}), frozenset({_GO_ON}))
_TAKEN = range(200, 300)
_ANSWERS_NO = range(400, 600)
_STAGES = (Stage.CONNECT, Stage.RCPT, Stage.DATA)
Answer = tuple[int, bytes]
#: The other side is about to close the connection (RFC 5321, 3.8).
CLOSING = 421


class TurnedDown(Exception):
    """The server answered, and did not take the mail: nothing of it is kept there (RFC 5321, 4.2.1). `words`: what it
    wrote, which may hold the address and is no part of the error's text; `stage`: in answer to what."""

    def __init__(self, code: int, words: bytes = b"", stage: Stage = Stage.UNKNOWN) -> None:
        super().__init__(f"answered {code}")
        self.code, self.words, self.stage = code, words, stage


def talk(
    connection: smtplib.SMTP, *, sender: str, recipient: str, body: bytes, before_body: Callable[[], None]
) -> None:
    """Returns when the server has taken the mail. `body`: lines end with CRLF, dots are doubled, no end mark.

    Where the server offers PIPELINING (RFC 2920), envelope and DATA travel together. `before_body` is called before the
    first byte of the mail itself leaves: from then on the other side may have it.

    Raises `TurnedDown`; `OSError` or `smtplib.SMTPException` where the connection is gone or nobody understands it.
    """
    commands = (f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA")
    answers = _together(connection, commands) if connection.has_extn("pipelining") else _in_turn(connection, commands)
    asked = zip(answers, _RIGHT, _STAGES, strict=False)
    refused = next((TurnedDown(*answer, stage) for answer, right, stage in asked if answer[0] not in right), None)
    if refused:
        _take_back(connection, is_waiting=answers[-1][0] == _GO_ON, code=refused.code)
        raise refused
    before_body()
    connection.send(body + b".\r\n")
    code, words = connection.getreply()
    if code in _ANSWERS_NO:
        _take_back(connection, is_waiting=False, code=code)
        raise TurnedDown(code, words, Stage.DATA)
    if code not in _TAKEN:
        raise smtplib.SMTPServerDisconnected("not an answer to a mail")


def _together(connection: smtplib.SMTP, commands: tuple[str, ...]) -> list[Answer]:
    connection.send("".join(f"{command}\r\n" for command in commands))
    return [connection.getreply() for _ in commands]


def _in_turn(connection: smtplib.SMTP, commands: tuple[str, ...]) -> list[Answer]:
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
