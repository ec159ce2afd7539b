"""How somebody says that it goes after a treatment (R3): "I am fine", or "please call me", which the desk does."""

from datetime import datetime, timedelta

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.enums import CareAnswerKind
from campaigns.models import CareAnswer, Message
from consent.locking import lock_person
from patients.enums import TaskKind
from patients.models import DeskTask
from patients.operations import desk_tasks

#: A call after a treatment does not wait until tomorrow.
CALLED_WITHIN = timedelta(hours=4)


@transaction.atomic
def answer(*, by: Actor, now: datetime, message: Message, answer: CareAnswerKind, category: str = "") -> None:
    """Kept beside what they said before; the same again changes nothing, unless a call was made since and they wish
    for another."""
    lock_person(message.person_id)
    wanted = CareAnswerKind(answer)
    if latest_answer(message) == wanted and (wanted == CareAnswerKind.FINE or open_call(message)):
        return
    said = CareAnswer.objects.create(message=message, person_id=message.person_id, answer=wanted, answered_at=now)
    record_change(
        word=AuditWord.CREATE,
        actor=by,
        people=[message.person_id],
        fields=["campaigns.careanswer"],
        details={"answer": str(said.pk), "message": str(message.pk)},
    )
    if wanted == CareAnswerKind.CALL_ME and not open_call(message):
        _ask_for_call(by, now, message, category)


def latest_answer(message: Message) -> str:
    """Empty while they said nothing."""
    said = CareAnswer.objects.filter(message=message).order_by("-answered_at", "-pk")
    return said.values_list("answer", flat=True).first() or ""


def open_call(message: Message) -> DeskTask | None:
    """While nobody has called."""
    rows = DeskTask.objects.filter(once_key__startswith=_key(message), state__in=desk_tasks.OPEN)
    return rows.order_by("-asked_at").first()


def _ask_for_call(by: Actor, now: datetime, message: Message, category: str) -> None:
    before = DeskTask.objects.filter(once_key__startswith=_key(message)).count()
    desk_tasks.ask(
        by=by,
        now=now,
        kind=TaskKind.CALL_BACK,
        once_key=f"{_key(message)}{before}",
        person_id=message.person_id,
        category=category,
        origin=message.origin_slug,
        language=message.person.language,
        due_at=now + CALLED_WITHIN,
    )


def _key(message: Message) -> str:
    return f"call-back:{message.pk}:"
