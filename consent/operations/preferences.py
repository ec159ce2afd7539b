"""What people want to hear of. Rows are added, never changed; saying the same thing twice adds nothing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.domain.hours import local_day
from clinic.enums import Channel
from clinic.queries import organisation
from consent.domain.choices import is_on, moment_of_next_word, said, switched_off
from consent.domain.facts import PersonFacts
from consent.enums import MARKETING_TOPICS, Recorded, Topic
from consent.locking import lock_person
from consent.models import Preference
from consent.queries import gather_facts


def set_topic(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    topic: str,
    wanted: bool,
    via: str,
    channel: str = Channel.EMAIL,
    text_version: str = "",
) -> bool:
    """Switch one topic on or off. True if that changed anything. Raises `Person.DoesNotExist`."""
    wishes = {Topic(topic): wanted}
    return bool(
        set_topics(
            by=by, now=now, person_id=person_id, wishes=wishes, via=via, channel=channel, text_version=text_version
        )
    )


@transaction.atomic
def set_topics(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    wishes: Mapping[Topic, bool],
    via: str,
    channel: str = Channel.EMAIL,
    text_version: str = "",
    told_each: bool = False,
) -> list[Preference]:
    """Switch several topics; the rows that were added. Each is recorded later than every word heard before it.

    `told_each`: the person spoke of each of them, so that a yes to what is sent anyway is kept, too. A box that came
    ticked is no such word.
    """
    lock_person(person_id)
    facts = gather_facts([person_id], channel=channel, today=local_day(now, organisation().time_zone))[person_id]
    moment = moment_of_next_word(now, facts)
    new = [
        Preference(
            person_id=person_id,
            topic=topic,
            channel=Channel(channel),
            wanted=wanted,
            recorded_at=moment,
            via=Recorded(via),
            recorded_by=by.staff_id,
            text_version=text_version,
        )
        for topic, wanted in _news(facts, wishes, Channel(channel), told_each)
    ]
    Preference.objects.bulk_create(new)
    if new:
        _record(by, person_id, new, via)
    return new


@transaction.atomic
def set_topics_by_channel(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    wishes: Mapping[Channel, Mapping[Topic, bool]],
    via: str,
    text_version: str = "",
) -> list[Preference]:
    """`set_topics` for several channels, all or none."""
    common: dict[str, Any] = {"by": by, "now": now, "person_id": person_id, "via": via, "text_version": text_version}
    return [row for channel, wanted in wishes.items() for row in set_topics(wishes=wanted, channel=channel, **common)]


@transaction.atomic
def leave_everything(*, by: Actor, now: datetime, person_id: UUID, via: str) -> list[Preference]:
    """`unsubscribe_all` on every channel."""
    common: dict[str, Any] = {"by": by, "now": now, "person_id": person_id, "via": via}
    return [row for channel in Channel for row in unsubscribe_all(channel=channel, **common)]


def unsubscribe(
    *, by: Actor, now: datetime, person_id: UUID, topic: str, via: str, channel: str = Channel.EMAIL
) -> list[Preference]:
    """What an unsubscribe link does: its topic off; of a marketing topic, all marketing. Twice is once."""
    return set_topics(
        by=by,
        now=now,
        person_id=person_id,
        wishes=dict.fromkeys(topics_switched_off_with(Topic(topic)), False),
        via=via,
        channel=channel,
    )


def unsubscribe_all(
    *, by: Actor, now: datetime, person_id: UUID, via: str, channel: str = Channel.EMAIL
) -> list[Preference]:
    """Nothing any more but answers to the person's own requests."""
    return unsubscribe(by=by, now=now, person_id=person_id, topic=Topic.ALL, via=via, channel=channel)


def topics_switched_off_with(topic: Topic) -> tuple[Topic, ...]:
    if topic == Topic.ALL:
        return tuple(Topic)
    if topic in MARKETING_TOPICS:
        return tuple(one for one in Topic if one in MARKETING_TOPICS)
    return (topic,)


def _news(
    facts: PersonFacts, wishes: Mapping[Topic, bool], channel: Channel, told_each: bool
) -> list[tuple[Topic, bool]]:
    """A yes that is new; a no that they did not say before, or that another word has outweighed since."""
    said_no = {choice.topic for choice in facts.choices if not choice.wanted}
    stopped = {topic for topic in said_no if switched_off(facts, topic)}
    return [
        (topic, wanted)
        for topic, wanted in wishes.items()
        if (_is_new_yes(facts, topic, channel, told_each) if wanted else topic not in stopped)
    ]


def _is_new_yes(facts: PersonFacts, topic: Topic, channel: Channel, told_each: bool) -> bool:
    return said(facts, topic) is not True if told_each else not is_on(facts, topic, channel)


def _record(by: Actor, person_id: UUID, new: list[Preference], via: str) -> None:
    record_change(
        word=AuditWord.CONSENT,
        actor=by,
        people=[person_id],
        fields=["consent.preference.wanted"],
        details={
            "on": " ".join(row.topic for row in new if row.wanted),
            "off": " ".join(row.topic for row in new if not row.wanted),
            "via": Recorded(via).value,
        },
    )
