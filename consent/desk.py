"""What the front desk sees of permission on a person's page: topic by topic, what the policy would say now."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from clinic.domain.desk import Panel, PanelLine, Verdict, tells_of
from clinic.domain.hours import local_day
from clinic.enums import Channel
from clinic.queries import organisation
from consent.domain.policy import Decision, Facts, PersonFacts, Transport, decide
from consent.domain.words import Outcome
from consent.enums import MessagePurpose, Reason, Topic
from consent.queries import gather_facts

#: Which message the desk asks about, in the order of the page.
_ASKED: tuple[tuple[Topic, MessagePurpose], ...] = (
    (Topic.APPOINTMENTS, MessagePurpose.TREATMENT),
    (Topic.AFTERCARE, MessagePurpose.TREATMENT),
    (Topic.CHECK_UPS, MessagePurpose.TREATMENT),
    (Topic.WELCOME, MessagePurpose.OPERATIONS),
    (Topic.GREETINGS, MessagePurpose.OPERATIONS),
    (Topic.HEALTH_NEWS, MessagePurpose.MARKETING),
    (Topic.OFFERS, MessagePurpose.MARKETING),
    (Topic.EVENTS, MessagePurpose.MARKETING),
    (Topic.NEWSLETTER, MessagePurpose.NEWSLETTER),
)
_VERDICTS = {Outcome.ALLOWED: Verdict.YES, Outcome.HELD: Verdict.HELD, Outcome.REFUSED: Verdict.NO}
#: The page is about the person. How mail travels is judged, and recorded, when a message is.
_ANY_GOOD_WAY = Transport(has_baa=True, enforces_encryption=True)


@tells_of("consent.preference", "consent.optin", "consent.authorization", "consent.suppression")
def may_send_panel(person_id: UUID, now: datetime) -> Panel:
    """E-mail, as of `now`; the mail service's agreement and encryption are left out."""
    facts = gather_facts([person_id], channel=Channel.EMAIL, today=local_day(now, organisation().time_zone))
    lines = tuple(_line(topic, purpose, facts.get(person_id), now) for topic, purpose in _ASKED)
    return Panel(
        title="May we e-mail?",
        lines=lines,
        link=reverse("admin:desk-choices", args=[person_id]),
        link_text="Record what they told us",
    )


def _line(topic: Topic, purpose: MessagePurpose, person: PersonFacts | None, now: datetime) -> PanelLine:
    decision: Decision = decide(purpose, Channel.EMAIL, Facts(person, topic, _ANY_GOOD_WAY), now)
    return PanelLine(topic.label, _VERDICTS[decision.outcome], Reason(decision.reason.value).label)
