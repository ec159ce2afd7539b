"""The page that answers a caller: each step of the last and the next thirty days as one line. Plain values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from campaigns.enums import LEFT, WAITING, MessageState, Stage
from clinic.domain.desk import Verdict
from clinic.enums import Channel
from consent.enums import DecisionOutcome
from consent.grounds import Ground
from journeys.explained import ComingStep, ExplainedEnrolment, ExplainedMessage, Explanation, InTheWay
from journeys.in_the_way import in_words
from journeys.not_entered import ENTERS_NEXT

LOOKS = timedelta(days=30)
_ANSWERS = {DecisionOutcome.ALLOWED: "Yes", DecisionOutcome.REFUSED: "No", DecisionOutcome.HELD: "Held"}
_ASKED = {Stage.PLANNING: "when it was planned", Stage.HAND_OVER: "when it left"}


@dataclass(frozen=True, slots=True)
class WhyAnswer:
    """What the gate said at one time, by which rule, and the rows that it rests on."""

    words: str
    at: datetime | None
    rests_on: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class WhyLine:
    """`at`: when it left, else when it is or was due. `facts`: the text and its version, the way, the vendor, who
    released it. `message_id` is None while there is no message yet. `about`: which appointment."""

    at: datetime
    what: str
    step: str
    verdict: str
    became: str
    why: str
    rule: str
    facts: tuple[str, ...]
    answers: tuple[WhyAnswer, ...]
    message_id: UUID | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class InJourney:
    name: str
    anchor_at: datetime
    version: int
    words: str


@dataclass(frozen=True, slots=True)
class WhyPage:
    """`coming`: the next first; `past`: the latest first; `not_in`: journey, and why they are not in it. `entering`:
    journeys that the next run brings them into; `switched_off`: journeys that are off for everybody."""

    in_the_way: tuple[InTheWay, ...]
    switched_off: tuple[str, ...]
    coming: tuple[WhyLine, ...]
    past: tuple[WhyLine, ...]
    journeys: tuple[InJourney, ...]
    not_in: tuple[tuple[str, str], ...]
    entering: tuple[str, ...]


def why_page(found: Explanation) -> WhyPage:
    lines = sorted(_lines(found), key=lambda line: line.at)
    return WhyPage(
        in_the_way=found.in_the_way,
        switched_off=found.switched_off,
        coming=tuple(line for line in lines if _is_coming(line, found.at) and line.at <= found.at + LOOKS),
        past=tuple(line for line in reversed(lines) if not _is_coming(line, found.at)),
        journeys=tuple(
            InJourney(journey.name, enrolment.anchor_at, enrolment.version, enrolment.words)
            for journey in found.journeys
            for enrolment in journey.enrolments
            if _is_near(enrolment, found.at)
        ),
        not_in=tuple((journey.name, journey.why_not) for journey in found.journeys if journey.why_not),
        entering=tuple(journey.name for journey in found.journeys if journey.why_not == ENTERS_NEXT),
    )


def _is_coming(line: WhyLine, now: datetime) -> bool:
    return line.at > now or line.verdict == _COMING


def _is_near(enrolment: ExplainedEnrolment, now: datetime) -> bool:
    return bool(enrolment.messages or enrolment.coming) or abs(enrolment.anchor_at - now) <= LOOKS


def _lines(found: Explanation) -> Iterator[WhyLine]:
    for journey in found.journeys:
        for enrolment in journey.enrolments:
            yield from (_of_message(message, journey.name) for message in enrolment.messages)
            yield from (_of_step(step, journey.name) for step in enrolment.coming)
        yield from (_of_step(step, journey.name) for step in journey.rehearsed)
    yield from (_of_message(message, message.template_name) for message in found.others)


#: A step without a message yet, and a message that has not left: what becomes of it is still open.
_COMING = "coming"


def _of_message(message: ExplainedMessage, what: str) -> WhyLine:
    state = MessageState(message.state)
    return WhyLine(
        at=message.left_at or message.due_at,
        what=what,
        step=in_words(message.step),
        verdict=_verdict(state),
        became=state.label,
        why="" if message.words in (state.label, *(one.words for one in message.decisions)) else message.words,
        rule=message.rule_in_words,
        facts=tuple(_facts_of(message)),
        answers=tuple(
            WhyAnswer(
                f"{_ANSWERS[DecisionOutcome(one.outcome)]} {_ASKED[Stage(one.stage)]}: {one.words}",
                one.decided_at,
                one.rests_on,
            )
            for one in message.decisions
        ),
        message_id=message.id,
        about=message.about,
    )


def _facts_of(message: ExplainedMessage) -> Iterator[str]:
    version = message.template_version or "no published text"
    yield f"{message.template_name} {version} · {Channel(message.channel).label}"
    if message.vendor:
        yield f"Left under the agreement (BAA) with {message.vendor}"
    if message.released_by:
        yield f"Released by {message.released_by}"
    yield from message.found_out


def _verdict(state: MessageState) -> str:
    if state in WAITING:
        return Verdict.HELD if state == MessageState.HELD else _COMING
    return Verdict.YES if state in LEFT else Verdict.NO


def _of_step(step: ComingStep, what: str) -> WhyLine:
    answers: tuple[WhyAnswer, ...] = ()
    if step.outcome:
        words = f"{_ANSWERS[DecisionOutcome(step.outcome)]} as things stand now: {step.reason_in_words}"
        answers = (WhyAnswer(words, None, step.rests_on),)
    return WhyLine(
        at=step.due_at,
        what=what,
        step=in_words(step.step),
        verdict=_COMING,
        became="Not planned yet",
        why=step.words,
        rule=step.rule_in_words,
        facts=(f"{step.template_name or 'No published text'} {step.template_version} · {Channel(step.channel).label}",),
        answers=answers,
        about=step.about,
    )
