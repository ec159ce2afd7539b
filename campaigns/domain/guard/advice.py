"""For whoever wrote the text: why a finding is one, and what to write instead."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from campaigns.domain.guard.finding import BODY, Finding


@dataclass(frozen=True, slots=True)
class Advice:
    """`why` ends a sentence that begins with the word; `better` is a sentence of its own."""

    why: str
    better: str


_NAMES = "names a condition, a drug or a treatment"
_BY_PLACEHOLDER = "Take it out; names, dates and places come from placeholders."
_TO_THE_PAGE = (
    "Write “What helps stands on your own page” with the link to the care page, which asks for the year of birth."
)
_LOOKS_LIKE = "looks like a {}"

_RULES: Mapping[str, Advice] = {
    "not-in-vocabulary": Advice(
        "is not in the list of neutral words for this part",
        "Use a neutral one, such as “Health reminder”, “A note from your clinic”, “健康提醒”; say more in the body.",
    ),
    "number": Advice(
        "is a number, which may tell a date or a record", "Say the day and time in the body, by placeholder."
    ),
    "placeholder": Advice("is a placeholder, and everybody sees this part", "Leave it to the body."),
    "sensitive-word": Advice(_NAMES, _TO_THE_PAGE),
    "medical-ending": Advice("looks like a condition, a drug or a treatment", _TO_THE_PAGE),
    "disguised-word": Advice(
        "reads like a condition, a drug or a treatment", "Correct the spelling, or take the word out."
    ),
    "sensitive-picture": Advice("says what a word would", "Take the picture out, or use a neutral one."),
    "mixed-scripts": Advice("mixes letters of different scripts", "Type the word anew."),
    "about-the-reader": Advice(
        "says something of the reader that is not everybody's",
        "Say it of everybody (“our hours”), or let the reader ask: “Questions? Call us.”",
    ),
    "visit-told": Advice(
        "tells when or why somebody came", "“Thank you for your visit” says enough; the reason stays out."
    ),
    "frequency": Advice("tells how often somebody comes", "Leave the count out: “We look forward to seeing you”."),
    "we-know": Advice(
        "tells the reader what the clinic knows of them", "Ask instead of telling: “Is there anything you need?”"
    ),
    "age-or-sex": Advice(
        "tells age, sex, family status or place", "Write to everybody alike; the segment has chosen the readers."
    ),
    "address": Advice("tells where somebody lives or can be reached", "“The address we have for you” says enough."),
    "family": Advice("tells of somebody's family", "Write “you and those close to you”."),
    "pregnancy": Advice("tells of a pregnancy", "“We look forward to seeing you” says enough."),
    "results": Advice(
        "tells of a result", "“There is a message for you” with a link to the page that asks for the year of birth."
    ),
    "money": Advice("tells of a bill or of insurance", "Write “Please call our front desk”, or send it by letter."),
    "department": Advice(
        "tells which field of medicine somebody needs", "Name the place by placeholder: {{ appointment.location }}."
    ),
    "body": Advice("tells how somebody is", _TO_THE_PAGE),
    "typed-name": Advice("looks like the name of somebody", "Greet by placeholder: {{ person.given_name }}."),
}
#: What is written most often → a wording for this very word.
_INSTEAD: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"appointments?|visits?|预约|看诊|就诊|复诊|回诊|挂号", re.IGNORECASE),
        "“Health reminder”, “健康提醒”.",
    ),
    (re.compile(r"results?|reports?|报告|结果|化验", re.IGNORECASE), "“A note from your clinic”, “诊所的一封信”."),
    (
        re.compile(r"bills?|invoices?|payments?|账单|欠费|自费", re.IGNORECASE),
        "“A note from our front desk”, “来自前台的信”.",
    ),
    (re.compile(r"check-?ups?|screenings?|体检|健检", re.IGNORECASE), "“Time to plan ahead”, “年度健康提醒”."),
)


def advice(finding: Finding, *, part: str) -> Advice:
    found = _RULES.get(finding.rule)
    if found is None:
        return Advice(_LOOKS_LIKE.format(finding.rule.replace("-", " ")), _BY_PLACEHOLDER)
    if part != BODY:
        for pattern, better in _INSTEAD:
            if pattern.fullmatch(finding.word):
                return Advice(found.why, f"Say {better}")
    return found
