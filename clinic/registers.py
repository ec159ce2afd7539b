"""Which rows of the registers count today: of several about the same thing, one."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower

from clinic.models import RiskAssessment, Staff, TrainingRecord

SOON, AGREEMENT_SOON = timedelta(days=30), timedelta(days=60)


def training_that_counts() -> QuerySet[TrainingRecord]:
    """Of each member of staff who works here and each topic: the record that lasts longest."""
    return (
        TrainingRecord.objects.filter(staff__is_active=True)
        .annotate(subject=Lower("topic"))
        .order_by("staff_id", "subject", F("expires_on").desc(nulls_first=True), "-done_on")
        .distinct("staff_id", "subject")
    )


def assessments_that_count() -> QuerySet[RiskAssessment]:
    """Of each title the newest: it says when to look again."""
    return (
        RiskAssessment.objects.annotate(subject=Lower("title"))
        .order_by("subject", "-done_on", "-next_on")
        .distinct("subject")
    )


def without_agreement(today: date) -> Q:
    """Vendors through which no PHI leaves today."""
    return Q(baa_signed_on=None) | Q(baa_signed_on__gt=today) | Q(baa_ends_on__lt=today)


def agreement_ending(today: date) -> Q:
    return Q(baa_signed_on__lte=today, baa_ends_on__range=(today, today + AGREEMENT_SOON))


@dataclass(frozen=True, slots=True)
class Due:
    """User names of those who work here, each in one list, the worst."""

    expired: tuple[str, ...]
    never: tuple[str, ...]
    soon: tuple[str, ...]

    @property
    def number(self) -> int:
        return len(self.expired) + len(self.never) + len(self.soon)


def trainings_due(today: date) -> Due:
    """Whose training in something is over, who never had any, whose ends within 30 days; two queries."""
    ends: dict[str, list[date]] = defaultdict(list)
    for record in training_that_counts().select_related("staff"):
        ends[record.staff.username].append(record.expires_on or date.max)
    here = sorted(Staff.objects.filter(is_active=True, is_staff=True).values_list("username", flat=True))
    return Due(
        expired=tuple(name for name in here if name in ends and min(ends[name]) < today),
        never=tuple(name for name in here if name not in ends),
        soon=tuple(name for name in here if name in ends and today <= min(ends[name]) <= today + SOON),
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """A topic that somebody was trained in, and who works here without training in it that is valid."""

    topic: str
    names: tuple[str, ...]


def training_gaps(today: date) -> list[Gap]:
    """Every topic of the register, those without a gap too; two queries."""
    topics: dict[str, str] = {}
    trained: dict[str, set[str]] = defaultdict(set)
    for record in training_that_counts().select_related("staff"):
        topic = record.topic.lower()
        topics.setdefault(topic, record.topic)
        if record.expires_on is None or record.expires_on >= today:
            trained[topic].add(record.staff.username)
    everybody = sorted(Staff.objects.filter(is_active=True, is_staff=True).values_list("username", flat=True))
    return [
        Gap(topics[topic], tuple(name for name in everybody if name not in trained[topic])) for topic in sorted(topics)
    ]
