"""Who waits for whom. A consent write holds its person FOR UPDATE; a gathering for the hand-over holds people FOR
SHARE. So a revocation is either seen by the hand-over or comes after it. Always in the order of ids: no dead ends."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection
from django.db.models import Q

from clinic.among import array_of
from clinic.enums import Channel
from patients.models import Person

_SHARE_BY_EMAIL = """
    WITH asked AS (
        SELECT id, coalesce(confidential_email_key, email_key) AS address
        FROM patients_person WHERE id = ANY(%(ids)s::uuid[])
    ), near AS (
        SELECT id FROM asked
        UNION SELECT other.id FROM asked JOIN patients_person other ON other.email_key = asked.address
        UNION SELECT other.id FROM asked JOIN patients_person other ON other.confidential_email_key = asked.address
    )
    SELECT id FROM patients_person WHERE id IN (SELECT id FROM near) ORDER BY id FOR SHARE
"""
_SHARE_BY_PHONE = """
    WITH asked AS (
        SELECT id, phone_key AS address FROM patients_person WHERE id = ANY(%(ids)s::uuid[])
    ), near AS (
        SELECT id FROM asked
        UNION SELECT other.id FROM asked JOIN patients_person other ON other.phone_key = asked.address
    )
    SELECT id FROM patients_person WHERE id IN (SELECT id FROM near) ORDER BY id FOR SHARE
"""


def lock_person(person_id: UUID) -> Person:
    """The person's row, FOR UPDATE, until the transaction ends. Raises `Person.DoesNotExist`."""
    return Person.objects.select_for_update().only("id", "kind", "language", "birth_year").get(pk=person_id)


def lock_people_at(address_key: bytes) -> list[UUID]:
    """Everybody with this e-mail address or phone number, FOR UPDATE."""
    at_address = Q(email_key=address_key) | Q(confidential_email_key=address_key) | Q(phone_key=address_key)
    return list(Person.objects.select_for_update().filter(at_address).order_by("pk").values_list("pk", flat=True))


def lock_people_around(person_ids: Collection[UUID]) -> dict[UUID, Person]:
    """These people and everybody with an address or number of theirs, FOR UPDATE."""
    rows = Person.objects.filter(pk__in=person_ids).values_list("email_key", "confidential_email_key", "phone_key")
    keys = {bytes(key) for row in rows for key in row if key}
    near = Q(email_key__in=keys) | Q(confidential_email_key__in=keys) | Q(phone_key__in=keys)
    people = Person.objects.select_for_update().filter(Q(pk__in=person_ids) | near)
    return {person.pk: person for person in people.order_by("pk")}


def share_people(person_ids: Collection[UUID], *, channel: Channel) -> None:
    """These people and everybody with the same address, FOR SHARE."""
    statement = _SHARE_BY_EMAIL if channel == Channel.EMAIL else _SHARE_BY_PHONE
    with connection.cursor() as cursor:
        cursor.execute(statement, {"ids": array_of(person_ids)})
