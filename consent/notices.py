"""Which privacy notice counts on a day, which came before it, and what somebody answered when they got it."""

from datetime import date
from uuid import UUID

from django.db.models import Max

from clinic.enums import Language
from consent.models import NoticeAcknowledgement, PrivacyNotice


def current_notice(language: str, *, today: date) -> PrivacyNotice | None:
    """The published one that counts on the clinic-local day `today`, in this language or else in English."""
    counting = PrivacyNotice.objects.filter(published_at__isnull=False, effective_on__lte=today)
    newest = counting.aggregate(version=Max("version"))["version"]
    return _in_language(newest, language) if newest else None


def published_notice(version: int, language: str) -> PrivacyNotice | None:
    return _in_language(version, language)


def other_versions(notice: PrivacyNotice) -> list[PrivacyNotice]:
    """All that was published in its language beside it, newest first; one may count from a day to come."""
    others = PrivacyNotice.objects.filter(published_at__isnull=False, language=notice.language)
    return list(others.exclude(version=notice.version).defer("body").order_by("-version"))


def last_acknowledgement(person_id: UUID) -> NoticeAcknowledgement | None:
    rows = NoticeAcknowledgement.objects.filter(person_id=person_id).select_related("notice")
    return rows.defer("notice__body").order_by("-recorded_at", "-id").first()


def _in_language(version: int, language: str) -> PrivacyNotice | None:
    found = PrivacyNotice.objects.filter(version=version, published_at__isnull=False)
    by_language = {notice.language: notice for notice in found}
    return by_language.get(language) or by_language.get(Language.ENGLISH)
