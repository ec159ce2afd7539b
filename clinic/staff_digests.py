"""What review rules compare records with: digests of each reader's mail address, surname and home."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

from audit import blind
from audit.domain.actors import Actor
from audit.door import phi_access
from audit.enums import PurposeOfUse
from clinic.models import Staff


class StaffDigest(NamedTuple):
    staff_id: UUID
    kind: str  # email, family or home
    digest: bytes


def staff_digests() -> list[StaffDigest]:
    """Of everybody who works or worked here, under every key of the ring: records may be stored under any of them."""
    members = list(Staff.objects.only("email", "last_name", "home_address", "address_key").order_by("pk"))
    return [*_in_clear(members), *_homes(members)]


def _in_clear(members: list[Staff]) -> Iterator[StaffDigest]:
    for member in members:
        if member.email:
            yield from (StaffDigest(member.pk, "email", key) for key in blind.email_keys(member.email))
        if member.last_name.strip():
            yield from (StaffDigest(member.pk, "family", key) for key in blind.family_keys(member.last_name))


def _homes(members: list[Staff]) -> Iterator[StaffDigest]:
    """The stored digest; while keys rotate the sealed address under each of them, through the door."""
    if len(settings.BLIND_INDEX_KEYS) == 1:
        stored = ((member.pk, member.address_key) for member in members)
        yield from (StaffDigest(pk, "home", bytes(key)) for pk, key in stored if key)
        return
    known = [member for member in members if member.home_address]
    if not known:
        return
    with phi_access(
        actor=Actor.system("review-rules"),
        purpose=PurposeOfUse.OPERATIONS,
        people=(),
        fields=["clinic.staff.home_address"],
        details={"staff": len(known)},
    ) as phi:
        for member in known:
            home = phi.reveal(member.home_address)
            yield from (StaffDigest(member.pk, "home", key) for key in blind.address_keys(home or ""))
