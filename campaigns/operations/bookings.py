"""Wishes for an appointment (R4, R13): they land on the desk and book nothing.

Over the public page anybody may wish: it goes through the letter box, names nobody who is known, and is answered to the
address that was typed. Over a link in a message it is the reader's.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit import blind
from audit.domain.actors import Actor
from campaigns.models import Message
from clinic.enums import NoticeKind
from clinic.models import Notice
from consent.locking import lock_person
from consent.operations.doorstep import Letter
from consent.subscribers import subscriber_at
from patients.enums import TaskKind
from patients.models import DeskTask
from patients.operations import desk_tasks

PAGE = "book"


def take_booking(letter: Letter, *, by: Actor, now: datetime) -> None:
    """What came over `/book/`, as of the moment at which it was posted. The very same again is the same task."""
    told = letter.content
    task = desk_tasks.ask(
        by=by,
        now=letter.posted_at,
        kind=TaskKind.BOOKING,
        once_key=f"booking:{_digest(told)}:{letter.posted_at:%Y-%m-%d}",
        preferred=json.loads(told["preferred"]),
        contact_name=told["name"],
        contact_email=told["email"],
        contact_phone=told["phone"],
        words=told["words"],
        origin=PAGE,
        language=letter.language,
    )
    asker = subscriber_at(by=by, now=now, name=told["name"], email=told["email"], language=letter.language)
    _leave_notice(task, asker.pk)


@transaction.atomic
def wish(
    *, by: Actor, now: datetime, message: Message, preferred: Sequence[Mapping[str, str]], words: str, language: str
) -> DeskTask:
    """The reader of a message wants to come. While nobody has seen to it, one wish for each message is enough."""
    lock_person(message.person_id)
    if waiting := open_wish(message):
        return waiting
    before = DeskTask.objects.filter(once_key__startswith=_key(message)).count()
    task = desk_tasks.ask(
        by=by,
        now=now,
        kind=TaskKind.BOOKING,
        once_key=f"{_key(message)}{before}",
        person_id=message.person_id,
        preferred=preferred,
        words=words,
        origin=message.origin_slug,
        language=language,
    )
    _leave_notice(task, message.person_id)
    return task


def open_wish(message: Message) -> DeskTask | None:
    """What its reader asked for with this link and nobody has seen to yet."""
    rows = DeskTask.objects.filter(once_key__startswith=_key(message), state__in=desk_tasks.OPEN)
    return rows.order_by("-asked_at").first()


def _key(message: Message) -> str:
    return f"booking:{message.pk}:"


def _digest(told: Mapping[str, str]) -> str:
    """Keyed: what somebody typed cannot be tried out against it."""
    return blind.content_key(json.dumps(dict(told), sort_keys=True)).hex()[:40]


def _leave_notice(task: DeskTask, person_id: UUID) -> None:
    once = f"{NoticeKind.BOOKING_RECEIVED.value}:{task.pk}"
    Notice.objects.bulk_create(
        [Notice(kind=NoticeKind.BOOKING_RECEIVED, person_id=person_id, subject_id=task.pk, once_key=once)],
        ignore_conflicts=True,
    )
