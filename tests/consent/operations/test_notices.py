"""The privacy notice: published once and for good, in all languages; who got it."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from audit.domain.actors import Actor
from audit.domain.uuid7 import uuid7
from audit.models import AuditEvent
from consent.enums import NoticeAnswer
from consent.models import NoticeAcknowledgement, PrivacyNotice
from consent.notices import current_notice, last_acknowledgement, other_versions
from consent.operations import notices
from tests.consent.people import DESK, NOW, TODAY, patient
from tests.desk_people import house

pytestmark = pytest.mark.django_db
OFFICER = Actor.staff(uuid7(), "privacy-officer")


def _second_version(**changes: object) -> int:
    notices.install(by=DESK, now=NOW)
    number = notices.begin_version(by=OFFICER, now=NOW)
    PrivacyNotice.objects.filter(version=number).update(**{"changes": "We moved.", **changes})
    return number


def test_the_built_in_notice_is_published_once_in_three_languages() -> None:
    assert [notices.install(by=DESK, now=NOW) for _ in range(2)] == [3, 0]
    assert set(PrivacyNotice.objects.values_list("version", "language", "published_at", "effective_on")) == {
        (1, language, NOW, TODAY) for language in ("en", "zh-hant", "zh-hans")
    }
    assert AuditEvent.objects.get(fields=["consent.privacynotice"]).details == {"what": "published", "version": 1}


def test_it_counts_from_the_clinics_own_day() -> None:
    house()  # in Chicago, where it is still the day before
    notices.install(by=DESK, now=NOW.replace(hour=3))
    assert PrivacyNotice.objects.values_list("effective_on", flat=True).distinct().get() == TODAY - timedelta(days=1)


def test_a_next_version_begins_from_the_newest_and_only_once() -> None:
    assert [_second_version(), notices.begin_version(by=OFFICER, now=NOW)] == [2, 2]
    assert PrivacyNotice.objects.filter(version=2, published_at=None).count() == 3
    one, two = (PrivacyNotice.objects.get(version=number, language="zh-hant") for number in (1, 2))
    assert (two.title, two.body) == (one.title, one.body)


def test_a_version_is_published_as_a_whole_or_not_at_all() -> None:
    number = _second_version()
    PrivacyNotice.objects.filter(version=number, language="zh-hans").update(body="什麼都沒有")
    with pytest.raises(notices.CannotPublish) as cannot:
        notices.publish(version=number, by=OFFICER, now=NOW)
    assert {fault.partition(":")[0] for fault in cannot.value.faults} == {"zh-hans"}
    assert PrivacyNotice.objects.filter(version=number, published_at=None).count() == 3
    PrivacyNotice.objects.filter(version=number, language="zh-hans").delete()
    with pytest.raises(notices.CannotPublish, match="no text in this language"):
        notices.publish(version=number, by=OFFICER, now=NOW)


def test_a_new_version_counts_from_its_day_and_the_old_one_stays() -> None:
    number = _second_version(effective_on=TODAY + timedelta(days=9))
    notices.publish(version=number, by=OFFICER, now=NOW)
    days = [TODAY - timedelta(1), TODAY, TODAY + timedelta(days=8), TODAY + timedelta(days=9)]
    assert [_version_on(day) for day in days] == [None, 1, 1, 2]
    current = current_notice("zh-hans", today=TODAY)
    assert current is not None
    assert [(other.version, other.language) for other in other_versions(current)] == [(2, "zh-hans")]
    assert set(PrivacyNotice.objects.filter(version=2).values_list("published_by", flat=True)) == {OFFICER.staff_id}


def _version_on(day: date) -> int | None:
    notice = current_notice("en", today=day)
    return notice.version if notice else None


def test_what_is_published_never_changes() -> None:
    notices.install(by=DESK, now=NOW)
    for act in (lambda rows: rows.update(title="x"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act(PrivacyNotice.objects.filter(language="en"))
    with pytest.raises(PrivacyNotice.DoesNotExist):
        notices.publish(version=1, by=OFFICER, now=NOW)


def test_a_draft_counts_for_nobody() -> None:
    number = _second_version()
    assert _version_on(TODAY) == 1
    draft = PrivacyNotice.objects.get(version=number, language="en")
    with pytest.raises(PrivacyNotice.DoesNotExist):
        _given(patient().pk, draft, NoticeAnswer.ACKNOWLEDGED)


def test_what_came_of_handing_it_over_is_added_and_in_the_book() -> None:
    notices.install(by=DESK, now=NOW)
    person, notice = patient(), PrivacyNotice.objects.get(language="zh-hant")
    for answer in (NoticeAnswer.REFUSED, NoticeAnswer.ACKNOWLEDGED):
        _given(person.pk, notice, answer)
    assert list(NoticeAcknowledgement.objects.order_by("id").values_list("answer", "recorded_by")) == [
        ("refused", OFFICER.staff_id), ("acknowledged", OFFICER.staff_id),
    ]  # fmt: skip
    last = last_acknowledgement(person.pk)
    assert last is not None
    assert last.answer == "acknowledged"
    event = AuditEvent.objects.filter(word="consent").latest("id")
    assert (event.people, event.details["answer"], event.details["notice"]) == (
        [person.pk], "acknowledged", "v1 zh-hant",
    )  # fmt: skip


def _given(person_id: object, notice: PrivacyNotice, answer: NoticeAnswer) -> None:
    notices.acknowledge(
        by=OFFICER,
        now=NOW,
        person_id=person_id,
        notice_id=notice.pk,
        answer=answer,
        via="paper",  # type: ignore[arg-type]
    )
