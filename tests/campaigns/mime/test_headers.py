"""Headers, read by Python's own parser."""

import re
import unicodedata
from email import message_from_bytes, policy
from email.header import decode_header, make_header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.domain.mime_headers import BadHeader, in_words, mailbox, one_line
from campaigns.domain.mime_text import quoted, quoted_piece, quoted_value
from tests.campaigns.mime.steady import steady

_NEVER = {"Cc", "Zl", "Zp", "Cs"}
_words = st.text(st.characters(exclude_categories=sorted(_NEVER)), max_size=200) | st.sampled_from(
    [
        "楓街診所健康提醒" * 8,
        "👩‍👧 " * 20,
        "word " * 40,
        "x" * 70,
        "x" * 300,
        "=?utf-8?q?x?=",
        "  a  b  ",
        " ",
        "é" * 100,
        'a "b" \\c, d; <e>',
        "a@b",
    ]
)


def _header(raw: bytes, name: str) -> object:
    lines = raw.split(b"\r\n")
    assert lines.pop() == b""
    assert raw.isascii()
    assert all(len(line) <= 76 for line in lines)
    assert all(line.startswith(b" ") and line.strip() for line in lines[1:])
    assert all(len(word) <= 75 for word in re.findall(rb"=\?\S*\?=", raw))
    found = message_from_bytes(raw + b"\r\n", policy=policy.default)
    assert found.keys() == [name]
    return found[name]


@steady
@given(_words)
def test_words_are_read_as_they_were_written(text: str) -> None:
    assert _header(in_words("Subject", text), "Subject") == text


@steady
@given(_words)
def test_a_name_before_an_address_is_read_as_it_was_written(name: str) -> None:
    """Python's parser puts a blank between encoded-words of a name, RFC 2047 (6.2) and its older decoder do not."""
    raw = mailbox("From", name, "hello@clinic.example")
    found = _header(raw, "From")
    assert found.defects == ()  # type: ignore[attr-defined]
    assert [sole.addr_spec for sole in found.addresses] == ["hello@clinic.example"]  # type: ignore[attr-defined]
    shown = found.addresses[0].display_name  # type: ignore[attr-defined]
    if raw.count(b"=?utf-8?") > 1:
        folded = raw.removeprefix(b"From: ").rpartition(b"<")[0].strip().decode()
        shown = str(make_header(decode_header(folded)))
    assert shown == name


def test_plain_words_are_left_alone() -> None:
    assert in_words("Subject", "Health reminder") == b"Subject: Health reminder\r\n"
    assert mailbox("From", "Maple Street Clinic", "a@b.example") == b"From: Maple Street Clinic <a@b.example>\r\n"
    assert mailbox("From", "Maple, Inc.", "a@b.example") == b'From: "Maple, Inc." <a@b.example>\r\n'
    assert in_words("Subject", "Café visit") == b"Subject: =?utf-8?q?Caf=C3=A9_visit?=\r\n"
    assert in_words("Subject", "楓街診所") == b"Subject: =?utf-8?b?5qWT6KGX6Ki65omA?=\r\n"


@pytest.mark.parametrize("value", ["a\r\nb", "a\nb", "a\rb", "a\0b", "é", "a\tb", "x" * 990])
def test_what_does_not_fit_on_one_line_of_ascii_is_refused(value: str) -> None:
    with pytest.raises(BadHeader, match="List-Id"):
        one_line("List-Id", value)


@steady
@given(st.text().filter(lambda text: any(unicodedata.category(letter) in _NEVER for letter in text)))
def test_controls_are_refused_in_words(text: str) -> None:
    for write in (lambda: in_words("Subject", text), lambda: mailbox("From", text, "a@b.example")):
        with pytest.raises(BadHeader):
            write()


@steady
@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["a", " ", ".", "=", "\n", "From ", "é", "x" * 74]), max_size=60).map("".join)
)
def test_pieces_of_text_fit_into_their_lines(text: str) -> None:
    for raw in (quoted(text), quoted_piece(text) + b"=", *_as_value(text)):
        assert max(map(len, raw.split(b"\r\n"))) <= 76
        assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
        assert not re.search(rb"^(\.|From )", raw, re.MULTILINE)


def _as_value(text: str) -> list[bytes]:
    return [quoted_value(text) + b"="] if text.isprintable() and text.strip() == text != "" else []
