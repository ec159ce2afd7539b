"""What the front desk sees of permission on a person's page: topic by topic, what the policy would say now."""

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from clinic.domain.desk import Panel, PanelAnswer, PanelLink, PanelRow, Verdict, tells_of
from clinic.domain.hours import local_day
from clinic.enums import Channel
from clinic.queries import organisation
from consent.domain.facts import LEAD
from consent.domain.policy import Decision, Facts, PersonFacts, Transport, decide
from consent.domain.words import Outcome
from consent.enums import MessagePurpose, Reason, Topic
from consent.queries import gather_facts
from consent.signed_papers import ended_another

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
    (Topic.INTRODUCTION, MessagePurpose.NEWSLETTER),
)
_VERDICTS = {Outcome.ALLOWED: Verdict.YES, Outcome.HELD: Verdict.HELD, Outcome.REFUSED: Verdict.NO}
_CHANNELS = (Channel.EMAIL, Channel.SMS)
_NO_SMS_SERVICE = "The clinic has no SMS service with an active agreement (BAA)"
_ASK_AGAIN = "{reason}. The earlier one ended when this one was taken: ask again"


@tells_of("consent.preference", "consent.optin", "consent.authorization", "consent.suppression")
def may_send_panel(person_id: UUID, now: datetime) -> Panel:
    """Topics by channels, as of `now`: what the gate would say on the way out that the clinic has today."""
    today = local_day(now, organisation().time_zone)
    known = [gather_facts([person_id], channel=channel, today=today).get(person_id) for channel in _CHANNELS]
    ways = [_way_out(channel, today) for channel in _CHANNELS]
    asked = [(topic, purpose) for topic, purpose in _ASKED if _concerns(topic, known[0])]
    return Panel(
        title="What may we send?",
        columns=tuple(channel.label for channel in _CHANNELS),
        rows=tuple(
            PanelRow(
                topic.label,
                tuple(
                    _answer(purpose, channel, Facts(person, topic, way), now)
                    for channel, person, way in zip(_CHANNELS, known, ways, strict=True)
                ),
            )
            for topic, purpose in asked
        ),
        links=(
            PanelLink(reverse("admin:desk-choices", args=[person_id]), "Record what they told us"),
            PanelLink(reverse("admin:desk-ledger", args=[person_id]), "All that they signed and told us"),
        ),
    )


def _concerns(topic: Topic, person: PersonFacts | None) -> bool:
    """Patients are introduced to nothing; whoever is no patient gets no mail about care."""
    if person is None or person.is_patient:
        return topic != Topic.INTRODUCTION
    return topic == Topic.NEWSLETTER or (topic == Topic.INTRODUCTION and person.kind == LEAD)


def _way_out(channel: Channel, today: date) -> Transport:
    """As the room above tells the gate when a message is planned."""
    way: Transport = import_string(settings.WAY_OUT)(channel, today)
    return way


def _answer(purpose: MessagePurpose, channel: Channel, facts: Facts, now: datetime) -> PanelAnswer:
    decision = decide(purpose, channel, facts, now)
    papers = {paper.id for paper in facts.person.authorizations} if facts.person else set()
    rests_on = [row for row in decision.evidence if row in papers]
    link = reverse("admin:desk-signed-paper", args=rests_on[:1]) if rests_on else ""
    return PanelAnswer(_VERDICTS[decision.outcome], _why(decision, channel, rests_on), link)


def _why(decision: Decision, channel: Channel, papers: list[UUID]) -> str:
    label = Reason(decision.reason.value).label
    if decision.reason == Reason.NO_BAA and channel == Channel.SMS:
        return _NO_SMS_SERVICE
    if decision.reason == Reason.AUTHORIZATION_DEFECTIVE and ended_another(papers):
        return _ASK_AGAIN.format(reason=label)
    return label
