"""What review rules compare records with: digests of each reader's mail address, surname and home, and of what these
were until lately: by a new name nobody slips out of a rule about a record they were tied to the day before."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings

from audit import blind
from audit.domain.actors import Actor
from audit.door import phi_access
from audit.enums import PurposeOfUse
from clinic.enums import StaffDigestKind
from clinic.models import FormerDigest, Staff

#: From the day of the change; the worker forgets them then (`tasks.remind`).
FORMER_COUNT_FOR = timedelta(days=90)


class StaffDigest(NamedTuple):
    staff_id: UUID
    kind: str  # email, family or home
    digest: bytes


def staff_digests() -> list[StaffDigest]:
    """Of everybody who works or worked here, under every key of the ring: records may be stored under any of them."""
    members = list(Staff.objects.only("email", "last_name", "home_address", "address_key").order_by("pk"))
    return [*_in_clear(members), *_homes(members), *_former()]


def keep_former(staff: Staff, changed: Mapping[str, Any]) -> None:
    """Before `changed` is laid down. A home as it is stored; what is in clear under every key of the ring."""
    found: list[tuple[StaffDigestKind, bytes]] = []
    if staff.email and changed.get("email", staff.email) != staff.email:
        found += [(StaffDigestKind.EMAIL, key) for key in blind.email_keys(staff.email)]
    if staff.last_name.strip() and changed.get("last_name", staff.last_name) != staff.last_name:
        found += [(StaffDigestKind.FAMILY, key) for key in blind.family_keys(staff.last_name)]
    if staff.address_key and "home_address" in changed:
        found.append((StaffDigestKind.HOME, bytes(staff.address_key)))
    FormerDigest.objects.bulk_create(FormerDigest(staff=staff, kind=kind, digest=key) for kind, key in found)


def forget_former(now: datetime) -> None:
    FormerDigest.objects.filter(replaced_at__lt=now - FORMER_COUNT_FOR).delete()


def _former() -> Iterator[StaffDigest]:
    for staff_id, kind, key in FormerDigest.objects.order_by("pk").values_list("staff_id", "kind", "digest"):
        yield StaffDigest(staff_id, kind, bytes(key))


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
