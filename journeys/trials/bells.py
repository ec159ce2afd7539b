"""What a trial's worker is told about notices: many at once, and the bell that beat rings."""

from uuid import uuid4

from django.utils import timezone

from campaigns.operations import notices
from clinic.enums import NoticeKind
from clinic.models import Notice
from journeys.trials.house import BY
from patients.models import Person


def ask_for_links(first: int, last: int, occasion: str = "trial") -> None:
    """Numbers `first` to `last` have asked for the link to their choices: a mail that leaves at any hour. Whoever asks
    again does so on another occasion."""
    numbers = [f"{number}" for number in range(first, last + 1)]
    Notice.objects.bulk_create(
        Notice(
            kind=NoticeKind.PREFERENCES_LINK,
            person_id=person_id,
            subject_id=uuid4(),
            once_key=f"{NoticeKind.PREFERENCES_LINK.value}:{occasion}:{person_id}",
        )
        for person_id in Person.objects.filter(tier__in=numbers).values_list("id", flat=True)
    )


def take_up() -> None:
    """What was asked for becomes messages, as `notices.deliver` begins; nothing leaves."""
    while notices._take_up(now=timezone.now(), by=BY):
        pass


def ring(times: int) -> None:
    """As beat does, for so many workers at once."""
    from campaigns.tasks import deliver_notices

    for _ in range(times):
        deliver_notices.delay()
