"""The statements behind `fact_rows`: plain ones, since a night asks them for a few people at a time, and building them
anew each time cost more than answering them. Each row begins with whose it is."""

from collections.abc import Collection
from typing import Any

from django.db import connection

from clinic.among import array_of
from clinic.enums import Channel
from consent.enums import OTHER_WAYS, RestrictionCovers

#: The columns of `fact_rows.Known`.
_KNOWN = """
    SELECT id, kind, email_key, confidential_email_key, phone_key, birth_year, guardian_id, shares_inbox, is_deceased,
        is_negative_persona, coalesce((SELECT time_zone FROM clinic_organisation ORDER BY id LIMIT 1), 'UTC')
    FROM patients_person
"""
PEOPLE = f"{_KNOWN} WHERE id = ANY(%(people)s::uuid[])"
_AT = "(email_key = ANY(%(addresses)s::bytea[]) OR confidential_email_key = ANY(%(addresses)s::bytea[]))"
#: Of those who are known already nothing is read again.
OTHERS_AT = {
    Channel.EMAIL: f"{_KNOWN} WHERE {_AT} AND NOT id = ANY(%(known)s::uuid[])",
    Channel.SMS: f"{_KNOWN} WHERE phone_key = ANY(%(addresses)s::bytea[]) AND NOT id = ANY(%(known)s::uuid[])",
}
SUPPRESSIONS = """
    SELECT address_key, id, cause, since, until FROM consent_suppression
    WHERE address_key = ANY(%(addresses)s::bytea[]) AND channel = %(channel)s
"""
#: The row that counts of each person and topic.
CHOICES = """
    SELECT DISTINCT ON (person_id, topic) person_id, id, topic, wanted, recorded_at, via FROM consent_preference
    WHERE person_id = ANY(%(people)s::uuid[]) AND channel = %(channel)s
    ORDER BY person_id, topic, recorded_at DESC, id DESC
"""
OPT_INS = """
    SELECT person_id, id, topic, mode, asked_at, confirmed_at FROM consent_optin
    WHERE person_id = ANY(%(people)s::uuid[]) AND channel = %(channel)s
"""
RISKS = """
    SELECT DISTINCT ON (person_id) person_id, id, accepted, recorded_at FROM consent_riskacknowledgement
    WHERE person_id = ANY(%(people)s::uuid[])
    ORDER BY person_id, recorded_at DESC, id DESC
"""
PAUSES = """
    SELECT DISTINCT ON (person_id) person_id, id, until FROM consent_pause
    WHERE person_id = ANY(%(people)s::uuid[]) AND channel = %(channel)s
    ORDER BY person_id, recorded_at DESC, id DESC
"""
_IS_WAY = f"covers IN ({', '.join(repr(word.value) for word in OTHER_WAYS)})"
RESTRICTIONS = f"""
    SELECT DISTINCT ON (person_id, {_IS_WAY}) person_id, is_agreed, id, covers FROM consent_restriction
    WHERE person_id = ANY(%(people)s::uuid[]) AND covers <> '{RestrictionCovers.HEALTH_PLAN.value}'
    ORDER BY person_id, {_IS_WAY}, recorded_at DESC, id DESC
"""  # noqa: S608 - words of our own


def rows(statement: str, *, channel: Channel | None = None, **among: Collection[Any]) -> list[tuple[Any, ...]]:
    """`among`: ids or digests; where the first of these lists is empty, nobody is asked about."""
    if not next(iter(among.values())):
        return []
    values = {name: array_of(found) for name, found in among.items()}
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "channel": channel.value if channel else None})
        return cursor.fetchall()
