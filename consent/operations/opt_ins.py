"""Asking for the newsletter on a form, and confirming it from the mailbox (double opt-in, R34).

A patient's record is never touched and never looked at: whoever asks becomes, or is, a subscriber of their own.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.domain.hours import local_day
from clinic.enums import Channel, NoticeKind
from clinic.models import Notice
from clinic.queries import organisation
from consent.due_erasures import being_erased
from consent.enums import OptInMode, Recorded, SuppressionCause, Topic
from consent.locking import lock_person
from consent.models import OptIn, Suppression
from consent.operations import preferences
from consent.queries import said_about_topics
from consent.subscribers import subscriber_at
from patients.models import Person

#: How long the link in a confirmation mail works.
CONFIRM_WITHIN = timedelta(days=30)


class TooLate(ValueError):
    """The confirmation link is older than `CONFIRM_WITHIN`, or than the erasure of who asked: ask again."""


@transaction.atomic
def ask(
    *,
    by: Actor,
    now: datetime,
    name: str,
    email: str,
    language: str,
    form: str,
    text_version: str,
    mode: str = OptInMode.DOUBLE,
    via: Recorded = Recorded.SIGN_UP_FORM,
) -> OptIn | None:
    """Record that somebody typed this address, and leave the confirmation mail to be sent.

    None when the same address asked on the same clinic day already: nothing more is recorded or sent. Anybody can type
    an address: after a recorded no, or an erasure, single opt-in asks the mailbox, as double opt-in does.
    """
    person = subscriber_at(by=by, now=now, name=name, email=email, language=language)
    if _asked_on_day_of(now, person):
        return None
    opt_in = OptIn.objects.create(
        person=person,
        mode=OptInMode.DOUBLE if _said_no(person, now) else OptInMode(mode),
        form=form,
        text_version=text_version,
        asked_at=now,
        via=Recorded(via),
        recorded_by=by.staff_id,
    )
    _record(by, opt_in, "asked")
    if opt_in.mode == OptInMode.SINGLE:
        _take_effect(by, now, opt_in, Recorded(opt_in.via))
    else:
        _leave_notice(NoticeKind.CONFIRM_SUBSCRIPTION, opt_in)
    return opt_in


@transaction.atomic
def confirm(*, by: Actor, now: datetime, opt_in_id: UUID) -> bool:
    """The holder of the mailbox says yes. False if that had been done before.

    Raises `TooLate`, `OptIn.DoesNotExist`.
    """
    lock_person(OptIn.objects.values_list("person_id", flat=True).get(pk=opt_in_id))
    opt_in = OptIn.objects.select_for_update().get(pk=opt_in_id)
    if opt_in.confirmed_at is not None:
        return False
    if now > opt_in.asked_at + CONFIRM_WITHIN or opt_in.person_id in being_erased():
        raise TooLate("the confirmation link is too old")
    opt_in.confirmed_at = now
    opt_in.save(update_fields=["confirmed_at"])
    _record(by, opt_in, "confirmed")
    _take_effect(by, now, opt_in, Recorded.CONFIRMED)
    return True


def _take_effect(by: Actor, now: datetime, opt_in: OptIn, via: Recorded) -> None:
    """A new yes counts against an older no, for this topic alone."""
    preferences.set_topic(
        by=by,
        now=now,
        person_id=opt_in.person_id,
        topic=opt_in.topic,
        wanted=True,
        via=via,
        channel=opt_in.channel,
        text_version=opt_in.text_version,
    )
    _leave_notice(NoticeKind.SUBSCRIPTION_CONFIRMED, opt_in)


def _said_no(person: Person, now: datetime) -> bool:
    today = local_day(now, organisation().time_zone)
    was_erased = Suppression.objects.filter(
        address_key=person.email_key, channel=Channel.EMAIL, cause=SuppressionCause.ERASED
    )
    return said_about_topics(person.pk, today=today)[Topic.NEWSLETTER] is False or was_erased.exists()


def _asked_on_day_of(now: datetime, person: Person) -> bool:
    zone = organisation().time_zone
    latest = OptIn.objects.filter(person=person, topic=Topic.NEWSLETTER).order_by("-asked_at").first()
    return latest is not None and local_day(latest.asked_at, zone) == local_day(now, zone)


def _leave_notice(kind: NoticeKind, opt_in: OptIn) -> None:
    Notice.objects.create(
        kind=kind, person_id=opt_in.person_id, subject_id=opt_in.pk, once_key=f"{kind.value}:{opt_in.pk}"
    )


def _record(by: Actor, opt_in: OptIn, what: str) -> None:
    record_change(
        word=AuditWord.CONSENT,
        actor=by,
        people=[opt_in.person_id],
        fields=["consent.optin.confirmed_at"],
        details={"opt_in": str(opt_in.pk), "form": opt_in.form, "text_version": opt_in.text_version, "what": what},
    )
