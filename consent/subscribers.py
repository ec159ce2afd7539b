"""Somebody who typed an address into a public form becomes, or is, a subscriber of their own. A patient's record with
the same address is never touched and never looked at; nobody is subscribed to anything by this."""

import struct
from datetime import datetime

from django.db import connection

from audit import blind
from audit.domain.actors import Actor
from consent.due_erasures import being_erased
from consent.locking import lock_person
from patients.enums import PersonKind
from patients.models import Person
from patients.operations.people import register_person


def subscriber_at(*, by: Actor, now: datetime, name: str, email: str, language: str) -> Person:
    """The subscriber with this address, locked; a new one if there is none. Inside a transaction."""
    one_at_a_time(email)
    return _known(email) or register_person(
        by=by, now=now, kind=PersonKind.SUBSCRIBER, given_name=name, family_name="", email=email, language=language
    )


def one_at_a_time(email: str) -> None:
    """Two forms sent at once for a new address make one subscriber: wait for the other transaction."""
    (number,) = struct.unpack(">q", (blind.email_key(email) or bytes(16))[:8])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _known(email: str) -> Person | None:
    """Not who is being erased: what is asked for after that must not be erased with it."""
    known = Person.objects.filter(email_key__in=blind.email_keys(email), kind=PersonKind.SUBSCRIBER)
    first = known.exclude(pk__in=being_erased()).order_by("pk").values_list("pk", flat=True).first()
    return lock_person(first) if first else None
