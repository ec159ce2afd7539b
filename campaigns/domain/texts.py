"""Whether a text may be published: everything that speaks against it, as sentences for the one who wrote it."""

from dataclasses import dataclass

from campaigns.domain import guard, layout, liquid_texts

_ONLY_IN_ANSWERS = "link.confirm"
REQUEST_ANSWER = "request-answer"


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
    """What the PHI guard finds, each with the part it stands in; placeholders are `problems`' matter."""
    parts = (("subject", draft.subject, guard.SUBJECT), ("preheader", draft.preheader, guard.PREHEADER))
    return [
        (name, finding)
        for name, text, part in (*parts, ("body", draft.body, guard.BODY))
        for finding in guard.findings(text, part=part, language=draft.language, own=own)
        if finding.rule != "placeholder"
    ]


def _head_problems(part: str, text: str) -> list[str]:
    found = []
    if "{{" in text or "{%" in text:
        found.append(f"The {part} takes no placeholder: it is seen by everybody who sees the screen.")
    if any(ord(character) < 32 for character in text):
        found.append(f"The {part} must be one line.")
    return found


def _body_problems(draft: Draft, purpose: str) -> list[str]:
    found = layout.problems(draft.body)
    if _ONLY_IN_ANSWERS in liquid_texts.names_used(draft.body) and purpose != REQUEST_ANSWER:
        found.append(f"“{{{{ {_ONLY_IN_ANSWERS} }}}}” stands in answers to a request only.")
    return found


def _sentence(part: str, finding: guard.Finding) -> str:
    say = {
        "not-in-vocabulary": "is not in the list of neutral words for this part",
        "number": "is a number, which may tell a date or a record",
        "sensitive-word": "names a condition, a drug or a treatment",
        "medical-ending": "looks like a condition, a drug or a treatment",
    }.get(finding.rule, f"looks like a {finding.rule.replace('-', ' ')}")
    return f"{part.capitalize()}: “{finding.word}” {say}."
