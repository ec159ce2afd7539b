"""What is known about why somebody got a message or not. Opaque ids and coarse words only; plain values."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.grounds import Ground


@dataclass(frozen=True, slots=True)
class ExplainedDecision:
    """`rests_on`: what of `evidence` still exists, in words."""

    stage: str
    outcome: str
    reason: str
    words: str
    evidence: tuple[UUID, ...]
    decided_at: datetime
    rests_on: tuple[Ground, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplainedMessage:
    """`rule` is the purpose and topic that the gate judged by. `released_by`: who let it go, where somebody had to.
    `vendor`: under whose agreement (BAA) it left; empty where it did not, or never left the house. `about`: which
    appointment it tells of, if any. `found_out`: how it was settled that nobody knew of it, and by whom."""

    id: UUID
    origin: str
    step: str
    state: str
    reason: str
    words: str
    anchor_at: datetime
    planned_at: datetime
    due_at: datetime
    expires_at: datetime
    left_at: datetime | None
    rule: str
    rule_in_words: str
    channel: str
    template: str
    template_name: str
    template_version: str
    vendor: str
    released_at: datetime | None
    released_by: str
    decisions: tuple[ExplainedDecision, ...]
    about: str = ""
    found_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComingStep:
    """A step without a message yet. The gate is asked when it is due, and again when it leaves; `outcome`, `reason` and
    `rests_on` are what it would say as things stand now. Both empty: the step will be skipped whatever it says."""

    step: str
    due_at: datetime
    words: str
    channel: str = ""
    rule: str = ""
    rule_in_words: str = ""
    template: str = ""
    template_name: str = ""
    template_version: str = ""
    outcome: str = ""
    reason: str = ""
    reason_in_words: str = ""
    rests_on: tuple[Ground, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class ExplainedEnrolment:
    id: UUID
    anchor_at: datetime
    version: int
    state: str
    words: str
    messages: tuple[ExplainedMessage, ...]
    coming: tuple[ComingStep, ...]


@dataclass(frozen=True, slots=True)
class ExplainedJourney:
    """`rehearsed`: what the coming night would do once it has brought them in."""

    slug: str
    name: str
    enrolments: tuple[ExplainedEnrolment, ...]
    why_not: str
    rehearsed: tuple[ComingStep, ...] = ()


@dataclass(frozen=True, slots=True)
class InTheWay:
    """Something that keeps messages back now, whatever the gate says of them. `by` is empty where nobody did it."""

    what: str
    why: str = ""
    since: datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """`others` are messages that no journey asked for, such as confirmations. `switched_off`: names of journeys."""

    person_id: UUID
    at: datetime
    in_the_way: tuple[InTheWay, ...]
    switched_off: tuple[str, ...]
    journeys: tuple[ExplainedJourney, ...]
    others: tuple[ExplainedMessage, ...]

    def messages(self) -> list[ExplainedMessage]:
        of_journeys = [
            message for journey in self.journeys for enrolment in journey.enrolments for message in enrolment.messages
        ]
        return [*of_journeys, *self.others]
