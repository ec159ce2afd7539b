"""Whether a text may be published: everything that speaks against it, as sentences for the one who wrote it."""

import unicodedata
from dataclasses import dataclass

from campaigns.domain import guard, layout, liquid_texts

REQUEST_ANSWER, TESTIMONIAL = "request-answer", "testimonial"
#: What is there only in mail that a notice causes → for which purposes.
_ONLY_FOR = {
    "link.confirm": {REQUEST_ANSWER},
    "link.sign": {REQUEST_ANSWER, TESTIMONIAL},
    "link.copy": {REQUEST_ANSWER},
}
_EMOJI_JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class Draft:
    language: str
    subject: str
    preheader: str
    body: str


def problems(draft: Draft, *, purpose: str, own: guard.Own) -> list[str]:
    """Nothing in the list: it can be published."""
    if len(draft.body) > liquid_texts.MOST_CHARACTERS:
        return liquid_texts.problems(draft.body)
    found = [*_head_problems("subject", draft.subject), *_head_problems("preheader", draft.preheader)]
    if not draft.subject.strip():
        found.append("The subject is empty.")
    found += liquid_texts.problems(draft.body) or _body_problems(draft, purpose)
    return found + [_sentence(part, finding) for part, finding in guard_findings(draft, own=own)]


def guard_findings(draft: Draft, *, own: guard.Own) -> list[tuple[str, guard.Finding]]:
    """What the PHI guard finds, each with the part it stands in; placeholders are `problems`' matter.

    A body is looked at as it is typed and as it is read: emphasis and entities can hide a word in either."""
    parts = (
        (guard.SUBJECT, draft.subject),
        (guard.PREHEADER, draft.preheader),
        (guard.BODY, draft.body),
        (guard.BODY, layout.plain(draft.body)),
    )
    found = (
        (part, finding)
        for part, text in parts
        for finding in guard.findings(text, part=part, language=draft.language, own=own)
        if finding.rule != "placeholder"
    )
    return list(dict.fromkeys(found))


def _head_problems(part: str, text: str) -> list[str]:
    found = []
    if "{{" in text or "{%" in text:
        found.append(f"The {part} takes no placeholder: it is seen by everybody who sees the screen.")
    if any(unicodedata.category(character) in {"Cc", "Zl", "Zp"} for character in text):
        found.append(f"The {part} must be one line.")
    return found + _unseen(part, text)


def _unseen(part: str, text: str) -> list[str]:
    """What nobody sees can hide a word from the guard, or turn its letters round."""
    unseen = {character for character in text if unicodedata.category(character) == "Cf"} - {_EMOJI_JOINER}
    codes = ", ".join(f"U+{ord(character):04X}" for character in sorted(unseen))
    return [f"The {part} holds characters that nobody sees ({codes}): type that place anew."] if codes else []


def _body_problems(draft: Draft, purpose: str) -> list[str]:
    found = layout.problems(draft.body) + _unseen("body", draft.body)
    used = liquid_texts.names_used(draft.body)
    found += [
        f"“{{{{ {name} }}}}” stands in answers to a request only."
        for name, purposes in _ONLY_FOR.items()
        if name in used and purpose not in purposes
    ]
    return found


def _sentence(part: str, finding: guard.Finding) -> str:
    say = {
        "not-in-vocabulary": "is not in the list of neutral words for this part",
        "number": "is a number, which may tell a date or a record",
        "sensitive-word": "names a condition, a drug or a treatment",
        "mixed-scripts": "mixes letters of different scripts",
        "medical-ending": "looks like a condition, a drug or a treatment",
    }.get(finding.rule, f"looks like a {finding.rule.replace('-', ' ')}")
    return f"{part.capitalize()}: “{finding.word}” {say}."
