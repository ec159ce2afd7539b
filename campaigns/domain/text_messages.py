"""Text messages (SMS): what their text may hold, and how many of them a carrier makes of it.

A phone shows them on its locked screen and the carrier reads them, so they say nothing of anybody: the clinic's name,
a few words and a link, behind which the page asks for a second fact.
"""

from campaigns.domain import liquid_texts
from campaigns.domain.placeholders import CATALOGUE, PhiClass, samples

MOST_SEGMENTS = 2
#: As long as a link of ours gets with a host name of 25 letters and the language: what lengths are reckoned with.
LINK_CHARACTERS = 110
# 3GPP TS 23.038: the 7-bit default alphabet, and what takes two places in it.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_FORMATTING = ("**", "](", "__", "# ")
_SAY_STOP = "STOP"


def is_gsm7(text: str) -> bool:
    """One letter outside the alphabet makes the carrier write all of it in UCS-2."""
    return _BASIC.union(_EXTENDED).issuperset(text)


def segments(text: str) -> int:
    """How many messages a carrier sends and bills for `text`: 160 letters of the 7-bit alphabet or 70 of UCS-2 in one,
    153 or 67 in each of several (3GPP TS 23.040, 9.2.3.24.1)."""
    if is_gsm7(text):
        places, alone, each = sum(2 if letter in _EXTENDED else 1 for letter in text), 160, 153
    else:
        places, alone, each = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if places <= alone else -(-places // each)


def problems(body: str, language: str) -> list[str]:
    """What speaks against `body` as a text message, as sentences. It has passed `liquid_texts.problems`."""
    used = sorted(liquid_texts.names_used(body))
    found = [
        f"“{{{{ {name} }}}}” may not stand in a text message: it shows on a locked phone."
        for name in used
        if CATALOGUE[name].phi in (PhiClass.IDENTIFIER, PhiClass.APPOINTMENT)
    ]
    if not body.strip():
        found.append("The body is empty.")
    if any(mark in body for mark in _FORMATTING):
        found.append("A text message has no headings, no bold and no links behind words: write the placeholder alone.")
    if "{{ clinic.name }}" not in body:
        found.append("A text message says who writes: begin with {{ clinic.name }}.")
    if _SAY_STOP not in body:
        found.append("A text message says how to end it: put STOP into it, as in “STOP to end”.")
    return found + _too_long(body, language)


def _too_long(body: str, language: str) -> list[str]:
    values = {name: "x" * LINK_CHARACTERS if CATALOGUE[name].is_page else said for name, said in _samples(language)}
    needs = segments(liquid_texts.render_text(body, values).strip())
    if needs <= MOST_SEGMENTS:
        return []
    return [f"The text is too long: with a link it needs {needs} messages, at most {MOST_SEGMENTS} are sent."]


def _samples(language: str) -> list[tuple[str, str]]:
    return list(samples(language).items())
