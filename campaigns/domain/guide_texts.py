"""Whether a care guide may be published. It stands behind a second fact, so it may name what was done; it is the same
for everybody, so it names nobody."""

import re
import unicodedata
from dataclasses import dataclass

from campaigns.domain import guard

MOST_CHARACTERS = 10_000
MOST_IN_TITLE = 120
_TAG = re.compile(r"<[A-Za-z/!][^>]*>")
_HIGH_HEADING = re.compile(r"^ {0,3}(?:#{1,2}\s|[=-]{3,}\s*$)", re.MULTILINE)
_TARGET = re.compile(r"\]\(\s*<?([^)\s>]*)")
_SAFE_TARGETS = ("https://", "tel:", "mailto:")


@dataclass(frozen=True, slots=True)
class GuideDraft:
    """One language of one guide; `body` is Markdown."""

    category: str
    language: str
    title: str
    body: str


def problems(draft: GuideDraft, *, own: guard.Own) -> list[str]:
    """Nothing in the list: it can be published. `own`: the clinic's phones and addresses, which may stand in it."""
    if len(draft.body) > MOST_CHARACTERS:
        return [f"The guide is too long: {len(draft.body):,} of at most {MOST_CHARACTERS:,} characters."]
    found = [f"The {name} is empty." for name in ("title", "body") if not getattr(draft, name).strip()]
    if len(draft.title) > MOST_IN_TITLE or "\n" in draft.title:
        found.append(f"The title must be one line of at most {MOST_IN_TITLE} characters.")
    return found + _form_problems(draft.body) + _said_of_somebody(draft, own)


def _form_problems(body: str) -> list[str]:
    found = []
    if "{{" in body or "{%" in body:
        found.append("A guide has no placeholders: it is the same for everybody.")
    if "![" in body:
        found.append("Pictures are not available.")
    if _TAG.search(body):
        found.append("HTML is not available: write Markdown.")
    if _HIGH_HEADING.search(body):
        found.append("Begin headings with “###”: the title stands above them. A line of “---” is none.")
    if any(not target.startswith(_SAFE_TARGETS) for target in _TARGET.findall(body)):
        found.append("A link must begin with https:, tel: or mailto:.")
    if unseen := sorted({letter for letter in body if unicodedata.category(letter) == "Cf"}):
        codes = ", ".join(f"U+{ord(letter):04X}" for letter in unseen)
        found.append(f"The body holds characters that nobody sees ({codes}): type that place anew.")
    return found


def _said_of_somebody(draft: GuideDraft, own: guard.Own) -> list[str]:
    said = guard.findings(f"{draft.title}\n{draft.body}", part=guard.BODY, language=draft.language, own=own)
    return [
        f"“{finding.word}” looks like: {finding.rule.replace('-', ' ')}."
        for finding in said
        if finding.rule in guard.IDENTIFYING
    ]
