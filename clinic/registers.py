"""Which rows of the registers count today: of several about the same thing, one."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet
from django.db.models.functions import Lower

from clinic.models import RiskAssessment, Staff, TrainingRecord


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
