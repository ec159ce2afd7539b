"""Texts in pieces against python-liquid, which is what they are measured by."""

from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns import library
from campaigns.domain import layout, liquid_texts, placeholders
from campaigns.domain.liquid_texts import CannotRender, in_pieces, rendered, rendered_by_liquid
from tests.campaigns.mime.steady import steady

_MAILS = [
    (shipped, language)
    for shipped in library.templates()
    for language in shipped.texts
    if shipped.channel == library.EMAIL
]
_TEXTS = [
    (shipped, language)
    for shipped in library.templates()
    for language in shipped.texts
    if shipped.channel == library.SMS
]
_NAMES = ("person.given_name", "clinic.phone", "link.book", "appointment.address")
_ODD = (
    "",
    " ",
    "  \n ",
    "Ana",
    "<b>&'\"",
    "a\r\n\r\n\r\nb",
    "\u3000怡君",
    "{{ clinic.phone }}",
    "👩‍👧",
    "\u2028",
    "0",
    "%s",
)


def _ids(texts: list[tuple[library.LibraryTemplate, str]]) -> list[str]:
    return [f"{shipped.slug}-{language}" for shipped, language in texts]


@pytest.mark.parametrize(("shipped", "language"), _MAILS, ids=_ids(_MAILS))
def test_each_built_in_mail_says_the_same_whichever_values_are_there(
    shipped: library.LibraryTemplate, language: str
) -> None:
    words = shipped.texts[language]
    compiled = layout.compile_mail(body=words.body, preheader=words.preheader, language=language)
    for source, html in ((compiled.text, False), (compiled.html, True)):
        for values in _fewer_and_odder(placeholders.samples(language), source):
            assert rendered(source, values, html=html) == rendered_by_liquid(source, values, html=html)


@pytest.mark.parametrize(("shipped", "language"), _TEXTS, ids=_ids(_TEXTS))
def test_each_built_in_text_message_says_the_same(shipped: library.LibraryTemplate, language: str) -> None:
    source, values = shipped.texts[language].body, placeholders.samples(language)
    assert in_pieces(source, html=False) is not None
    assert rendered(source, values, html=False) == rendered_by_liquid(source, values, html=False)


def _fewer_and_odder(values: Mapping[str, str], source: str) -> list[Mapping[str, str]]:
    """All, none, each one missing its value, each one odd."""
    asked = sorted(liquid_texts.names_used(source))
    assert in_pieces(source, html=False) is not None
    return [values, dict.fromkeys(values, ""), *({**values, name: odd} for name in asked for odd in ("", "<b>\n\n\n"))]


# --- made texts -------------------------------------------------------------------------------------------

_name = st.sampled_from(_NAMES)
_literal = st.sampled_from(["", " ", "\n", "\n\n", "Hello ", "<p>&amp;</p>", "您好，", "100 % {x}", "\r\n", "\u00a0"])
_output = st.builds(
    lambda name, strips, words: f"{{{{ {name}{strips}{words} }}}}",
    _name,
    st.sampled_from(["", " | strip"]),
    st.sampled_from(["", ' | default: "there"', " | default: '  您 '", ' | default: ""']),
)
_condition = st.lists(_name, min_size=1, max_size=4).flatmap(
    lambda names: st.lists(st.sampled_from([" and ", " or "]), min_size=len(names) - 1, max_size=len(names) - 1).map(
        lambda joints: "".join(name + joint for name, joint in zip(names, [*joints, ""], strict=True))
    )
)


def _blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda test, way, more, last: (
            f"{{% if {test} %}}{way}"
            + "".join(f"{{% elsif {other} %}}{said}" for other, said in more)
            + (f"{{% else %}}{last}" if last is not None else "")
            + "{% endif %}"
        ),
        _condition,
        inner,
        st.lists(st.tuples(_condition, inner), max_size=2),
        st.none() | inner,
    )


_text = st.recursive(
    st.lists(_literal | _output, max_size=4).map("".join),
    lambda inner: st.lists(_literal | _output | _blocks(inner), max_size=4).map("".join),
    max_leaves=12,
)
_values = st.dictionaries(_name, st.sampled_from(_ODD) | st.text(max_size=8), min_size=2)


def _said(source: str, values: Mapping[str, str], *, html: bool, by_liquid: bool) -> str | None:
    try:
        return (rendered_by_liquid if by_liquid else rendered)(source, values, html=html)
    except CannotRender:
        return None


@steady
@given(_text, _values, st.booleans())
def test_a_made_text_says_the_same_or_cannot_be_rendered_either_way(
    source: str, values: dict[str, str], html: bool
) -> None:
    assert liquid_texts.problems(source) == []
    assert in_pieces(source, html=html) is not None
    assert _said(source, values, html=html, by_liquid=False) == _said(source, values, html=html, by_liquid=True)


@pytest.mark.parametrize(("first", "second", "third"), list(product([" and ", " or "], repeat=3)))
def test_conditions_are_read_in_the_same_order(first: str, second: str, third: str) -> None:
    source = (
        f"{{% if {_NAMES[0]}{first}{_NAMES[1]}{second}{_NAMES[2]}{third}{_NAMES[3]} %}}yes{{% else %}}no{{% endif %}}"
    )
    for there in product(["", "x", None], repeat=4):
        values = {name: value for name, value in zip(_NAMES, there, strict=True) if value is not None}
        assert _said(source, values, html=False, by_liquid=False) == _said(source, values, html=False, by_liquid=True)


@pytest.mark.parametrize(
    "source",
    [
        "{% if clinic.phone == '1' %}x{% endif %}",
        "{{ clinic.phone | default: clinic.name }}",
        "{{ clinic.phone.size }}",
        "{{ 'words' }}",
        "{{ clinic.phone | default: 'x' | strip }}",
        "{{ clinic['phone'].first }}",
    ],
)
def test_liquid_that_staff_may_not_write_is_left_to_liquid(source: str) -> None:
    assert in_pieces(source, html=True) is None
    values = {"clinic.phone": "", "clinic.name": "Maple"}
    assert _said(source, values, html=True, by_liquid=False) == _said(source, values, html=True, by_liquid=True)


def test_a_text_that_becomes_too_long_cannot_be_rendered() -> None:
    source, values = "{{ person.given_name }}" * 150, {"person.given_name": "您" * 500}
    for by_liquid in (True, False):
        assert _said(source, values, html=False, by_liquid=by_liquid) is None
    assert len(rendered(source, {"person.given_name": "您" * 400}, html=False)) == 60_000
