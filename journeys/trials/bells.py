"""What a trial's worker is told about notices: many at once, and the bell that beat rings."""

from uuid import uuid4

from django.utils import timezone

from campaigns.operations import notices
from clinic.enums import NoticeKind
from clinic.models import Notice
from journeys.trials.house import BY
from patients.models import Person


def ask_for_links(first: int, last: int) -> None:
    """Numbers `first` to `last` ask for the link to their choices: a mail that leaves at any hour, once a day."""
    _leave(NoticeKind.PREFERENCES_LINK, first, last, "trial")


def take_back(first: int, last: int, occasion: str) -> None:
    """Numbers `first` to `last` have taken something back, and are told that it has ended: a mail that leaves at any
    hour, for each occasion one."""
    _leave(NoticeKind.REVOCATION_RECEIVED, first, last, occasion)


def _leave(kind: NoticeKind, first: int, last: int, occasion: str) -> None:
    numbers = [f"{number}" for number in range(first, last + 1)]
    Notice.objects.bulk_create(
        Notice(
            kind=kind,
            person_id=person_id,
            subject_id=uuid4(),
            once_key=f"{kind.value}:{occasion}:{person_id}",
        )
        for person_id in Person.objects.filter(tier__in=numbers).values_list("id", flat=True)
    )


def take_up() -> None:
    """What was asked for becomes messages, as `notices.deliver` begins; nothing leaves."""
    while notices._take_up(now=timezone.now(), by=BY):
        pass


def ring(times: int, broker: str = "") -> None:
    """As beat does, for so many workers at once. `broker`: its address, where it is not the process's own."""
    from campaigns.tasks import deliver_notices
    from clinic.celery import app

    with app.connection_for_write(broker or None) as connection:
        for _ in range(times):
            deliver_notices.apply_async(connection=connection)
