"""Sign-ups that nobody confirmed: after the time in which the link in the mail works, name and address are emptied.

The row stays as an id that is nobody's, as after an erasure. Who said anything else, a no too, stays as they are; so
does whoever asked for a right.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.module_loading import import_string

from audit.domain.actors import Actor
from consent.enums import OptInMode
from consent.locking import lock_person
from consent.models import Authorization, OptIn, Preference, RightsRequest
from consent.operations.opt_ins import CONFIRM_WITHIN
from patients.enums import PersonKind
from patients.models import Person
from patients.operations.wiping import wipe_person


def wipe(*, by: Actor, now: datetime) -> int:
    """How many. Each in a transaction of its own: whoever signs up again at this moment is not wiped."""
    return sum(_wiped(by, now, person_id) for person_id in list(_never_confirmed(now).values_list("pk", flat=True)))


@transaction.atomic
def _wiped(by: Actor, now: datetime, person_id: UUID) -> bool:
    lock_person(person_id)
    is_still = _never_confirmed(now).filter(pk=person_id).exists()
    if is_still:
        wipe_person(by=by, now=now, person_id=person_id)
    return is_still


def _never_confirmed(now: datetime) -> QuerySet[Person]:
    theirs = Q(person=OuterRef("pk"))
    asked = OptIn.objects.filter(theirs)
    counts_or_may = Q(mode=OptInMode.SINGLE) | Q(confirmed_at__isnull=False) | Q(asked_at__gte=now - CONFIRM_WITHIN)
    asked_for_a_right = RightsRequest.objects.filter(theirs | Q(reply_to=OuterRef("pk")))
    expected = Q()
    for named in settings.STILL_EXPECTED:
        expected |= Q(pk__in=import_string(named)(now))
    return Person.objects.exclude(expected).filter(
        Exists(asked),
        ~Exists(asked.filter(counts_or_may)),
        ~Exists(Preference.objects.filter(theirs)),
        ~Exists(Authorization.objects.filter(theirs)),
        ~Exists(asked_for_a_right),
        kind=PersonKind.SUBSCRIBER,
        email_key__isnull=False,
        wards=None,
        appointments=None,
    )
