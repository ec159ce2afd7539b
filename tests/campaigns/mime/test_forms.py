"""Our mails, read by Python's own parser, against those that Python writes."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns import library
from campaigns.domain import layout, mime_forms, placeholders
from campaigns.domain.liquid_texts import CannotRender
from campaigns.domain.mime_forms import Form, Words, date_of, dot_stuffed
from campaigns.domain.mime_headers import BadHeader
from tests.campaigns.mime.steady import steady

ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
DATE = date_of(datetime(2026, 3, 3, 15, 30, tzinfo=UTC))
UNSUBSCRIBE = "https://clinic.example/u/AQ-_x/?lang=en"
TEXT = (
    "Hello{% if person.given_name %} {{ person.given_name }}{% endif %},\n\n"
    "{{ clinic.address }}\n{{ link.unsubscribe }}\n"
)
HTML = '<p title="{{ person.given_name }}">{{ clinic.name }}</p><a href="{{ link.unsubscribe }}">x</a>'
CLINIC = {"clinic.name": "Maple & Sons", "clinic.address": "12 Maple Street"}
_MAILS = [
    (shipped, language)
    for shipped in library.templates()
    for language in shipped.texts
    if shipped.channel == library.EMAIL
]


def form(**parts: Any) -> Form:
    return Form(
        Words(
            **{
                "language": "en",
                "subject": "Health reminder",
                "text": TEXT,
                "html": HTML,
                "sender_name": "Maple Street Clinic",
                "sender_address": "hello@clinic.example",
                "host": "clinic.example",
                "shared": CLINIC,
            }
            | parts
        )
    )


def written(made: Form, to: str = "ana@mail.example", **values: str) -> bytes:
    given = {"person.given_name": "Ana", "link.unsubscribe": UNSUBSCRIBE} | values
    return made.written(given, message_id=ID, to=to, date=DATE)


def check_wire(raw: bytes) -> None:
    """RFC 5321, 5322, 2045, 2047: what a mail server, and a filter, may be strict about."""
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert b"\0" not in raw
    head, _, body = raw.partition(b"\r\n\r\n")
    assert max(map(len, body.split(b"\r\n"))) <= 76
    assert not re.search(rb"^(\.|From )", raw, re.MULTILINE)
    assert dot_stuffed(raw) == raw
    for line in head.split(b"\r\n"):
        assert len(line) <= (998 if line.startswith((b"List-", b"Message-ID:", b"To:", b"From:")) else 76)
        assert line.strip() == line.lstrip() != b""
    assert all(len(word) <= 75 for word in re.findall(rb"=\?[^ ]*\?=", head))


def read(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail.defects == [] == [fault for part in mail.walk() for fault in part.defects]
    return mail


def contents(mail: EmailMessage) -> list[str]:
    """Of text and HTML, in that order."""
    parts = list(mail.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    return [part.get_content().replace("\r\n", "\n") for part in parts]


def by_python(made: Form, to: str, text: str, html: str) -> EmailMessage:
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = f"{made.words.sender_name} <{made.words.sender_address}>"
    mail["Subject"], mail["To"], mail["Date"] = made.words.subject, to, DATE
    mail["List-Id"], mail["List-Unsubscribe"] = "<mail.clinic.example>", f"<{UNSUBSCRIBE}>"
    mail["List-Unsubscribe-Post"], mail["Auto-Submitted"] = "List-Unsubscribe=One-Click", "auto-generated"
    mail["Message-ID"], mail["Content-Language"] = f"<{ID}@clinic.example>", made.words.language
    mail.set_content(text)
    mail.add_alternative(html, subtype="html")
    return read(mail.as_bytes())


@pytest.mark.parametrize(("shipped", "language"), _MAILS, ids=[f"{s.slug}-{language}" for s, language in _MAILS])
def test_each_built_in_mail_is_read_as_the_one_that_python_writes(
    shipped: library.LibraryTemplate, language: str
) -> None:
    words, values = shipped.texts[language], placeholders.samples(language) | {"link.unsubscribe": UNSUBSCRIBE}
    compiled = layout.compile_mail(body=words.body, preheader=words.preheader, language=language)
    shared = {name: value for name, value in values.items() if name.startswith("clinic.")}
    made = form(language=language, subject=words.subject, text=compiled.text, html=compiled.html, shared=shared)
    for given_values in (values, values | {"person.given_name": "", "appointment.address": ""}):
        raw = made.written(given_values, message_id=ID, to="ana@mail.example", date=DATE)
        check_wire(raw)
        ours, theirs = read(raw), by_python(made, "ana@mail.example", *made.parts(given_values))
        said = list(made.parts(given_values))
        assert contents(ours) == said
        assert contents(theirs) == [part if part.endswith("\n") else f"{part}\n" for part in said]
        assert {name: str(ours[name]) for name in theirs if name != "Content-Type"} == {
            name: str(theirs[name]) for name in theirs if name != "Content-Type"
        }


_ODD = (
    *(
        "",
        " ",
        ".",
        "..",
        "From me",
        "怡君",
        "👩‍👩‍👧‍👦",
        "a=b",
        "x" * 75,
        "x" * 76,
        "您" * 60,
        "a\r\nb",
        "\ra\n\n\n\nb ",
    ),
    *(
        " a",
        "a ",
        " a ",
        "<&>",
        "<b title=\"x\">'&amp;'</b>",
        "=\r\n",
        "\0",
        "\t",
        "\u3000a",
        "." + "x" * 74,
        "a" * 74 + " " * 5 + ".",
    ),
)
_odd = st.text(max_size=40) | st.sampled_from(_ODD)


@pytest.mark.parametrize("odd", _ODD)
def test_an_odd_value_is_read_as_it_was_rendered(odd: str) -> None:
    for values, shared in (({"person.given_name": odd}, CLINIC), ({}, CLINIC | {"clinic.address": odd})):
        made = form(text="{{ person.given_name }}" + TEXT, shared=shared)
        values = {"person.given_name": "Ana", "link.unsubscribe": UNSUBSCRIBE} | values
        raw = made.written(values, message_id=ID, to="ana@mail.example", date=DATE)
        check_wire(raw)
        expected = [part.replace("\r\n", "\n").replace("\r", "\n") for part in made.parts(values)]
        assert contents(read(raw)) == expected


def test_values_are_escaped_in_html_alone() -> None:
    text, html = contents(read(written(form(), **{"person.given_name": "<b>&'\""})))
    assert "Hello <b>&'\"," in text
    assert 'title="&lt;b&gt;&amp;&#39;&#34;"' in html


@steady
@given(
    _odd,
    _odd,
    st.text(max_size=90) | st.sampled_from([f".\n.{TEXT}", "a" * 2000, "a " * 60 + "\n" + "a" * 75 + " \n.", "\t\n"]),
)
def test_whatever_a_value_or_a_text_is_the_reader_gets_what_was_rendered(name: str, address: str, around: str) -> None:
    literal = re.sub(r"[{}%]", "", around)
    made = form(
        text=f"{literal}{TEXT}{literal}", html=f"{literal}{HTML}{literal}", shared=CLINIC | {"clinic.address": address}
    )
    values = {"person.given_name": name, "link.unsubscribe": UNSUBSCRIBE}
    raw = made.written(values, message_id=ID, to="ana@mail.example", date=DATE)
    check_wire(raw)
    expected = [part.replace("\r\n", "\n").replace("\r", "\n") for part in made.parts(values)]
    assert contents(read(raw)) == expected


def test_the_same_message_is_the_same_bytes_and_another_has_another_boundary() -> None:
    made = form()
    other = made.written(
        {"person.given_name": "Ana", "link.unsubscribe": UNSUBSCRIBE},
        message_id=UUID(int=1),
        to="a@b.example",
        date=DATE,
    )
    assert written(made) == written(form())
    assert read(other).get_boundary() == f"=_{UUID(int=1).hex}" != read(written(made)).get_boundary()


def test_one_line_headers_stay_on_one_line() -> None:
    token = "x" * 150
    head = (
        written(form(), **{"link.unsubscribe": f"https://clinic.example/u/{token}/"})
        .partition(b"\r\n\r\n")[0]
        .split(b"\r\n")
    )
    assert f"List-Unsubscribe: <https://clinic.example/u/{token}/>".encode() in head
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    assert b"List-Id: <mail.clinic.example>" in head
    assert f"Message-ID: <{ID}@clinic.example>".encode() in head
    assert f"Date: {DATE}".encode() in head


@pytest.mark.parametrize(
    ("value", "bad"),
    [
        (value, bad)
        for value in ("to", "link.unsubscribe")
        for bad in ("a@b.c\r\nBcc: x@y.z", "a@b.c\nX: y", "a@b.c\0", "", "a b")
    ],
)
def test_a_value_of_a_message_that_would_be_another_header_is_refused(value: str, bad: str) -> None:
    with pytest.raises(BadHeader) as caught:
        written(form(), **{value: bad})
    assert "Bcc" not in str(caught.value)


@pytest.mark.parametrize(
    "to", ["a@b.c, e@x.y", "a@b.c e@x.y", "<a@b.c>", "a@b@c", "ä@b.c", "a@b.c>", "x" * 990 + "@b.example"]
)
def test_only_one_address_stands_in_to(to: str) -> None:
    with pytest.raises(BadHeader):
        written(form(), to=to)


def test_a_domain_in_other_letters_is_written_in_ascii() -> None:
    assert read(written(form(), to="ana@mäple.example"))["To"] == "ana@xn--mple-loa.example"


@pytest.mark.parametrize("part", ["subject", "sender_name", "sender_address", "host", "language"])
@pytest.mark.parametrize("bad", ["a\r\nBcc: x@y.z", "a\nb", "a\rb", "a\0b", "a\u2028b", "a\x85b", "a\ud800b"])
def test_what_could_begin_another_header_is_refused_when_the_form_is_made(part: str, bad: str) -> None:
    with pytest.raises(BadHeader):
        form(**{part: bad})


def test_half_a_character_is_refused_without_the_text() -> None:
    with pytest.raises(CannotRender) as caught:
        written(form(), **{"person.given_name": "Ana\ud800"})
    assert "Ana" not in repr(caught.value)
    assert caught.value.__cause__ is None


def test_a_value_that_is_missing_is_told_by_name() -> None:
    with pytest.raises(CannotRender, match=r"person\.given_name"):
        form().written({"link.unsubscribe": UNSUBSCRIBE}, message_id=ID, to="a@b.example", date=DATE)


def test_the_guard_looks_once_at_each_set_of_values_that_are_there() -> None:
    looked: list[str] = []

    def looks_clean(text: str) -> bool:
        looked.append(text)
        return mime_forms.MASK in text.partition(",")[0]

    made = form()
    values = {"link.unsubscribe": UNSUBSCRIBE}
    named = [made.is_clean(values | {"person.given_name": name}, looks_clean) for name in ("Ana", "Bo", "Cy")]
    nameless = [made.is_clean(values | {"person.given_name": ""}, looks_clean) for _ in range(2)]
    assert (named, nameless, len(looked)) == ([True] * 3, [False] * 2, 2)
    assert all("Ana" not in text and UNSUBSCRIBE not in text for text in looked)
