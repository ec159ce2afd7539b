"""The notice of privacy practices: written, published once and for good, given to patients (45 CFR 164.520)."""

from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.domain.hours import local_day
from clinic.enums import Language
from clinic.queries import organisation
from consent.domain.notices import Text, faults
from consent.enums import NoticeAnswer, Recorded
from consent.locking import lock_person
from consent.models import NoticeAcknowledgement, PrivacyNotice

_FOLDER = Path(__file__).resolve().parent.parent / "notice_texts"
_FIELD = "consent.privacynotice"


class CannotPublish(ValueError):
    """Something that the law asks for is missing; `faults` are the sentences that say what."""

    def __init__(self, found: list[str]) -> None:
        super().__init__(" ".join(found))
        self.faults = found


@transaction.atomic
def install(*, by: Actor, now: datetime) -> int:
    """Publish the built-in notice if there is none at all, draft or published; the number of texts published.

    It is a beginning: the clinic's privacy officer reads it, and writes the next version where the clinic differs.
    """
    if PrivacyNotice.objects.exists():
        return 0
    today = _today(now)
    PrivacyNotice.objects.bulk_create(_built_in(language, today) for language in Language)
    publish(version=1, by=by, now=now)
    return len(Language)


@transaction.atomic
def begin_version(*, by: Actor, now: datetime) -> int:
    """Drafts of the next version in all languages, from the texts of the newest; its number.

    One version is written at a time: while there are drafts, it is theirs. Raises `PrivacyNotice.DoesNotExist` if
    there is nothing to begin from.
    """
    newest = list(PrivacyNotice.objects.select_for_update().filter(version=_newest_version()))
    if any(notice.published_at is None for notice in newest):
        return newest[0].version
    number, today = newest[0].version + 1, _today(now)
    by_language = {notice.language: notice for notice in newest}
    PrivacyNotice.objects.bulk_create(
        PrivacyNotice(version=number, language=language, title=old.title, body=old.body, effective_on=today)
        for language in Language
        for old in [by_language.get(language, newest[0])]
    )
    _record(by, "begun", number)
    return number


@transaction.atomic
def publish(*, version: int, by: Actor, now: datetime) -> None:
    """All languages of the version, together and for good. Raises `CannotPublish`, `PrivacyNotice.DoesNotExist`."""
    drafts = list(PrivacyNotice.objects.select_for_update().filter(version=version, published_at=None))
    if not drafts:
        raise PrivacyNotice.DoesNotExist
    if found := faults_of(drafts, today=_today(now)):
        raise CannotPublish(found)
    for draft in drafts:
        draft.published_at, draft.published_by = now, by.staff_id
        draft.save(update_fields=["published_at", "published_by"])
    _record(by, "published", version)


def faults_of(drafts: list[PrivacyNotice], *, today: date) -> list[str]:
    """Why these drafts of one version may not be published on this clinic-local day."""
    texts = {one.language: Text(one.title, one.body, one.changes, one.effective_on) for one in drafts}
    return faults(texts, languages=Language.values, today=today, is_first=all(one.version == 1 for one in drafts))


@transaction.atomic
def acknowledge(
    *, by: Actor, now: datetime, person_id: UUID, notice_id: UUID, answer: str, via: str
) -> NoticeAcknowledgement:
    """Record that the person got this notice and what they answered, or why they could not be asked
    (164.520(c)(2)(ii), (e)). Rows are added: an earlier answer stays. Raises `Person.DoesNotExist`,
    `PrivacyNotice.DoesNotExist` for one that is not published.
    """
    lock_person(person_id)
    notice = PrivacyNotice.objects.only("version", "language").get(pk=notice_id, published_at__isnull=False)
    given = NoticeAcknowledgement.objects.create(
        person_id=person_id,
        notice=notice,
        answer=NoticeAnswer(answer),
        recorded_at=now,
        via=Recorded(via),
        recorded_by=by.staff_id,
    )
    record_change(
        word=AuditWord.CONSENT,
        actor=by,
        people=[person_id],
        fields=["consent.noticeacknowledgement.answer"],
        details={"answer": given.answer, "notice": f"v{notice.version} {notice.language}", "via": given.via},
    )
    return given


def _built_in(language: Language, today: date) -> PrivacyNotice:
    _, head, body = (_FOLDER / f"v1.{language}.md").read_text(encoding="utf-8").split("---\n", 2)
    title = head.removeprefix("title:").strip()
    return PrivacyNotice(version=1, language=language, title=title, body=body.strip(), effective_on=today)


def _newest_version() -> int:
    newest: int | None = PrivacyNotice.objects.aggregate(newest=Max("version"))["newest"]
    if newest is None:
        raise PrivacyNotice.DoesNotExist
    return newest


def _today(now: datetime) -> date:
    return local_day(now, organisation().time_zone)


def _record(by: Actor, what: str, version: int) -> None:
    record_change(word=AuditWord.CONFIGURE, actor=by, fields=[_FIELD], details={"what": what, "version": version})
