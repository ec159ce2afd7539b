"""What an alert is about, for the desk alone: names of the house's own rows, never a patient. Mails do not say it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from clinic.domain.agreements import agreement_on
from clinic.enums import StaffAlert
from clinic.models import Notice, RiskAssessment, Staff, TrainingRecord, Vendor


def subjects_in_words(notices: Iterable[Notice], today: date) -> dict[UUID, str]:
    """Subject id → words; one query for each kind of alert that is there and about a row of the house."""
    ids: dict[str, set[UUID]] = {}
    for notice in notices:
        if notice.subject_id and notice.alert in _KINDS:
            ids.setdefault(notice.alert, set()).add(notice.subject_id)
    return {
        row.pk: words(row, today)
        for alert, wanted in ids.items()
        for rows, words in (_KINDS[alert],)
        for row in rows.filter(pk__in=wanted)
    }


def _vendor(vendor: Vendor, today: date) -> str:
    state = agreement_on(today, signed_on=vendor.baa_signed_on, ends_on=vendor.baa_ends_on)
    return f"{vendor.name}: {state.words.lower()}"


def _training(record: TrainingRecord, today: date) -> str:
    return f"{record.staff.username}, {record.topic}, until {record.expires_on:%-d %B %Y}"


def _assessment(assessment: RiskAssessment, today: date) -> str:
    return f"{assessment.title}, due {assessment.next_on:%-d %B %Y}"


def _member(member: Staff, today: date) -> str:
    return member.username


_KINDS: Mapping[str, tuple[QuerySet[Any], Callable[[Any, date], str]]] = {
    StaffAlert.PASSWORD_SET: (Staff.objects.all(), _member),
    StaffAlert.PROFILE_CHANGED: (Staff.objects.all(), _member),
    StaffAlert.GUARD_LET_GO: (Staff.objects.all(), _member),
    StaffAlert.NOT_JUSTIFIED: (Staff.objects.all(), _member),
    StaffAlert.BAA_ENDING: (Vendor.objects.all(), _vendor),
    StaffAlert.GUESSING: (Staff.objects.all(), _member),
    StaffAlert.TRAINING_DUE: (TrainingRecord.objects.select_related("staff"), _training),
    StaffAlert.RISK_ASSESSMENT_DUE: (RiskAssessment.objects.all(), _assessment),
}
