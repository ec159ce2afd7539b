"""Against a server that answers what it was told to, in turn and pipelined (RFC 2920)."""

import smtplib
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from campaigns.channels.smtp_talk import TurnedDown, talk

BODY = b"Subject: x\r\n\r\nHello\r\n"
FINE = ("250 sender", "250 recipient", "354 go on", "250 taken")


class Played:
    """What came in, in the pieces in which it came: everything that was there when an answer was due."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []


@contextmanager
def server(answers: Sequence[Sequence[str]], *, pipelining: bool) -> Iterator[tuple[smtplib.SMTP, Played]]:
    """Answers each piece that it reads with the next lines."""
    listening, played = socket.create_server(("127.0.0.1", 0)), Played()

    def play() -> None:
        accepted, _ = listening.accept()
        with accepted:
            accepted.sendall(b"220 here\r\n")
            accepted.recv(4096)
            accepted.sendall(b"250-here\r\n250 PIPELINING\r\n" if pipelining else b"250-here\r\n250 SIZE\r\n")
            for lines in answers:
                played.heard.append(accepted.recv(65536))
                accepted.sendall("".join(f"{line}\r\n" for line in lines).encode())

    thread = threading.Thread(target=play, daemon=True)
    thread.start()
    connection = smtplib.SMTP("127.0.0.1", listening.getsockname()[1], timeout=120)
    connection.ehlo()
    try:
        yield connection, played
    finally:
        connection.close()
        listening.close()
        thread.join(120)


def _talk(connection: smtplib.SMTP, began: list[bool] | None = None) -> None:
    """`began` gets an entry when the body begins."""
    marks = [] if began is None else began
    talk(connection, sender="a@x.example", recipient="b@y.example", body=BODY, before_body=lambda: marks.append(True))


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
