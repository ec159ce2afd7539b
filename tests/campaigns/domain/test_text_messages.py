"""Text messages: what they may hold, and how many of them a carrier makes of a text."""

from uuid import UUID

import pytest

from campaigns import library
from campaigns.domain import liquid_texts, placeholders
from campaigns.domain.guard import NOTHING_OWN
from campaigns.domain.text_messages import segments
from campaigns.domain.texts import SMS, Draft, compiled, problems
from consent import links

SHIPPED = [
    (shipped, language)
    for shipped in library.templates()
    if shipped.channel == library.SMS
    for language in shipped.texts
]
_TOKEN = links.sign("appointment", UUID(int=1), bound=bytes(links.BOUND_BYTES))
_LINK = f"https://maplestreet.example/appointments/{_TOKEN}/"
#: One message in the 7-bit alphabet; a link leaves no room for Chinese in one.
_AT_MOST = {"en": 1, "zh-hant": 2, "zh-hans": 2}


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("é" * 160, 1),
        ("’" + "a" * 69, 1),
        ("’" + "a" * 70, 2),
        ("診" * 70, 1),
        ("診" * 71, 2),
        ("診" * 134, 2),
        ("診" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_segments_are_counted_as_carriers_do(text: str, needs: int) -> None:
    assert segments(text) == needs


@pytest.mark.parametrize(("shipped", "language"), SHIPPED, ids=[f"{s.slug}-{language}" for s, language in SHIPPED])
def test_each_built_in_text_message_is_short_and_says_nothing_of_anybody(
    shipped: library.LibraryTemplate, language: str
) -> None:
    text = shipped.texts[language]
    draft = Draft(language, text.subject, text.preheader, text.body)
    assert problems(draft, purpose=shipped.purpose, own=NOTHING_OWN, channel=SMS) == []
    used = {placeholders.CATALOGUE[name].phi for name in liquid_texts.names_used(text.body)}
    assert used == {placeholders.PhiClass.PUBLIC, placeholders.PhiClass.PERSONAL_LINK}
    parts = compiled(draft, channel=SMS)
    assert parts.html == ""
    values = placeholders.samples(language)
    values |= {name: f"{_LINK}?lang={language}" for name in values if name.startswith("link.")}
    assert segments(liquid_texts.render_text(parts.text, values)) == _AT_MOST[language]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"subject": "Health reminder"}, "A text message has no subject"),
        ({"preheader": "Hello"}, "A text message has no subject"),
        ({"body": ""}, "The body is empty."),
        ({"body": "{{ clinic.name }}: {{ person.given_name }}, come. STOP to end"}, "shows on a locked phone"),
        ({"body": "{{ clinic.name }}: {{ appointment.time }}. STOP to end"}, "shows on a locked phone"),
        ({"body": "{{ clinic.name }}: **come** STOP to end"}, "no headings, no bold"),
        ({"body": "{{ clinic.name }}: [come]({{ link.book }}) STOP to end"}, "links behind words"),
        ({"body": "Hello. STOP to end"}, "says who writes"),
        ({"body": "{{ clinic.name }}: come {{ link.book }}"}, "says how to end it"),
        ({"body": "{{ clinic.name }}: your surgery {{ link.book }} STOP to end"}, "names a condition"),
        ({"body": "{{ clinic.name }}: " + "come and see us " * 12 + "{{ link.book }} STOP"}, "needs 3 messages"),
        ({"body": "{{ clinic.name }}: {{ link.nowhere }} STOP to end"}, "is no placeholder"),
    ],
)
def test_text_message_that_may_not_leave_says_why(change: dict[str, str], sentence: str) -> None:
    parts = {"subject": "", "preheader": "", "body": "{{ clinic.name }}: {{ link.book }} STOP to end"} | change
    found = problems(Draft("en", **parts), purpose="treatment", own=NOTHING_OWN, channel=SMS)
    assert sentence in " ".join(found)
