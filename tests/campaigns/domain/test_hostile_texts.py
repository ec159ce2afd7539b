"""What staff (or somebody with their log-in) could type, and what becomes of it."""

from html.parser import HTMLParser

import pytest

from campaigns.domain import layout, liquid_texts, placeholders
from campaigns.domain.guard import NOTHING_OWN
from campaigns.domain.texts import Draft, problems

LIQUID = [
    """{{ '<script>alert(1)</script><img src="https://evil.example/pixel.gif">' }}""",
    "Your {{ 'chemotherapy for breast cancer' }} continues.",
    '{{ "words" }}',
    "{{ 5 }}",
    "{{ true }}",
    "{{ nil }}",
    "{{ (1..3) }}",
    """{{ person.given_name | default: '<img src="https://evil.example/p.gif">' }}""",
    "{{ person.given_name | default: '<b>' }}",
    "{{ person.given_name | default: '&lt;b&gt;' }}",
    "{{ person.given_name | default: '\\u003cb\\u003e' }}",
    "{{ person.given_name | default: 'https://evil.example/' }}",
    "{{ person.given_name | default: clinic.phone }}",
    "{{ person.given_name | default: 5, allow_false: true }}",
    "{{ '<b>' | default: person.given_name }}",
    "{{ '<b>' | strip }}",
    "{{ person.given_name | default: 'chemotherapy' }}",
    "{{ person['given_name'] }}",
    "{{ person.given_name.size }}",
    "{{ person }}",
    "{{- person.given_name -}}",
    "{% if person.given_name == '<script>' %}x{% endif %}",
    "{% if person.given_name == 'Alex' %}x{% endif %}",
    "{% if appointment.location contains 'North' %}x{% endif %}",
    "{% if '<script>' %}x{% endif %}",
    "{%- if clinic.phone -%}x{%- endif -%}",
    "{% raw %}{{ person.ssn }}{% endraw %}",
    "{% liquid echo 'x' %}",
    "{% comment %}biopsy{% endcomment %}",
    "{% render 'x' %}",
    "{% case clinic.phone %}{% endcase %}",
    "{% capture a %}{% endcapture %}",
    "{{ clinic.name | upcase }}",
    "{{ clinic.name | append: '<script>' }}",
    "{{{ clinic.name }}}",
    "{{ clinic.name }",
]
SPLIT_WORDS = [
    "your chemo{% if clinic.phone %}{% endif %}therapy",
    "your bio{{ person.given_name }}psy",
    "your {% if clinic.phone %}bio{% endif %}psy",
    "your chemo**therapy**",
    "your bio*psy*",
    "your bi&#111;psy",
    "your bi&shy;opsy",
    "your bi\u200bopsy",
    "your bi\u00adopsy",
    "your bi\u2060opsy",
    "your ｂｉｏｐｓｙ",
    "your 𝐛𝐢𝐨𝐩𝐬𝐲",
    "your bíopsy",
    "your bi\u043epsy",
    "您的手\u200b術",
    "您的手**術**",
    "[your biopsy](https://ok.example)",
    "## Biopsy",
    "> your biopsy",
    "    your biopsy",
    "```\nyour biopsy\n```",
    "`your biopsy`",
    "\u202eyspoib\u202c",
]
HEADERS = [
    "Health reminder\r\nBcc: all@evil.example",
    "Health reminder\nBcc: x",
    "Health reminder\u2028Bcc",
    "Health reminder\u2029Bcc",
    "Health reminder\x85Bcc",
    "Health reminder\x00",
    "Health\u202e reminder",
    "Health\u2066 reminder",
    "{{ '<b>' }}",
    "{% if clinic.name %}Hello{% endif %}",
]
HARMLESS = [
    "<script>alert(1)</script>",
    "<img src=https://evil.example/p.gif>",
    '<a href="javascript:alert(1)" onclick="x()">x</a>',
    "<style>@import url(https://evil.example/x.css)</style>",
    "<svg/onload=alert(1)>",
    "<iframe src=https://evil.example></iframe>",
    "<!-- comment --> <![CDATA[x]]> <?php ?>",
    "</td></table><mj-image src='https://evil.example/p.gif' />",
    "<mj-raw><img src='https://evil.example/p.gif'></mj-raw>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=https://evil.example/p.gif&#62;",
    '[a](https://ok.example "x\\" onmouseover=\\"alert(1)")',
    '[a](https://ok.example/"onmouseover="x)',
    "[**<img src=x onerror=alert(1)>**](https://ok.example)",
    "[`<script>`](https://ok.example)",
    "```\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "\\<script\\>",
    "｛｛ person.ssn ｝｝ ＜script＞",
    "a\n\n---\n\nb\n===\n",
    "<x@y.example>",
]


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
_MAY_BE = _FRAME.tags | {"p", "a", "strong", "em", "h2", "hr", "br"}


def _loads_and_runs_nothing(page: str) -> None:
    seen = _Seen(page)
    assert seen.tags <= _MAY_BE
    assert {name for name, _ in seen.attributes} <= {name for name, _ in _FRAME.attributes}
    assert {value.partition(":")[0] for name, value in seen.attributes if name == "href"} <= {"https", "mailto"}
    assert not any("url(" in value for name, value in seen.attributes if name == "style")


@pytest.mark.parametrize("body", LIQUID + SPLIT_WORDS)
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
