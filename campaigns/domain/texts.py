"""Whether a text may be published: everything that speaks against it, as sentences for the one who wrote it."""

import unicodedata
from dataclasses import dataclass
from hashlib import sha256

from campaigns.domain import guard, layout, liquid_texts, text_messages

EMAIL, SMS = "email", "sms"
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


def digest(draft: Draft) -> str:
    """The same only for exactly the same words in the same language."""
    return sha256("\0".join((draft.language, draft.subject, draft.preheader, draft.body)).encode()).hexdigest()


def problems(
    draft: Draft,
    *,
    purpose: str,
    own: guard.Own,
    channel: str = EMAIL,
    passed: frozenset[guard.Passed] = guard.NOTHING_PASSED,
) -> list[str]:
    """Nothing in the list: it can be published. `passed`: what a second person let pass in exactly this text."""
    found = faults(draft, purpose=purpose, channel=channel)
    if is_unreadable(draft):
        return found
    return found + [_sentence(part, finding) for part, finding in guard_findings(draft, own=own, passed=passed)]


def is_unreadable(draft: Draft) -> bool:
    """Too long, or of characters that no page can show: the guard does not look at it."""
    too_long = len(draft.body) > liquid_texts.MOST_CHARACTERS
    return too_long or bool(liquid_texts.unfit_for_pages(draft.subject + draft.preheader + draft.body))


def faults(draft: Draft, *, purpose: str, channel: str = EMAIL) -> list[str]:
    """What is wrong with a text beside what the guard finds in it: nobody can let that pass."""
    if len(draft.body) > liquid_texts.MOST_CHARACTERS:
        return liquid_texts.problems(draft.body)
    if unfit := liquid_texts.unfit_for_pages(draft.subject + draft.preheader + draft.body):
        return unfit
    found = _head_of_a_text_message(draft) if channel == SMS else _head_of_a_mail(draft)
    return found + (liquid_texts.problems(draft.body) or _body_problems(draft, purpose, channel))


def stops_of(draft: Draft, *, channel: str = EMAIL) -> list[str]:
    """Why it cannot be compiled, so that there is nothing to look at; nothing if it can."""
    stops = liquid_texts.unfit_for_pages(draft.preheader) or liquid_texts.problems(draft.body)
    return stops or ([] if channel == SMS else layout.problems(draft.body))


def compiled(draft: Draft, *, channel: str = EMAIL) -> layout.Compiled:
    """`draft` has no `stops_of`. A text message has its text part alone."""
    if channel == SMS:
        return layout.Compiled(html="", text=draft.body.strip())
    return layout.compile_mail(body=draft.body, preheader=draft.preheader, language=draft.language)


def guard_findings(
    draft: Draft, *, own: guard.Own, passed: frozenset[guard.Passed] = guard.NOTHING_PASSED
) -> list[tuple[str, guard.Finding]]:
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
        for finding in guard.unpassed(text, part=part, language=draft.language, own=own, passed=passed)
        if finding.rule != "placeholder"
    )
    return list(dict.fromkeys(found))


def _head_of_a_mail(draft: Draft) -> list[str]:
    found = [*_head_problems("subject", draft.subject), *_head_problems("preheader", draft.preheader)]
    return found if draft.subject.strip() else [*found, "The subject is empty."]


def _head_of_a_text_message(draft: Draft) -> list[str]:
    has_head = bool(draft.subject.strip() or draft.preheader.strip())
    return ["A text message has no subject and no preheader: leave both empty."] if has_head else []


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


def _body_problems(draft: Draft, purpose: str, channel: str) -> list[str]:
    laid_out = text_messages.problems(draft.body, draft.language) if channel == SMS else layout.problems(draft.body)
    found = laid_out + _unseen("body", draft.body)
    used = liquid_texts.names_used(draft.body)
    found += [
        f"“{{{{ {name} }}}}” stands in answers to a request only."
        for name, purposes in _ONLY_FOR.items()
        if name in used and purpose not in purposes
    ]
    return found


def _sentence(part: str, finding: guard.Finding) -> str:
    said = guard.advice(finding, part=part)
    return f"{part.capitalize()}: “{finding.word}” {said.why}. {said.better}"
