"""Matters of the privacy desk: each is one or two counts over an index, and a page to go to."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, Q
from django.urls import reverse

from audit.models import Export, ReviewCase
from clinic.domain.hours import local_day
from clinic.domain.privacy import PrivacyCard, State
from clinic.enums import GrantState
from clinic.models import (
    AccessGrant,
    AccessReview,
    BreakGlass,
    LeakCheck,
    LeakFinding,
    Vendor,
)
from clinic.operations.schedule_watch import stopped_tasks
from clinic.queries import organisation
from clinic.registers import agreement_ending, assessments_that_count, trainings_due, without_agreement

_REVIEW_WITHIN = timedelta(days=3)
_LEAKS_EVERY = timedelta(days=8)  # weekly, and a day's grace
_SOON = timedelta(days=30)


def reviews(now: datetime) -> PrivacyCard:
    found = ReviewCase.objects.filter(decided_at=None).aggregate(number=Count("pk"), first=Min("opened_at"))
    number, first = found["number"], found["first"]
    is_old = bool(first and now - first > _REVIEW_WITHIN)
    state = State.GOOD if not number else State.ACT if is_old else State.LOOK
    note = f"the oldest since {_day(first)}" if first else "nothing unusual waits for you"
    return PrivacyCard("Unusual reads", str(number), state, note, reverse("admin:audit_reviewcase_changelist"))


def emergencies(now: datetime) -> PrivacyCard:
    found = BreakGlass.objects.filter(reviewed_at=None).aggregate(
        number=Count("pk"), late=Count("pk", filter=Q(review_due_at__lt=now)), due=Min("review_due_at")
    )
    if found["late"]:
        note, state = f"{found['late']} past the 72 hours", State.ACT
    elif found["number"]:
        note, state = f"to be reviewed by {_moment(found['due'])}", State.LOOK
    else:
        note, state = "none waits for a review", State.GOOD
    return PrivacyCard("Emergency access", str(found["number"]), state, note, reverse("admin:desk-emergencies"))


def access_review(now: datetime) -> PrivacyCard:
    unanswered = Q(items__answer="", items__grant__state=GrantState.GRANTED)
    open_one = AccessReview.objects.filter(closed_at=None).annotate(left=Count("items", filter=unanswered)).first()
    if open_one is None:
        latest = AccessReview.objects.first()
        note = f"{latest.quarter} is closed" if latest else "the first one begins with the quarter"
        return PrivacyCard("Access review", "–", State.GOOD, note, reverse("admin:desk-access-reviews"))
    is_late = open_one.due_on < _today(now)
    state = State.GOOD if not open_one.left else State.ACT if is_late else State.LOOK
    return PrivacyCard(
        "Access review",
        str(open_one.left),
        state,
        f"answers missing in {open_one.quarter}, due {_date(open_one.due_on)}",
        reverse("admin:desk-access-reviews"),
    )


def asked_roles(now: datetime) -> PrivacyCard:
    number = AccessGrant.objects.filter(state=GrantState.ASKED).count()
    note = "wait for a second person" if number else "no role waits for a decision"
    return PrivacyCard(
        "Roles asked for", str(number), State.LOOK if number else State.GOOD, note, reverse("admin:desk-asked-roles")
    )


def agreements(now: datetime) -> PrivacyCard:
    today = _today(now)
    found = Vendor.objects.aggregate(
        without=Count("pk", filter=without_agreement(today)), ending=Count("pk", filter=agreement_ending(today))
    )
    link = reverse("admin:clinic_vendor_changelist")
    if found["without"]:
        note = "without an agreement in force: no PHI leaves through them"
        return PrivacyCard("Vendors", str(found["without"]), State.ACT, note, f"{link}?standing=without")
    if found["ending"]:
        note = "agreements end within 60 days"
        return PrivacyCard("Vendors", str(found["ending"]), State.LOOK, note, f"{link}?standing=ending")
    return PrivacyCard("Vendors", "0", State.GOOD, "agreements missing or ending within 60 days", link)


def leaks(now: datetime) -> PrivacyCard:
    number = LeakFinding.objects.filter(gone_at=None, accepted_at=None).count()
    last = LeakCheck.objects.aggregate(at=Max("finished_at"))["at"]
    looked = f"last looked {_day(last)}" if last else "the first check is not through"
    link = reverse("admin:clinic_leakfinding_changelist")
    if number:
        return PrivacyCard("Leak check", str(number), State.ACT, f"open findings; {looked}", link)
    if last is None or now - last > _LEAKS_EVERY:
        return PrivacyCard("Leak check", "–", State.LOOK, looked, link)
    return PrivacyCard("Leak check", "0", State.GOOD, f"open findings; {looked}", link)


def trainings(now: datetime) -> PrivacyCard:
    """People, each once: whose training has expired or does soon, and who was never trained."""
    due = trainings_due(_today(now))
    counted = ((len(due.expired), "expired"), (len(due.never), "never trained"), (len(due.soon), "within 30 days"))
    words = ", ".join(f"{number} {what}" for number, what in counted if number)
    state = State.ACT if due.expired or due.never else State.LOOK if due.soon else State.GOOD
    link = f"{reverse('admin:clinic_trainingrecord_changelist')}#due"
    return PrivacyCard("Trainings due", str(due.number), state, words or "everybody is trained", link)


def risks(now: datetime) -> PrivacyCard:
    due = min((one.next_on for one in assessments_that_count()), default=None)
    link = reverse("admin:clinic_riskassessment_changelist")
    if due is None:
        return PrivacyCard("Risk assessment", "–", State.LOOK, "none is written down yet", link)
    today = _today(now)
    state = State.ACT if due < today else State.LOOK if due <= today + _SOON else State.GOOD
    return PrivacyCard("Risk assessment", f"{due.day} {due:%b %Y}", state, "is when the next one is due", link)


def timetable(now: datetime) -> PrivacyCard:
    """Tasks that watch: a task that is switched off tells nobody by itself."""
    stopped = stopped_tasks(now)
    if stopped is None:
        return PrivacyCard("Tasks that watch", "–", State.LOOK, "the timetable has not begun yet")
    if stopped:
        return PrivacyCard("Tasks that watch", str(len(stopped)), State.ACT, f"do not run: {', '.join(stopped)}")
    return PrivacyCard("Tasks that watch", "0", State.GOOD, "of them stand still")


def exports(now: datetime) -> PrivacyCard:
    since = now - _SOON
    found = Export.objects.filter(asked_at__gte=since).aggregate(
        number=Count("pk"), cut=Count("pk", filter=~Q(ended_at=None))
    )
    note = f"{found['cut']} of them cut off, in 30 days" if found["cut"] else "files taken out in 30 days"
    return PrivacyCard(
        "Exports",
        str(found["number"]),
        State.LOOK if found["cut"] else State.GOOD,
        note,
        f"{reverse('admin:privacy-exports')}?days={_SOON.days}",
    )


def _today(now: datetime) -> date:
    return local_day(now, organisation().time_zone)


def _day(moment: datetime) -> str:
    return _date(local_day(moment, organisation().time_zone))


def _date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _moment(moment: datetime) -> str:
    local = moment.astimezone(ZoneInfo(organisation().time_zone))
    return f"{local.day} {local:%B, %H:%M}"
