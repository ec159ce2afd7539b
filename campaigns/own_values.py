"""Whose values stand typed in a text: their readers do not get it.

Nothing is opened for that: what was typed is digested, as it would be in the record, and compared with the keys of the
people that a window is about. Most texts hold nothing of the kind and cost nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from audit import blind
from campaigns.domain.typed_values import Typed, typed_values
from campaigns.letters import House
from campaigns.models import TemplateVersion
from campaigns.operations.leaving import Leaving
from patients.domain.phone import region_of, to_e164
from patients.models import Person
from patients.queries import reached_at


def with_their_own(messages: Sequence[Leaving], house: House) -> frozenset[UUID]:
    """Messages whose text holds something of their very reader. `house` knows their versions. One query for each
    version that holds anything that could be somebody's."""
    told: dict[UUID, list[Leaving]] = defaultdict(list)
    for message in messages:
        if message.version_id in house.texts and typed_in(house.texts[message.version_id], house):
            told[message.version_id].append(message)
    found: set[UUID] = set()
    for version_id, group in told.items():
        typed = typed_in(house.texts[version_id], house)
        people = Person.objects.filter(pk__in={message.person_id for message in group})
        theirs = set(people.filter(belongs_to(typed, region_of(house.clinic.phone))).values_list("pk", flat=True))
        found.update(message.pk for message in group if message.person_id in theirs)
    return frozenset(found)


def typed_in(version: TemplateVersion, house: House) -> Typed:
    return typed_values("\n".join((version.subject, version.preheader, version.text)), house.own)


def belongs_to(typed: Typed, region: str) -> Q:
    """The condition on people. `region`: of phone numbers without a country code."""
    phones = (number for raw in typed.phones if (number := to_e164(raw, region)))
    keys = {
        "phone_key__in": [key for number in phones for key in blind.phone_keys(number)],
        "record_number_key__in": [key for number in typed.numbers for key in blind.record_number_keys(number)],
        "birth_date_key__in": [key for born in typed.dates for key in blind.birth_date_keys(born)],
        "address_key__in": [key for home in typed.homes for key in blind.address_keys(home)],
    }
    alike = [Q(**{name: found}) for name, found in keys.items() if found]
    alike += [reached_at(address) for address in typed.emails]
    alike += [Q(name_keys__contains=found) for name in typed.names for found in blind.whole_name_keys(name)]
    return _any(alike)


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions, Q(pk__in=()))
