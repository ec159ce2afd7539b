"""Does a text give away more than it must? (45 CFR 164.502(b), R44, R45)

Subjects: an allow-list. Bodies: identifiers by their shape; conditions, drugs and procedures by list and ending; and
what says much of one person although each word is harmless. Chinese is compared in Simplified.
A guard that finds nothing proves nothing: it is the second pair of eyes, not the first.
"""

import re
from collections.abc import Iterator

from campaigns.domain.guard.chinese import chinese_findings
from campaigns.domain.guard.disguises import disguised, unmarked
from campaigns.domain.guard.disguises_zh import disguised_chinese
from campaigns.domain.guard.english import english_findings
from campaigns.domain.guard.finding import NOTHING_OWN, PREHEADER, SUBJECT, Finding, Own
from campaigns.domain.guard.identifiers import identifier_findings
from campaigns.domain.guard.personal import personal_findings
from campaigns.domain.guard.pictures import picture_findings
from campaigns.domain.guard.reader import reader_findings
from campaigns.domain.guard.seen import joined_han, readable, simplified, without, without_accents
from campaigns.domain.guard.subjects import subject_findings
from campaigns.domain.guard.word_lists import as_written
from campaigns.domain.hidden_markup import MARKUP
from campaigns.domain.liquid_texts import words_in

#: A subject's own rules are stricter, or the names in it are the clinic's.
_OF_BODIES = frozenset({"about-the-reader", "typed-name"})
_PARAGRAPHS = re.compile(r"\n\s*\n")
_ANY_WORD = re.compile(r"[^\W\d_]+")
_LATIN, _LOOKS_LATIN = (
    re.compile(r"[A-Za-z]"),
    re.compile(r"[\u0370-\u03ff\u0400-\u058f\u13a0-\u13ff\u1d00-\u1dbf\u0250-\u02af\ua720-\ua7ff\uab30-\uabbf]"),
)


def findings(text: str, *, part: str, language: str, own: Own = NOTHING_OWN) -> list[Finding]:
    """Everything in `text` that should not stand in this part of a mail. `language` names the vocabulary first tried:
    all parts are looked at in English and Chinese, for texts mix them."""
    if part in (SUBJECT, PREHEADER):
        more = as_written("preheader_en") if part == PREHEADER else frozenset()
        found = subject_findings(text, own, more=more)
        return list(dict.fromkeys(found or _put_together(text, own)))
    return list(dict.fromkeys(finding for said in _sayings(text) for finding in _body_findings(said, own)))


def _sayings(text: str) -> tuple[str, ...]:
    """What stands inside markup is read as well, apart from the words around it and together with them. Paragraph by
    paragraph: those in which both readings agree are looked at once."""
    said = [text]
    if MARKUP.search(text):
        said = [MARKUP.sub(lambda m: f" {words_in(m[0])} ", text), MARKUP.sub(lambda m: words_in(m[0]), text)]
    readings = (reading for one in said for reading in (one, unmarked(one)))
    return tuple(dict.fromkeys(part for reading in readings for part in _PARAGRAPHS.split(reading) if part.strip()))


def _put_together(text: str, own: Own) -> Iterator[Finding]:
    """Neutral words that say something together: “Got a cold?”, “A second opinion”."""
    return (finding for finding in _body_findings(text, own) if finding.rule not in _OF_BODIES)


def _body_findings(text: str, own: Own) -> Iterator[Finding]:
    seen = simplified(without(joined_han(readable(text)), own.names | own.contacts))
    yield from identifier_findings(seen)
    yield from picture_findings(seen)
    if _LOOKS_LATIN.search(seen):
        for word in _ANY_WORD.findall(seen):
            if _LATIN.search(word) and _LOOKS_LATIN.search(word):
                yield Finding("mixed-scripts", word)
    lowered = without_accents(seen.casefold())
    yield from english_findings(lowered)
    yield from disguised(lowered)
    yield from chinese_findings(seen)
    yield from disguised_chinese(seen)
    yield from personal_findings(seen)
    yield from reader_findings(seen, lowered)
