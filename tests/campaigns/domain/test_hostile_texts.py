"""What staff (or somebody with their log-in) could type, and what becomes of it."""

import random
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from campaigns.domain import layout, liquid_texts, placeholders
from campaigns.domain.guard import NOTHING_OWN
from campaigns.domain.texts import Draft, problems
from tests.campaigns.domain.hostile_payloads import HARMLESS, HEADERS, LINKS, LIQUID, SPLIT_WORDS


class _Seen(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def _draft(body: str = "Hello", subject: str = "Health reminder", preheader: str = "") -> Draft:
    return Draft("en", subject, preheader, body)


def _problems(draft: Draft) -> list[str]:
    return problems(draft, purpose="treatment", own=NOTHING_OWN)


def _html(body: str, preheader: str = "") -> str:
    compiled = layout.compile_mail(body=body, preheader=preheader, language="en")
    return liquid_texts.render_html(compiled.html, placeholders.samples("en"))


_FRAME = _Seen(_html("Hello\n\n[a](https://ok.example)"))
_MAY_BE = _FRAME.tags | {"p", "a", "strong", "em", "h2", "h3", "hr", "br", "blockquote", "ul", "ol", "li"}
_EVERYTHING = (*LIQUID, *LINKS, *SPLIT_WORDS, *HEADERS, *HARMLESS)


def _loads_and_runs_nothing(page: str) -> None:
    seen = _Seen(page)
    assert seen.tags <= _MAY_BE
    assert {name for name, _ in seen.attributes} <= {name for name, _ in _FRAME.attributes}
    assert {value.partition(":")[0] for name, value in seen.attributes if name == "href"} <= {"https", "mailto", "tel"}
    assert not any("url(" in value for name, value in seen.attributes if name == "style")


@pytest.mark.parametrize("body", LIQUID + LINKS + SPLIT_WORDS)
def test_a_body_that_gets_round_something_is_refused(body: str) -> None:
    assert _problems(_draft(body)) != []


@pytest.mark.parametrize("head", HEADERS)
def test_a_head_that_is_more_than_a_line_of_words_is_refused(head: str) -> None:
    assert _problems(_draft(subject=head)) != []
    assert _problems(_draft(preheader=head)) != []


@pytest.mark.parametrize("body", HARMLESS)
def test_html_and_markdown_tricks_come_out_as_letters(body: str) -> None:
    _loads_and_runs_nothing(_html(body))


@pytest.mark.parametrize("body", HARMLESS)
def test_a_value_with_tricks_comes_out_as_letters(body: str) -> None:
    compiled = layout.compile_mail(body="Hello {{ person.given_name | strip }}", preheader="", language="en")
    values = placeholders.samples("en") | {"person.given_name": body, "clinic.name": body, "clinic.address": body}
    _loads_and_runs_nothing(liquid_texts.render_html(compiled.html, values))


@pytest.mark.parametrize("words", ["our front desk", "您好", "friend, dear reader", "you (or family)"])
def test_plain_words_may_stand_in_for_an_empty_value(words: str) -> None:
    body = f"Hello {{{{ person.given_name | default: '{words}' }}}}"
    assert _problems(_draft(body)) == []
    compiled = layout.compile_mail(body=body, preheader="", language="en")
    values = placeholders.samples("en") | {"person.given_name": ""}
    assert f"Hello {words}" in liquid_texts.render_text(compiled.text, values)
    assert f"Hello {words}" in liquid_texts.render_html(compiled.html, values)


def test_conditions_may_be_joined() -> None:
    assert _problems(_draft("{% if clinic.phone and clinic.website or link.booking %}a{% else %}b{% endif %}")) == []


def test_there_are_enough_of_them_and_none_twice() -> None:
    assert len(set(_EVERYTHING)) == len(_EVERYTHING) > 200


_MARKS = ("{{ ", " }}", "{% if ", " %}", "{% endif %}", "\n\n")
_PIECES = some.sampled_from([*_EVERYTHING, *placeholders.CATALOGUE, *_MARKS])
_CANARIES = {"clinic.name": "Canaryclinic", "person.given_name": "Canaryname", "clinic.address": "Canarystreet"}


@settings(max_examples=200, deadline=None, derandomize=True)
@given(some.lists(some.one_of(_PIECES, some.text(max_size=12)), max_size=6).map("".join))
def test_whatever_is_typed_is_refused_or_comes_out_harmless_small_and_with_no_other_value(body: str) -> None:
    if _problems(_draft(body)):
        return
    compiled = layout.compile_mail(body=body, preheader="", language="en")
    values = placeholders.samples("en") | _CANARIES
    page, text = liquid_texts.render_html(compiled.html, values), liquid_texts.render_text(compiled.text, values)
    _loads_and_runs_nothing(page)
    assert max(len(page.encode()), len(text.encode())) <= 200_000
    assert "{{" not in text


@pytest.mark.parametrize("value", ["<script>" * 20_000, "&" * 150_000, "楓" * 60_000])
def test_a_text_that_would_become_too_long_is_not_rendered(value: str) -> None:
    compiled = layout.compile_mail(body="{{ clinic.name }} " * 3, preheader="", language="en")
    with pytest.raises(liquid_texts.CannotRender):
        liquid_texts.render_html(compiled.html, placeholders.samples("en") | {"clinic.name": value})


def test_the_longest_text_is_rendered_in_no_time() -> None:
    """CPU time of this thread, the best of five: what else the machine does counts as little as it can."""
    dice = random.Random(5)
    pieces = ["{{ person.given_name | default: 'friend' }} ", "{% if clinic.phone %}call us {% endif %}", "words, "]
    body = ""
    while len(body) < liquid_texts.MOST_CHARACTERS - 50:
        body += dice.choice(pieces)
    compiled = layout.compile_mail(body=body, preheader="", language="en")
    values = placeholders.samples("en")
    taken = []
    for _ in range(5):
        began = time.thread_time()
        liquid_texts.render_html(compiled.html, values)
        taken.append(time.thread_time() - began)
    assert min(taken) <= 0.05
