"""What ends an authorization: the person takes it back, its event comes, or it never was one (45 CFR 164.508(b)).

Each is told once and never undone: whoever changes their mind signs again.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from clinic.domain.hours import local_day
from clinic.enums import NoticeKind, StaffAlert
from clinic.models import Notice
from clinic.operations.alerts import settle_alerts
from clinic.queries import organisation
from consent.enums import AuthorizationState, Defect, Recorded
from consent.models import Authorization, Revocation
from consent.papers import locked_paper, record_paper_change


@transaction.atomic
def revoke(
    *,
    by: Actor,
    now: datetime,
    authorization_id: UUID,
    via: str,
    received_at: datetime | None = None,
    written_on: date | None = None,
) -> bool:
    """Take it back from `received_at` (by default now) on, whatever was signed or given (164.508(b)(5)).

    `written_on` is the date on a letter. Leaves a notice for the mail that says so. False if that had been done.
    Raises `BeforeTheSignature` for a day that is told; what arrives now is never refused.
    """
    received = received_at or now
    if received > now:
        raise ValueError("a revocation cannot arrive in the future")
    paper = locked_paper(authorization_id)
    if paper.revoked_at is not None:
        return False
    if received_at:
        _refuse_before_signature(paper, local_day(received_at, organisation().time_zone))
    paper.revoked_at, paper.revoked_via = received, Recorded(via)
    if paper.state != AuthorizationState.ENTERED_IN_ERROR:
        paper.state = AuthorizationState.INACTIVE
    paper.save(update_fields=["state", "revoked_at", "revoked_via"])
    Revocation.objects.create(
        authorization=paper,
        received_at=received,
        written_on=written_on,
        via=paper.revoked_via,
        recorded_by=by.staff_id,
        recorded_at=now,
    )
    Notice.objects.create(
        kind=NoticeKind.REVOCATION_RECEIVED,
        person_id=paper.person_id,
        subject_id=paper.pk,
        once_key=f"revocation-received:{paper.pk}",
    )
    settle_alerts(alert=StaffAlert.COPY_MISSING, subject_id=paper.pk, now=now, by=by)
    record_paper_change(by, paper, "revoked")
    return True


class BeforeTheSignature(ValueError):
    """Nothing ends a paper on a day on which it was not signed yet."""


class NoSuchEvent(ValueError):
    """The form names no event that ends it, or the event has not come yet."""


@transaction.atomic
def event_came(*, by: Actor, now: datetime, authorization_id: UUID, came_on: date) -> bool:
    """The event that the form names came on this clinic-local day: from that day on it does not count.

    164.508(c)(1)(v). False if that had been told before. Raises `NoSuchEvent`, `BeforeTheSignature`.
    """
    paper = locked_paper(authorization_id)
    if not paper.form.expiry_event or came_on > local_day(now, organisation().time_zone):
        raise NoSuchEvent("this form names no event, or the day has not come")
    if paper.event_came_on is not None:
        return False
    _refuse_before_signature(paper, came_on)
    _end(paper, by, "event came", event_came_on=came_on, ended_by=by.staff_id)
    return True


@transaction.atomic
def mark_defective(*, by: Actor, now: datetime, authorization_id: UUID, defect: Defect) -> bool:
    """It never counted (164.508(b)(2)). What it had replaced stays ended: nothing comes to life by
    itself, and staff are told to ask again."""
    paper = locked_paper(authorization_id)
    if paper.defect:
        return False
    _end(
        paper,
        by,
        "defective",
        state=AuthorizationState.ENTERED_IN_ERROR,
        defect=Defect(defect),
        defect_found_at=now,
        ended_by=paper.ended_by or by.staff_id,
    )
    settle_alerts(alert=StaffAlert.COPY_MISSING, subject_id=paper.pk, now=now, by=by)
    return True


def _refuse_before_signature(paper: Authorization, day: date) -> None:
    if paper.signed_on and day < paper.signed_on:
        raise BeforeTheSignature("this is before the signature")


def _end(paper: Authorization, by: Actor, what: str, **facts: object) -> None:
    for name, value in facts.items():
        setattr(paper, name, value)
    paper.save(update_fields=list(facts))
    record_paper_change(by, paper, what)
