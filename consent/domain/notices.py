"""The notice of privacy practices: what must stand in it before it may be published (45 CFR 164.520(b); GDPR 13).

A body is Markdown: an introduction, then sections with a heading of the second order and a name:
`## Your rights {#rights}`. The names are how a machine can tell that nothing was forgotten in any language.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from consent.domain.readability import measures

#: 164.520(b)(1)(i): these words, "as a header or otherwise prominently displayed".
HEADER = (
    "THIS NOTICE DESCRIBES HOW MEDICAL INFORMATION ABOUT YOU MAY BE USED AND DISCLOSED AND HOW YOU CAN GET ACCESS "
    "TO THIS INFORMATION. PLEASE REVIEW IT CAREFULLY."
)
#: Name of a section → the paragraph that asks for it, and what it must say.
REQUIRED: Mapping[str, str] = {
    "uses": "164.520(b)(1)(ii)(A)-(D), (iii): uses and disclosures, with an example each",
    "permission": "164.520(b)(1)(ii)(E): what needs a written authorization, and that it can be revoked",
    "rights": "164.520(b)(1)(iv): what the person may ask for",
    "duties": "164.520(b)(1)(v): what the clinic must do, and how a change is told",
    "letters": "GDPR 13(1)-(2): what is kept of subscribers, what for, who gets it, how long",
    "gdpr": "GDPR 13(1)(a), (c), (2)(b)-(d): controller, legal basis, rights, authority",
    "complaints": "164.520(b)(1)(vi): how to complain to the clinic and to the Secretary, without retaliation",
    "contact": "164.520(b)(1)(vii): whom to ask",
}
_MARKUP = re.compile(r"\]\([^)]*\)|[*#\[]|^- |\{#[a-z-]+\}", re.MULTILINE)
_HEADING = re.compile(r"^## +(?P<title>.+?) +\{#(?P<name>[a-z-]+)\}[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """One language of a version."""

    title: str
    body: str
    changes: str
    effective_on: date


def parted(body: str) -> tuple[str, tuple[Section, ...]]:
    """The introduction, and the sections in their order, as Markdown."""
    found = list(_HEADING.finditer(body))
    starts = [*(heading.start() for heading in found), len(body)]
    sections = tuple(
        Section(heading["name"], heading["title"], body[heading.end() : end].strip())
        for heading, end in zip(found, starts[1:], strict=True)
    )
    return body[: starts[0]].strip(), sections


def faults(texts: Mapping[str, Text], *, languages: Collection[str], today: date, is_first: bool) -> list[str]:
    """Why this version may not be published on the clinic-local day `today`, as sentences; none: it may.

    `texts`: language → text. All languages are published together, and count from one day.
    """
    return [
        *(f"{language}: there is no text in this language." for language in languages if language not in texts),
        *(f"{language}: {fault}" for language, text in texts.items() for fault in _of_text(language, text, is_first)),
        *_of_day({text.effective_on for text in texts.values()}, today),
    ]


def _of_text(language: str, text: Text, is_first: bool) -> Iterator[str]:
    introduction, sections = parted(text.body)
    there = {section.name for section in sections if section.text}
    if not text.title.strip():
        yield "no title."
    if not introduction:
        yield "nothing stands before the first section: 164.520(b)(1)(i) asks for its header there."
    elif language == "en" and HEADER not in " ".join(introduction.upper().split()):
        yield f"164.520(b)(1)(i) asks for these words before the first section: {HEADER}"
    for name, why in REQUIRED.items():
        if name not in there:
            yield f"the section {{#{name}}} is missing or empty. {why}."
    if not is_first and not text.changes.strip():
        yield "say in a sentence or two what is new, for readers of the version before."
    for measure in measures(_words_of(text.body), language):
        if not measure.is_fine:
            said = f"{measure.name} {measure.value}, at most {measure.most}. {measure.example}"
            yield f"164.520(b)(1) asks for plain language: {said.strip()}"


def _words_of(body: str) -> str:
    """What is the clinic's to word: neither the law's own header nor marks of Markdown."""
    return _MARKUP.sub("", body.replace(HEADER, ""))


def _of_day(days: Collection[date], today: date) -> Iterator[str]:
    if len(days) > 1:
        yield "All languages count from the same day: the days differ."
    if days and min(days) < today:
        yield f"164.520(b)(1)(viii): it cannot count from a day before it is published: choose {today} or later."
