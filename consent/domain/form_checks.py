"""May a version of a form be published? All languages of it at once: 45 CFR 164.508(b)(2), (b)(3), (c)."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from consent.domain.authorizations import OF_THE_FORM, Element
from consent.domain.promises import names, names_channel, nobody_pays, terms
from consent.domain.readability import Measure, measures

LANGUAGES = ("en", "zh-hant", "zh-hans")
#: Kind → what it may allow, on which channels. One kind, one permission: never bundled (164.508(b)(3)).
SCOPES: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "marketing-email": (frozenset({"own-service", "marketing", "third-party-paid"}), frozenset({"email"})),
    "marketing-sms": (frozenset({"own-service", "marketing", "third-party-paid"}), frozenset({"sms"})),
    "testimonial": (frozenset({"testimonial"}), frozenset()),
    "condition-specific": (frozenset({"condition-specific"}), frozenset({"email", "sms"})),
}
CHANNELS: Mapping[str, str] = {"email": "e-mail", "sms": "text messages"}
_GAP = re.compile(r"_{3,}|\[[^\]]*\]|【[^】]*】|\bTODO\b|\bXXX\b|\{[^}]*\}|…{2,}|\.{4,}")


@dataclass(frozen=True, slots=True)
class FormText:
    """One language of a version."""

    language: str
    title: str
    elements: Mapping[Element, str]

    @property
    def words(self) -> str:
        return "\n".join([self.title, *(text for text in self.elements.values() if text)])

    @property
    def measures(self) -> tuple[Measure, ...]:
        return measures(self.words, self.language)


@dataclass(frozen=True, slots=True)
class Version:
    """A form in all its languages, and what it allows."""

    kind: str
    purposes: frozenset[str]
    channels: frozenset[str]
    valid_days: int | None
    expiry_events: Mapping[str, str]
    texts: tuple[FormText, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands in the way, in words for whoever writes the form. `language` is empty if it is about all of them."""

    language: str
    words: str


def problems(version: Version) -> tuple[Problem, ...]:
    """Everything that stands in the way of publishing; empty if nothing does."""
    return tuple(problem for check in _CHECKS for problem in check(version))


def _languages(version: Version) -> Iterator[Problem]:
    there = {text.language for text in version.texts}
    yield from (Problem(language, "This language is missing.") for language in LANGUAGES if language not in there)


def _elements(version: Version) -> Iterator[Problem]:
    for text in version.texts:
        if not text.title.strip():
            yield Problem(text.language, "The title is missing.")
        for element in Element:
            if element in OF_THE_FORM and not text.elements.get(element, "").strip():
                yield Problem(text.language, f"Missing: {element.meaning} ({element.citation}).")


def _gaps(version: Version) -> Iterator[Problem]:
    for text in version.texts:
        for gap in _GAP.findall(text.words):
            yield Problem(text.language, f"Not filled in: {gap} (45 CFR 164.508(b)(2)(ii)).")


def _scope(version: Version) -> Iterator[Problem]:
    purposes, channels = SCOPES[version.kind]
    if not version.purposes or not version.purposes <= purposes:
        yield Problem("", f"A form of this kind allows: {_list(purposes)}.")
    if not version.channels <= channels or (channels and not version.channels):
        yield Problem("", f"A form of this kind is about: {_list(channels) or 'no channel of ours'}.")
    for text in version.texts:
        purpose = text.elements.get(Element.PURPOSE, "")
        for channel in sorted(version.channels & channels):
            if purpose.strip() and not names_channel(purpose, channel):
                yield Problem(text.language, f"The purpose does not say that it is about {CHANNELS[channel]}.")


def _end(version: Version) -> Iterator[Problem]:
    by_event = [language for language in LANGUAGES if version.expiry_events.get(language, "").strip()]
    if not version.valid_days and not by_event:
        yield Problem("", f"It never ends: give a number of days or an event ({Element.EXPIRY.citation}).")
    elif version.valid_days and by_event:
        yield Problem("", "Either a number of days or an event ends it, not both.")
    elif by_event:
        yield from (
            Problem(language, f"The event that ends it is missing ({Element.EXPIRY.citation}).")
            for language in LANGUAGES
            if language not in by_event
        )


def _end_in_words(version: Version) -> Iterator[Problem]:
    """What the text says of the end is what counts."""
    for text in version.texts:
        says, event = text.elements.get(Element.EXPIRY, ""), version.expiry_events.get(text.language, "")
        if not says.strip():
            continue
        if version.valid_days:
            yield from (
                Problem(text.language, _other_term(term.written, version.valid_days))
                for term in terms(says)
                if not term.means(version.valid_days)
            )
        elif event.strip() and not names(says, event):
            yield Problem(text.language, f'What it says of the end does not name the event "{event.strip()}".')


def _other_term(written: str, days: int) -> str:
    return f'It says "{written}", but it ends after {days} days ({Element.EXPIRY.citation}).'


def _who_pays(version: Version) -> Iterator[Problem]:
    is_paid = "third-party-paid" in version.purposes
    for text in version.texts:
        says_so = bool(text.elements.get(Element.REMUNERATION, "").strip())
        if is_paid and not says_so:
            yield Problem(text.language, f"A third party pays: the form must say so ({Element.REMUNERATION.citation}).")
        if says_so and not is_paid:
            yield Problem(text.language, 'It says that somebody pays, but does not allow "third-party-paid".')
        if is_paid and (claim := nobody_pays(text.words)):
            yield Problem(text.language, f'A third party pays, but it says that nobody pays: "{claim}".')


def _plain_language(version: Version) -> Iterator[Problem]:
    for text in version.texts:
        for measure in text.measures:
            if not measure.is_fine:
                yield Problem(text.language, _too_hard(measure))


def _too_hard(measure: Measure) -> str:
    because = f": {measure.example}" if measure.example else ""
    return f"Hard to read: {measure.name} {measure.value}, at most {measure.most} (45 CFR 164.508(c)(3)){because}"


def _list(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


_CHECKS: tuple[Callable[[Version], Iterable[Problem]], ...] = (
    _languages, _elements, _gaps, _scope, _end, _end_in_words, _who_pays, _plain_language,
)  # fmt: skip
