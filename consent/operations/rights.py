"""Requests for a right, from the first word until the clinic knows who asks (45 CFR 164.514(h), 164.522 to 164.528)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from audit import blind
from audit.domain.actors import Actor
from clinic.domain.hours import local_day
from clinic.enums import Language, NoticeKind, Role, StaffAlert
from clinic.operations.alerts import alert_staff
from clinic.queries import organisation
from consent.domain.rights import due_on
from consent.enums import KnownBy, Recorded, RightKind, RightsState, RightsStepKind
from consent.locking import lock_person
from consent.models import RightsRequest
from consent.operations.doorstep import Letter
from consent.rights_steps import add_step, leave_notice, locked, locked_open
from consent.subscribers import one_at_a_time, subscriber_at
from patients.domain.people import is_minor
from patients.enums import PersonKind
from patients.models import Person


class NotTheirMailbox(ValueError):
    """The address that was confirmed proves nothing about this person; the text is the sentence for the screen."""


@transaction.atomic
def receive(
    *,
    by: Actor,
    now: datetime,
    kind: str,
    name: str,
    email: str,
    words: str,
    language: str,
    via: str,
    received_on: date | None = None,
) -> RightsRequest:
    """Write down what somebody asks for, start its clock, tell the privacy officer, answer the address at once.

    `received_on`: the clinic-local day on which a letter came, by default that of `now`. The same right asked for
    again by the same name from the same address while it is open adds a step and no second clock.
    """
    today = local_day(now, organisation().time_zone)
    received = received_on or today
    if received > today:
        raise ValueError("a request cannot arrive in the future")
    if email:
        one_at_a_time(email)
    if open_one := _open_one(kind, email, name):
        add_step(open_one, RightsStepKind.AGAIN, by=by, now=now, note=words)
        return open_one
    request = RightsRequest(
        kind=RightKind(kind),
        language=Language(language),
        name=name.strip(),
        email=email.strip(),
        words=words.strip(),
        email_key=blind.email_key(email.strip()),
        name_key=blind.asker_key(name),
        reply_to=subscriber_at(by=by, now=now, name=name, email=email, language=language) if email else None,
        received_at=now,
        received_on=received,
        via=Recorded(via),
        due_on=due_on(kind, received),
    )
    request.save(force_insert=True)
    _begin(request, by, now)
    return request


def take_request(letter: Letter, *, by: Actor, now: datetime) -> None:
    """What came over `/rights/`, as of the moment at which it was posted: the clock runs from then."""
    receive(
        by=by,
        now=letter.posted_at,
        kind=letter.content["kind"],
        name=letter.content["name"],
        email=letter.content["email"],
        words=letter.content["words"],
        language=letter.language,
        via=Recorded.RIGHTS_PAGE,
    )


@transaction.atomic
def confirm_mailbox(*, by: Actor, now: datetime, request_id: UUID) -> bool:
    """The holder of the mailbox says that they asked. False if that had been said before, or it is closed."""
    request = locked(request_id)
    if request.mailbox_confirmed_at is not None or request.closed_at is not None:
        return False
    request.mailbox_confirmed_at = now
    request.save(update_fields=["mailbox_confirmed_at"])
    add_step(request, RightsStepKind.MAILBOX_CONFIRMED, by=by, now=now)
    return True


@transaction.atomic
def recognise(*, by: Actor, now: datetime, request_id: UUID, person_id: UUID, how: str) -> None:
    """Whose right it is, and how the clinic made sure. Until it is answered, somebody else may be chosen.

    Raises `Closed`, `NotTheirMailbox`, `Person.DoesNotExist`.
    """
    request = locked_open(request_id)
    lock_person(person_id)
    person = Person.objects.get(pk=person_id)
    if KnownBy(how) == KnownBy.MAILBOX:
        _refuse_mailbox(request, person, local_day(now, organisation().time_zone))
    request.person, request.state = person, RightsState.KNOWN
    request.save(update_fields=["person", "state"])
    add_step(request, RightsStepKind.KNOWN, by=by, now=now, ground=how)


def _open_one(kind: str, email: str, name: str) -> RightsRequest | None:
    if not email:
        return None
    same = RightsRequest.objects.filter(
        email_key__in=blind.email_keys(email), name_key__in=blind.asker_keys(name), kind=kind, closed_at=None
    )
    return same.select_for_update().order_by("received_at").first()


def _begin(request: RightsRequest, by: Actor, now: datetime) -> None:
    add_step(request, RightsStepKind.RECEIVED, by=by, now=now)
    alert_staff(
        alert=StaffAlert.RIGHTS_ASKED,
        once_key=f"{StaffAlert.RIGHTS_ASKED}:{request.pk}",
        audience=Role.PRIVACY_OFFICER,
        subject_id=request.pk,
    )
    if request.reply_to_id and not _has_enough_receipts(request.reply_to_id, now):
        leave_notice(NoticeKind.RIGHTS_RECEIVED, request.pk, request.reply_to_id)


def _has_enough_receipts(reply_to: UUID, now: datetime) -> bool:
    """Anybody can type an address: no more receipts in a day than there are rights."""
    left = RightsRequest.objects.filter(reply_to_id=reply_to, received_at__gt=now - timedelta(days=1)).count()
    return left > len(RightKind)


def _refuse_mailbox(request: RightsRequest, person: Person, today: date) -> None:
    """A mailbox proves somebody only if it is the one in use (not what they gave up under 164.522(b)), and nobody but
    they reads it: a subscription is its mailbox, a record may be anybody's who lives there."""
    in_use = person.confidential_email_key or person.email_key
    if request.mailbox_confirmed_at is None or not request.email_key or not in_use:
        raise NotTheirMailbox("The confirmed address is not on file for this person.")
    if bytes(request.email_key) != bytes(in_use):
        raise NotTheirMailbox("The confirmed address is not on file for this person as the one in use.")
    if person.shares_inbox or is_minor(person.birth_year, today) or _somebody_else_has(bytes(in_use), person):
        raise NotTheirMailbox("Others read this address, or a guardian acts: make sure in another way.")


def _somebody_else_has(key: bytes, person: Person) -> bool:
    if person.kind == PersonKind.SUBSCRIBER:
        return False
    others = Person.objects.filter(Q(email_key=key) | Q(confidential_email_key=key)).exclude(pk=person.pk)
    return others.exclude(kind=PersonKind.SUBSCRIBER).exists()
