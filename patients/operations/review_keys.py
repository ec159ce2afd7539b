"""Digests of surname and home for people who came before there were any: filled through the door, batch by batch."""

from django.db import transaction
from django.db.models import Q

from audit import blind
from audit.domain.actors import Actor
from audit.door import phi_access
from audit.enums import PurposeOfUse
from patients.models import Person

PEOPLE_PER_BATCH = 500
_FIELDS = ("family_name", "street")
#: "Opened, and there is nothing to tell by": no digest is empty, so it equals none.
_NOTHING = b""

_WITHOUT_KEYS = Q(family_key=None) & ~Q(family_name=None) | Q(address_key=None) & ~Q(street=None)


def fill_review_keys(*, by: Actor, most: int | None = None) -> int:
    """How many people got theirs; at most `most`. Started again it goes on; two at once share the work."""
    filled = 0
    while most is None or filled < most:
        done = _fill_batch(by)
        if not done:
            break
        filled += done
    return filled


@transaction.atomic
def _fill_batch(by: Actor) -> int:
    rows = Person.objects.filter(_WITHOUT_KEYS).order_by("pk").select_for_update(no_key=True, skip_locked=True)
    people = list(rows.only(*_FIELDS, "family_key", "address_key")[:PEOPLE_PER_BATCH])
    if not people:
        return 0
    columns = [f"patients.person.{name}" for name in _FIELDS]
    with phi_access(
        actor=by, purpose=PurposeOfUse.OPERATIONS, people=[one.pk for one in people], fields=columns
    ) as phi:
        for one in people:
            one.family_key = blind.family_key(phi.reveal(one.family_name)) or _NOTHING
            one.address_key = blind.address_key(phi.reveal(one.street)) or _NOTHING
    Person.objects.bulk_update(people, ["family_key", "address_key"])
    return len(people)
