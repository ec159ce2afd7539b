"""Answers to text messages: stop, start, help, or something for the desk to read. Each is taken in once."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from audit.blind import phone_key
from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.domain.text_words import MAY_MEAN_MORE, Word, is_chinese, plain, word_of
from campaigns.enums import TextWord
from campaigns.models import InboundText
from campaigns.text_replies import reply
from clinic.enums import Channel, Language
from clinic.queries import organisation
from consent.enums import LiftReason, Recorded, SuppressionCause, Topic
from consent.locking import lock_people_at
from consent.models import Preference, Suppression
from consent.operations import preferences, suppressions
from patients.enums import TaskKind
from patients.models import Person
from patients.operations import desk_tasks

LONGEST = 1600
#: Somebody who writes several times is answered once: two machines would thank each other for ever.
_THANKED_ONCE_IN = timedelta(hours=24)


@transaction.atomic
def take_in(*, by: Actor, now: datetime, message_id: str, sender: str, body: str) -> str:
    """What to answer; empty: nothing. `message_id`: the service's, `sender`: a number in E.164.

    1. Everybody with this number is locked. The same message again changes nothing, whenever it comes.
    2. STOP stops the number, whoever uses it, and switches everything off by SMS; START ends what STOP did and nothing
       else: what was switched off in another way stays off, and nothing is asked for that was not before.
    3. What is no such word is for the desk, about the person if the number is one person's alone.
    """
    key = phone_key(sender)
    assert key is not None  # noqa: S101 - a number in E.164 is never empty
    people = lock_people_at(key)
    word = word_of(body)
    language = _language(people, body)
    answer = reply(word, language, organisation())
    once_key = hashlib.sha256(message_id.encode()).hexdigest()
    thanked = _was_thanked(key, now)
    if not _kept(once_key, key, word, body, people, by=by, now=now):
        return answer
    if word == Word.STOP:
        _stop(key, people, by=by, now=now)
    elif word == Word.START:
        _start(key, people, by=by, now=now)
    if word == Word.OTHER or plain(body) in MAY_MEAN_MORE:
        _for_the_desk(once_key, people, sender, body, language, by=by, now=now)
    return "" if word == Word.OTHER and thanked else answer


def _kept(
    once_key: str, key: bytes, word: Word, body: str, people: Sequence[UUID], *, by: Actor, now: datetime
) -> bool:
    """Whether it is new. Two deliveries at once: the unique key decides."""
    row = InboundText(
        once_key=once_key,
        sender_key=key,
        word=TextWord(word),
        body=body[:LONGEST] if word == Word.OTHER else "",
        received_at=now,
        handled_at=now,
    )
    InboundText.objects.bulk_create([row], ignore_conflicts=True)
    if not InboundText.objects.filter(pk=row.pk).exists():
        return False
    record_change(
        word=AuditWord.CREATE,
        actor=by,
        people=people,
        fields=["campaigns.inboundtext.body"],
        details={"text": str(row.pk), "word": word.value},
    )
    return True


def _stop(key: bytes, people: Sequence[UUID], *, by: Actor, now: datetime) -> None:
    suppressions.suppress(by=by, now=now, address_key=key, cause=SuppressionCause.STOPPED, channel=Channel.SMS)
    _everything(False, people, by=by, now=now)


def _start(key: bytes, people: Sequence[UUID], *, by: Actor, now: datetime) -> None:
    stopped = Suppression.objects.filter(address_key=key, channel=Channel.SMS, cause=SuppressionCause.STOPPED)
    for suppression_id in stopped.values_list("pk", flat=True):
        suppressions.lift(by=by, now=now, suppression_id=suppression_id, because=LiftReason.ASKED)
    _everything(True, [person_id for person_id in people if _stopped_by_text(person_id)], by=by, now=now)


def _everything(wanted: bool, people: Sequence[UUID], *, by: Actor, now: datetime) -> None:
    """The word about everything alone, so that what was said of each topic is there again when it is taken back."""
    for person_id in people:
        preferences.set_topic(
            by=by,
            now=now,
            person_id=person_id,
            topic=Topic.ALL,
            wanted=wanted,
            via=Recorded.TEXT_MESSAGE,
            channel=Channel.SMS,
        )


def _stopped_by_text(person_id: UUID) -> bool:
    said = Preference.objects.filter(person_id=person_id, channel=Channel.SMS, topic=Topic.ALL)
    latest = said.order_by("-recorded_at", "-id").first()
    return latest is not None and not latest.wanted and latest.via == Recorded.TEXT_MESSAGE


def _for_the_desk(
    once_key: str, people: Sequence[UUID], sender: str, body: str, language: str, *, by: Actor, now: datetime
) -> None:
    desk_tasks.ask(
        by=by,
        now=now,
        kind=TaskKind.REPLY,
        once_key=f"text:{once_key[:48]}",
        person_id=people[0] if len(people) == 1 else None,
        contact_phone=sender,
        words=body[:LONGEST],
        origin="sms",
        language=language,
    )


def _was_thanked(key: bytes, now: datetime) -> bool:
    lately = InboundText.objects.filter(sender_key=key, word=TextWord.OTHER, received_at__gt=now - _THANKED_ONCE_IN)
    return lately.exists()


def _language(people: Sequence[UUID], body: str) -> str:
    """The one person's, else the clinic's; Chinese where they write Chinese."""
    spoken = set(Person.objects.filter(pk__in=people).values_list("language", flat=True))
    found = spoken.pop() if len(spoken) == 1 else organisation().language
    if is_chinese(body) and found == Language.ENGLISH:
        return Language.TRADITIONAL_CHINESE
    return found
