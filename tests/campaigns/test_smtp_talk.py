"""Against a server that answers what it was told to, in turn and pipelined (RFC 2920)."""

import smtplib
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest

from campaigns.channels import Verdict, WrittenMail
from campaigns.channels.smtp import SmtpLine
from campaigns.channels.smtp_talk import Talk, TurnedDown
from campaigns.channels.transport import SMTP

BODY = b"Subject: x\r\n\r\nHello\r\n"
FINE = ("250 sender", "250 recipient", "354 go on", "250 taken")


class Played:
    """What came in, in the pieces in which it came: everything that was there when an answer was due."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []


Script = Sequence[Sequence[str]]


@contextmanager
def listening(scripts: Sequence[Script], *, pipelining: bool) -> Iterator[tuple[int, Played]]:
    """A port; of each connection one script answers each piece that it reads with the next lines, and hangs up."""
    port, played = socket.create_server(("127.0.0.1", 0)), Played()

    def play(script: Script) -> None:
        accepted, _ = port.accept()
        with accepted:
            accepted.sendall(b"220 here\r\n")
            accepted.recv(4096)
            accepted.sendall(b"250-here\r\n250 PIPELINING\r\n" if pipelining else b"250-here\r\n250 SIZE\r\n")
            for lines in script:
                played.heard.append(accepted.recv(65536))
                accepted.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def play_all() -> None:
        for script in scripts:
            play(script)

    thread = threading.Thread(target=play_all, daemon=True)
    thread.start()
    try:
        yield port.getsockname()[1], played
    finally:
        port.close()
        thread.join(120)


@contextmanager
def server(answers: Script, *, pipelining: bool) -> Iterator[tuple[smtplib.SMTP, Played]]:
    """One connection to it."""
    with listening([answers], pipelining=pipelining) as (port, played):
        connection = smtplib.SMTP("127.0.0.1", port, timeout=120)
        connection.ehlo()
        try:
            yield connection, played
        finally:
            connection.close()


def _mail(to: str = "b@y.example") -> WrittenMail:
    return WrittenMail(message_id=uuid4(), to=to, sender="a@x.example", receipt="<1>", data=BODY)


def _hand_over(
    talk: Talk,
    began: list[bool] | None = None,
    *,
    mail: WrittenMail | None = None,
    following: WrittenMail | None = None,
) -> None:
    """`began` gets an entry when the body begins."""
    marks = [] if began is None else began
    talk.hand_over(mail or _mail(), following=following, before_body=lambda: marks.append(True))


def _talk(connection: smtplib.SMTP, began: list[bool] | None = None) -> None:
    _hand_over(Talk(connection), began)


def test_envelope_and_data_travel_together_where_the_server_offers_it() -> None:
    with server([FINE[:3], FINE[3:]], pipelining=True) as (connection, played):
        _talk(connection)
    assert played.heard == [b"MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nDATA\r\n", BODY + b".\r\n"]


def test_one_command_after_the_other_where_it_does_not() -> None:
    with server([FINE[:1], FINE[1:2], FINE[2:3], FINE[3:]], pipelining=False) as (connection, played):
        _talk(connection)
    assert played.heard[0] == b"MAIL FROM:<a@x.example>\r\n"
    assert len(played.heard) == 4


def test_a_recipient_refused_while_the_server_waits_for_a_body_gets_nothing_of_it() -> None:
    answers = [("250 ok", "550 nobody here", "354 go on"), ("554 nobody to deliver to",), ("250 reset",), *_AGAIN]
    with server(answers, pipelining=True) as (connection, played):
        began: list[bool] = []
        with pytest.raises(TurnedDown) as refused:
            _talk(connection, began)
        assert (refused.value.code, began) == (550, [])
        _talk(connection)
    assert played.heard[1:3] == [b".\r\n", b"rset\r\n"]


_AGAIN = (FINE[:3], FINE[3:])


@pytest.mark.parametrize("answer", ["451 later", "550 no", "421 closing"])
def test_an_answer_to_the_body_counts_even_when_the_connection_breaks_afterwards(answer: str) -> None:
    with server([FINE[:3], (answer,)], pipelining=True) as (connection, _):
        with pytest.raises(TurnedDown) as refused:
            _talk(connection)
        assert refused.value.code == int(answer[:3])
        assert connection.sock is None


def test_what_is_no_answer_to_the_body_leaves_it_open_what_became_of_it() -> None:
    with server([FINE[:3], ("hello?",)], pipelining=True) as (connection, _):
        began: list[bool] = []
        with pytest.raises(smtplib.SMTPServerDisconnected):
            _talk(connection, began)
        assert began == [True]


# --- two mails on one connection ---------------------------------------------------------------------------


ENVELOPE = b"MAIL FROM:<a@x.example>\r\nRCPT TO:<%s>\r\nDATA\r\n"
SECOND = _mail("c@z.example")


def _both(talk: Talk) -> list[int]:
    """What the first and the second were answered where they were turned down, else 0."""
    found: list[int] = []
    for mail, following in ((_mail(), SECOND), (SECOND, None)):
        try:
            _hand_over(talk, mail=mail, following=following)
            found.append(0)
        except TurnedDown as refused:
            found.append(refused.code)
    return found


def test_the_next_envelope_travels_with_the_body_before_it() -> None:
    with server([FINE[:3], (*FINE[3:], *FINE[:3]), FINE[3:]], pipelining=True) as (connection, played):
        assert _both(Talk(connection)) == [0, 0]
    assert played.heard == [ENVELOPE % b"b@y.example", BODY + b".\r\n" + ENVELOPE % b"c@z.example", BODY + b".\r\n"]


def test_no_envelope_goes_ahead_where_the_server_does_not_pipeline() -> None:
    alone = [FINE[:1], FINE[1:2], FINE[2:3], FINE[3:]]
    with server([*alone, *alone], pipelining=False) as (connection, played):
        assert _both(Talk(connection)) == [0, 0]
    assert played.heard[3] == BODY + b".\r\n"


@pytest.mark.parametrize(
    ("ahead", "second"),
    [
        (("451 busy", "503 no sender", "503 no sender"), 451),
        (("250 ok", "550 nobody here", "503 nobody"), 550),
        (("250 ok", "450 mailbox busy", "503 nobody"), 450),
        (("250 ok", "250 ok", "451 try later"), 451),
        (("421 closing", "421 closing", "421 closing"), 421),
    ],
)
@pytest.mark.parametrize(("first", "code"), [("250 taken", 0), ("451 later", 451), ("554 looks bad", 554)])
def test_of_two_each_gets_the_answer_that_is_its_own(
    first: str, code: int, ahead: tuple[str, ...], second: int
) -> None:
    with server([FINE[:3], (first, *ahead), ("250 reset",)], pipelining=True) as (connection, _):
        assert _both(Talk(connection)) == [code, second]


@pytest.mark.parametrize(("first", "code"), [("250 taken", 0), ("451 later", 451), ("554 looks bad", 554)])
def test_the_second_leaves_whatever_became_of_the_first(first: str, code: int) -> None:
    with server([FINE[:3], (first, *FINE[:3]), FINE[3:]], pipelining=True) as (connection, played):
        assert _both(Talk(connection)) == [code, 0]
    assert played.heard[2] == BODY + b".\r\n"


def test_an_envelope_refused_ahead_with_354_gets_nothing_of_its_body() -> None:
    ahead = ("250 taken", "250 ok", "550 nobody here", "354 go on")
    answers = [FINE[:3], ahead, ("554 nobody to deliver to",), ("250 reset",)]
    with server(answers, pipelining=True) as (connection, played):
        assert _both(Talk(connection)) == [0, 550]
    assert played.heard[2:] == [b".\r\n", b"rset\r\n"]


@pytest.mark.parametrize("first", ["250 taken", "451 later", "554 looks bad", "421 closing"])
@pytest.mark.parametrize("ahead", [(), FINE[:1], FINE[:2]])
def test_a_cut_after_the_answer_to_the_first_leaves_the_second_to_another_connection(
    first: str, ahead: tuple[str, ...]
) -> None:
    with server([FINE[:3], (first, *ahead)], pipelining=True) as (connection, _):
        talk = Talk(connection)
        if first.startswith("250"):
            _hand_over(talk, following=SECOND)
        else:
            with pytest.raises(TurnedDown):
                _hand_over(talk, following=SECOND)
        assert (talk.is_free, talk.can_begin(SECOND)) == (False, False)


def test_a_cut_before_the_answer_to_the_first_tells_of_neither() -> None:
    with server([FINE[:3], ()], pipelining=True) as (connection, _):
        talk, began = Talk(connection), list[bool]()
        with pytest.raises(smtplib.SMTPServerDisconnected):
            _hand_over(talk, began, following=SECOND)
        assert (began, talk.can_begin(SECOND)) == ([True], False)


def test_an_envelope_whose_mail_does_not_come_ends_the_connection_without_another_word() -> None:
    with server([FINE[:3], (*FINE[3:], *FINE[:3]), ()], pipelining=True) as (connection, played):
        talk = Talk(connection)
        _hand_over(talk, following=SECOND)
        assert (talk.is_free, talk.can_begin(SECOND), talk.can_begin(_mail())) == (False, True, False)
        talk.end()
        assert connection.sock is None
    assert played.heard[2:] == [b""]


@pytest.mark.parametrize(
    ("scripts", "verdicts"),
    [
        ([[FINE[:3], (*FINE[3:], *FINE[:3]), FINE[3:]]], [Verdict.ACCEPTED, Verdict.ACCEPTED]),
        ([[FINE[:3], ()], [FINE[:3], FINE[3:]]], [Verdict.UNKNOWN, Verdict.ACCEPTED]),
        ([[FINE[:3], FINE[3:]], [FINE[:3], FINE[3:]]], [Verdict.ACCEPTED, Verdict.ACCEPTED]),
        ([[FINE[:3], ("421 closing",)], [FINE[:3], FINE[3:]]], [Verdict.TRY_LATER, Verdict.ACCEPTED]),
        ([[FINE[:3], ("550 no", *FINE[:2])], [FINE[:3], ()]], [Verdict.REJECTED, Verdict.UNKNOWN]),
        ([[FINE[:3], (*FINE[3:], *FINE[:3]), ()]], [Verdict.ACCEPTED, Verdict.UNKNOWN]),
        ([[FINE[:3], FINE[3:]], [()]], [Verdict.ACCEPTED, Verdict.TRY_LATER]),
    ],
)
def test_wherever_the_connection_breaks_each_of_two_has_its_verdict(
    settings: Any, scripts: Sequence[Script], verdicts: list[Verdict]
) -> None:
    with listening(scripts, pipelining=True) as (port, _):
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", port
        settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 120
        line = SmtpLine()
        line.expect(SECOND)
        assert [line.hand_over(mail).verdict for mail in (_mail(), SECOND)] == verdicts
        line.close()


def test_another_mail_than_was_expected_leaves_on_another_connection(settings: Any) -> None:
    scripts = [[FINE[:3], (*FINE[3:], *FINE[:3])], [FINE[:3], FINE[3:]]]
    third = _mail("d@z.example")
    with listening(scripts, pipelining=True) as (port, played):
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", port
        settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 120
        line = SmtpLine()
        line.expect(SECOND)
        assert [line.hand_over(mail).verdict for mail in (_mail(), third)] == [Verdict.ACCEPTED] * 2
        line.close()
    assert played.heard[2:] == [ENVELOPE % b"d@z.example", BODY + b".\r\n"]
