"""Alerts of whoever is signed in, for the top of their desk: what waits first, then what a colleague has seen to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone

from clinic.alert_pages import page_of
from clinic.alert_subjects import subjects_in_words
from clinic.desk import staff_actor
from clinic.enums import NoticeKind
from clinic.models import Notice
from clinic.staff_names import names_of

_MOST = 20
_SEEN_STAYS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class AlertLine:
    id: UUID
    sentence: str
    about: str
    since: datetime
    link: str
    seen_at: datetime | None
    seen_by: str


def alerts_of(request: HttpRequest, now: datetime) -> list[AlertLine]:
    """To them alone, or to their role: for a role it is enough that one of them has seen to it."""
    me = staff_actor(request)
    mine = Q(recipient_id=me.id) | Q(audience=me.role, recipient_id=None)
    fresh = Q(seen_at=None) | Q(seen_at__gte=now - _SEEN_STAYS)
    found = list(
        Notice.objects.filter(mine, fresh, kind=NoticeKind.STAFF_ALERT).order_by(
            F("seen_at").desc(nulls_first=True), "-created_at"
        )[:_MOST]
    )
    names = names_of(notice.seen_by for notice in found if notice.seen_by)
    about = subjects_in_words(found, timezone.localdate(now))
    return [_line(notice, names, about) for notice in found]


def _line(notice: Notice, names: Mapping[UUID, str], about: Mapping[UUID, str]) -> AlertLine:
    return AlertLine(
        id=notice.pk,
        sentence=notice.get_alert_display(),
        about=about.get(notice.subject_id, "") if notice.subject_id else "",
        since=notice.created_at,
        link=page_of(notice.alert),
        seen_at=notice.seen_at,
        seen_by=names.get(notice.seen_by, "") if notice.seen_by else "",
    )
