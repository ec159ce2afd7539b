"""Whether the text of a step fits it: its channel, its languages, what it asks for, whom its purpose lets through."""

from collections.abc import Iterator

from consent.domain.words import Purpose, Topic, topic_fits
from journeys.domain.drafts import Clinic, Draft, DraftStep, Finding

_NOT_FOR_JOURNEYS = {
    Purpose.REQUEST_ANSWER: "answers a request, and passes whoever has unsubscribed",
    Purpose.STAFF_NOTICE: "is for the clinic's staff",
    Purpose.TESTIMONIAL: "is asked by a clinician, person by person",
}
_NEEDS_SIGNATURE = frozenset({Purpose.OWN_SERVICE, Purpose.MARKETING, Purpose.THIRD_PARTY_PAID})
_CHANNELS = {"email": "e-mail", "sms": "text message"}
#: Placeholder (or family of them) → the triggers of journeys that have a value for it.
_THERE_FOR = {
    "appointment.": frozenset({"appointment"}),
    "link.appointment": frozenset({"appointment"}),
    "holiday.": frozenset({"holiday"}),
    "link.care": frozenset({"procedure"}),
    "seminar.": frozenset({"seminar"}),
    "link.seminar": frozenset({"seminar"}),
}
_NOWHERE = frozenset({"link.confirm", "link.sign", "link.copy", "link.rights", "link.answer"})


def about_texts(draft: Draft, clinic: Clinic) -> Iterator[Finding]:
    for step in draft.steps:
        yield from _channel(step, clinic)
        yield from _languages(step, clinic)
        yield from _placeholders(draft, step)
        yield from _purpose(draft, step)


def _channel(step: DraftStep, clinic: Clinic) -> Iterator[Finding]:
    if step.channel != step.text.channel:
        yield Finding(
            f"The step is a {_CHANNELS[step.channel]}, and its text is written for {_CHANNELS[step.text.channel]}.",
            f"Choose a text for {_CHANNELS[step.channel]}, or change the channel.",
            step.rule.key,
        )
    if step.channel not in clinic.channels:
        yield Finding(
            f"The clinic has no way out for a {_CHANNELS[step.channel]} yet: nothing of this step would leave.",
            "Ask your administrator to set it up, or choose another channel.",
            step.rule.key,
            blocks=False,
        )


def _languages(step: DraftStep, clinic: Clinic) -> Iterator[Finding]:
    if not step.text.languages:
        yield Finding(
            f"“{step.text.name}” is not published in any language: nothing would leave.",
            "Publish the text first, or choose another.",
            step.rule.key,
        )
        return
    missing = [name for word, name in clinic.languages.items() if word not in step.text.languages]
    if missing:
        yield Finding(
            f"“{step.text.name}” is not published in {' and '.join(missing)}: its readers get another language.",
            "Write and publish what is missing.",
            step.rule.key,
            blocks=False,
        )


def _placeholders(draft: Draft, step: DraftStep) -> Iterator[Finding]:
    for name in sorted(step.text.asks_for):
        fits = next((found for start, found in _THERE_FOR.items() if name.startswith(start)), None)
        if name in _NOWHERE or (fits is not None and draft.trigger not in fits):
            yield Finding(
                f"“{step.text.name}” asks for {name}, which messages of this journey do not have: none would leave.",
                "Choose another text.",
                step.rule.key,
            )
            return


def _purpose(draft: Draft, step: DraftStep) -> Iterator[Finding]:
    purpose, topic, key = step.text.purpose, step.text.topic, step.rule.key
    answers_a_registration = draft.trigger == "seminar" and purpose == Purpose.REQUEST_ANSWER
    if purpose in _NOT_FOR_JOURNEYS and not answers_a_registration:
        says = f"“{step.text.name}” {_NOT_FOR_JOURNEYS[Purpose(purpose)]}: it cannot be a step."
        yield Finding(says, "Choose another text.", key)
        return
    if not topic_fits(purpose, topic):
        says = f"“{step.text.name}” has a purpose and a topic that do not fit each other: everybody would be refused."
        yield Finding(says, "Choose another text.", key)
    if (topic == Topic.INTRODUCTION) != (draft.trigger == "lead"):
        who = "leads" if draft.trigger == "lead" else "patients"
        says = f"This journey is for {who}, and “{step.text.name}” is not: everybody would be refused."
        yield Finding(says, f"Choose a text for {who}.", key)
    if says := _who_gets_it(purpose, topic):
        yield Finding(says, "Nothing has to be mended: it is good to know how few that may be.", key, blocks=False)


def _who_gets_it(purpose: str, topic: str) -> str:
    if purpose in _NEEDS_SIGNATURE:
        return "Only people with a signed authorization that covers it get this step."
    if purpose == Purpose.CONDITION_SPECIFIC:
        return "Only people with a signed authorization for information on a health topic get this step."
    if topic == Topic.GREETINGS:
        return "Only people who asked for greetings get this step."
    return "Only people who said yes to it get this step." if purpose == Purpose.NEWSLETTER else ""
