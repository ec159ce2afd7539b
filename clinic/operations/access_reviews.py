"""The quarterly access review: opened, answered, called to mind, and at its end closed with what nobody answered.

Everybody who changes rights locks people first, then grants and items.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.domain import access_reviews as rules
from clinic.domain.hours import local_day
from clinic.enums import GrantState, ReviewAnswer, Role, StaffAlert
from clinic.models import AccessGrant, AccessReview, AccessReviewItem, Staff
from clinic.operations.alerts import alert_staff, settle_alerts
from clinic.operations.leaving import end_access
from clinic.operations.rights import NotAllowed, locked, record
from clinic.queries import organisation

_OPENED = "opened"


@transaction.atomic
def open_review(*, by: Actor, now: datetime, today: date) -> AccessReview:
    """One item for each grant in force, and word to each who answers. Raises `NotAllowed`."""
    if by.kind == "staff":
        by, _ = locked(by, UUID(by.id))
    if why := rules.why_not_open(by, quarters=_quarters(), today=today):
        raise NotAllowed(why)
    review = AccessReview.objects.create(quarter=rules.quarter_of(today), opened_at=now, due_on=rules.due_on(today))
    grants = AccessGrant.objects.filter(state=GrantState.GRANTED).select_related("staff__manager")
    items = [AccessReviewItem(review=review, grant=grant, reviewer=_reviewer(grant.staff)) for grant in grants]
    AccessReviewItem.objects.bulk_create(items, batch_size=500)
    _tell(review, items, _OPENED)
    _record_review(by, review, "review-opened", len(items))
    return review


@transaction.atomic
def answer(*, by: Actor, now: datetime, answers: Mapping[UUID, ReviewAnswer]) -> None:
    """Keep or end, a whole team at once: all of it or, with `NotAllowed`, nothing. What is ended ends now."""
    items = _lock(by, answers)
    for item in items:
        by_now, owner = locked(by, item.grant.staff_id)
        if why := rules.why_not_answer(
            by_now,
            owner_id=str(owner.pk),
            owner_role=item.grant.role,
            reviewer_id=str(item.reviewer_id or ""),
            is_answered=bool(item.answer) or item.grant.state != GrantState.GRANTED,
            is_closed=item.review.closed_at is not None,
        ):
            raise NotAllowed(why)
        _settle(item, owner, ReviewAnswer(answers[item.pk]), by_now, now)
    for review in {item.review for item in items}:
        _close_if_done(review, now)


def look_after(*, by: Actor, now: datetime) -> None:
    """What time brings: a new quarter, a reminder, the end. A missed day is caught up; twice does no harm."""
    today = local_day(now, organisation().time_zone)
    if rules.is_time_to_open(today, quarters=_quarters(), oldest_grant_on=_oldest_grant_on()):
        open_review(by=by, now=now, today=today)
    for review in AccessReview.objects.filter(closed_at=None):
        if rules.has_lapsed(today, review.due_on):
            _end_of(review, by=by, now=now)
        else:
            _remind(review, today)


def _end_of(review: AccessReview, *, by: Actor, now: datetime) -> None:
    """Unanswered grants lapse, one transaction each; then the review is closed."""
    for pk in open_items(review).values_list("pk", flat=True):
        with transaction.atomic():
            _, owner = locked(by, AccessReviewItem.objects.get(pk=pk).grant.staff_id)
            item = AccessReviewItem.objects.select_for_update().get(pk=pk)
            if not item.answer:
                _settle(item, owner, ReviewAnswer.LAPSE, by, now)
    with transaction.atomic():
        _close_if_done(review, now)


@transaction.atomic
def _remind(review: AccessReview, today: date) -> None:
    waiting = list(open_items(review).select_related("grant__staff"))
    for days in {rules.reminder_due(today, review.due_on, item.reminded_on) for item in waiting} - {0}:
        due = [item for item in waiting if rules.reminder_due(today, review.due_on, item.reminded_on) == days]
        _tell(review, due, f"{days}-days-left")
        AccessReviewItem.objects.filter(pk__in=[item.pk for item in due]).update(reminded_on=today)


def open_items(review: AccessReview) -> QuerySet[AccessReviewItem]:
    """What still needs an answer: a grant that ended or was replaced meanwhile needs none."""
    return AccessReviewItem.objects.filter(review=review, answer="", grant__state=GrantState.GRANTED)


def _lock(by: Actor, answers: Mapping[UUID, ReviewAnswer]) -> list[AccessReviewItem]:
    """All people concerned in one order, then the items."""
    items = AccessReviewItem.objects.filter(pk__in=list(answers))
    concerned = {UUID(by.id), *items.values_list("grant__staff_id", flat=True)}
    list(Staff.objects.select_for_update().filter(pk__in=concerned).order_by("pk"))
    return list(items.select_for_update(of=("self",)).select_related("grant", "review").order_by("pk"))


def _settle(item: AccessReviewItem, owner: Staff, given: ReviewAnswer, by: Actor, now: datetime) -> None:
    item.answer, item.answered_at = given, now
    item.answered_by_id = UUID(by.id) if by.kind == "staff" else None
    item.save(update_fields=["answer", "answered_at", "answered_by"])
    match given:
        case ReviewAnswer.KEEP:
            record(by, owner.pk, "kept", item.grant.role, review=str(item.review_id))
        case ReviewAnswer.END:
            end_access(by=by, now=now, staff=owner, state=GrantState.ENDED, what="ended-in-review")
        case ReviewAnswer.LAPSE:
            end_access(by=by, now=now, staff=owner, state=GrantState.LAPSED, what="lapsed")


def _close_if_done(review: AccessReview, now: datetime) -> None:
    if not open_items(review).exists():
        AccessReview.objects.filter(pk=review.pk, closed_at=None).update(closed_at=now)
        settle_alerts(alert=StaffAlert.ACCESS_REVIEW, subject_id=review.pk, now=now)


def _reviewer(owner: Staff) -> Staff | None:
    manager = owner.manager if owner.manager and owner.manager.is_active else None
    return manager if rules.reviewer_of(str(owner.pk), str(manager.pk) if manager else None) else None


def _tell(review: AccessReview, items: Iterable[AccessReviewItem], mark: str) -> None:
    """Each who answers, once a mark."""
    for whom in sorted({_answerer(item) for item in items}):
        reviewer_id, role = whom
        alert_staff(
            alert=StaffAlert.ACCESS_REVIEW,
            once_key=f"access-review:{review.pk}:{reviewer_id or role}:{mark}",
            audience=None if reviewer_id else Role(role),
            recipient_id=UUID(reviewer_id) if reviewer_id else None,
            subject_id=review.pk,
        )


def _answerer(item: AccessReviewItem) -> tuple[str, str]:
    return (str(item.reviewer_id), "") if item.reviewer_id else ("", rules.stand_in(item.grant.role))


def _quarters() -> set[str]:
    return set(AccessReview.objects.values_list("quarter", flat=True))


def _oldest_grant_on() -> date | None:
    oldest = AccessGrant.objects.order_by("asked_at").values_list("asked_at", flat=True).first()
    return local_day(oldest, organisation().time_zone) if oldest else None


def _record_review(by: Actor, review: AccessReview, what: str, grants: int) -> None:
    record_change(
        word=AuditWord.PRIVILEGE,
        actor=by,
        fields=["clinic.staff"],
        details={"model": "clinic.accessreview", "id": str(review.pk), "what": what, "grants": grants},
    )
