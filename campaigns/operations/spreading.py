"""Messages that the gate allows find their day under the caps: asked by the outbox before it keeps them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from campaigns.domain.caps import WEEK, Placed, Taken, Wanted, placed
from campaigns.domain.sending_hours import House, SendingHours
from campaigns.enums import LEFT, OF_THE_CLINIC, WAITING, Unsent
from campaigns.models import Message
from campaigns.operations.outbox import Opening
from clinic.domain.hours import local_day
from clinic.enums import Channel
from patients.models import Person

_A_WEEK = timedelta(days=WEEK)


@dataclass(slots=True)
class Spreading:
    """The caps of one clinic, and what is known of the messages that come up: by (origin id, step) its hours
    and priority.

    Whoever asks holds locks on the people, so that two runs at once do not both find the last room of a week.
    """

    house: House
    weekly_cap: int
    steps: Mapping[tuple[UUID, str], tuple[SendingHours, int]]

    def __call__(self, messages: Sequence[Message]) -> Mapping[UUID, Opening | Unsent]:
        """Those that leave at another time than they say, or not at all. `messages` hold all of each person's."""
        under_a_cap = {message.person_id for message in messages if _is_under_a_cap(message)}
        if not under_a_cap:
            return {}
        together = [message for message in messages if message.person_id in under_a_cap]
        zones = dict(Person.objects.filter(pk__in=under_a_cap).values_list("pk", "time_zone"))
        taken = _taken(together)
        found: dict[UUID, Opening | Unsent] = {}
        for person_id, theirs in _by_person(together).items():
            found |= self._of_one(theirs, taken[person_id], self.house.known(zones[person_id]))
        return found

    def _of_one(
        self, messages: Sequence[Message], taken: Iterable[tuple[datetime, str]], zone: str
    ) -> Iterator[tuple[UUID, Opening | Unsent]]:
        days = [Taken(local_day(moment, zone), channel == Channel.SMS) for moment, channel in taken]
        wanted = [self._wanted(message) for message in messages]
        before = {message.pk: message.due_at for message in messages}
        for place in placed(wanted, days, weekly_cap=self.weekly_cap, zone=zone, house=self.house):
            if place.reason or place.due_at != before[place.key]:
                yield place.key, _answer(place)

    def _wanted(self, message: Message) -> Wanted:
        hours, priority = self.steps[message.origin_id, message.step]
        return Wanted(
            key=message.pk,
            hours=hours,
            origin=message.origin_slug,
            step=message.step,
            due_at=message.due_at,
            expires_at=message.expires_at,
            leaves_until=message.leaves_until,
            priority=priority,
            is_capped=message.is_capped,
        )


def _answer(place: Placed) -> Opening | Unsent:
    return Unsent(place.reason) if place.reason else Opening(place.key, place.due_at, place.leaves_until)


def _is_under_a_cap(message: Message) -> bool:
    return message.is_capped or message.channel == Channel.SMS


def _by_person(messages: Iterable[Message]) -> Mapping[UUID, list[Message]]:
    found: defaultdict[UUID, list[Message]] = defaultdict(list)
    for message in messages:
        found[message.person_id].append(message)
    return found


def _taken(messages: Sequence[Message]) -> Mapping[UUID, list[tuple[datetime, str]]]:
    """By person, when and how journeys and campaigns wrote to them or are about to, from a week before these on."""
    since = min(message.due_at for message in messages) - _A_WEEK - timedelta(days=1)
    rows = (
        Message.objects.filter(
            person_id__in={message.person_id for message in messages},
            origin__in=OF_THE_CLINIC,
            state__in=LEFT | WAITING,
        )
        .filter(Q(due_at__gt=since) | Q(handed_over_at__gt=since))
        .exclude(pk__in=[message.pk for message in messages])
        .values_list("person_id", "state", "handed_over_at", "due_at", "channel")
    )
    found: defaultdict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
    for person_id, state, handed_over_at, due_at, channel in rows:
        found[person_id].append((due_at if state in WAITING else handed_over_at or due_at, channel))
    return found
