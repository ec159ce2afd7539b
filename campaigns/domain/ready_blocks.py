"""Pieces of a mail that the editor inserts by a click. They are written as text like everything else: there is nothing
in a mail that somebody could not have typed."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """`written`: Markdown, with an empty line before and after it."""

    name: str
    written: str


_BUTTON = {"en": "Book a time", "zh-hant": "線上預約", "zh-hans": "在线预约"}
_GREETING = {
    "en": "Hello{% if person.given_name %} {{ person.given_name }}{% endif %},",
    "zh-hant": "{% if person.given_name %}{{ person.given_name }}，{% endif %}您好：",
    "zh-hans": "{% if person.given_name %}{{ person.given_name }}，{% endif %}您好：",
}
_CARD = (
    "> **{{ clinic.name }}**\n"
    "> {% if clinic.address %}{{ clinic.address }}{% endif %}\n"
    "> {% if clinic.phone %}{{ clinic.phone }}{% endif %}"
)


def blocks(language: str) -> Mapping[str, Block]:
    button = f"{{% if link.booking %}}\n[{_BUTTON[language]}]({{{{ link.booking }}}})\n{{% endif %}}"
    return {
        "greeting": Block("Greeting", _GREETING[language]),
        "button": Block("Button", button),
        "card": Block("Address card", _CARD),
        "divider": Block("Divider", "---"),
    }
