"""The session engine: rows that know whose they are and when they were last used; idle ones do not open."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db.models import Q
from django.utils import timezone

from clinic.domain.sign_in import HALFWAY, LONGEST, Ended, why_ended

#: When the second factor was done, and when password and code were last given (seconds since 1970).
SIGNED_IN_AT, FRESH_AT = "signed_in_at", "fresh_at"
#: Between password and code: whose password was right, and what must still hold when the code comes.
HALFWAY_DATA = "halfway"
_NOTED_EVERY = timedelta(minutes=1)


class SessionStore(db.SessionStore):
    """Django's database sessions with an end that the server measures."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.row: Any = None
        self.ended: Ended | None = None

    @classmethod
    def get_model_class(cls) -> Any:
        from clinic.models import StaffSession  # needs the applications

        return StaffSession

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        now = timezone.now()
        made: Any = super().create_model_instance(data)
        known = self.row if self.row is not None and self.row.session_key == made.session_key else None
        made.staff_id = data.get(SESSION_KEY)
        made.halfway_id = data.get(HALFWAY_DATA, {}).get("staff")
        made.began_at = known.began_at if known else now
        made.seen_at = known.seen_at if known else now
        made.expire_date = _expires_at(data, made.began_at)
        return made

    def mark_seen(self, now: datetime) -> None:
        """Somebody is there. Written at most once a minute."""
        if self.row is not None and now - self.row.seen_at >= _NOTED_EVERY:
            rows: Any = self.model.objects
            rows.filter(session_key=self.session_key).update(seen_at=now)
            self.row.seen_at = now

    def _get_session_from_db(self) -> Any:
        found: Any = self.model.objects.filter(session_key=self.session_key).first()
        if found is not None:
            self.ended = why_ended(expires_at=found.expire_date, seen_at=found.seen_at, now=timezone.now())
        if found is None or self.ended:
            self._session_key = None
            return None
        self.row = found
        return found


def _expires_at(data: Mapping[str, Any], began_at: datetime) -> datetime:
    """Twelve hours after the second factor; a session without one is for the minutes until it is done."""
    if SIGNED_IN_AT in data:
        return datetime.fromtimestamp(data[SIGNED_IN_AT], tz=UTC) + LONGEST
    return began_at + HALFWAY


def end_sessions_of(staff_id: UUID, *, but: str = "") -> int:
    """In every browser, at once, `but` the one of that key: their next click asks who is there. Also those who gave
    the password and no code yet. How many there were."""
    theirs = SessionStore.get_model_class().objects.filter(Q(staff_id=staff_id) | Q(halfway_id=staff_id))
    return int(theirs.exclude(session_key=but).delete()[0])


def end_halfway_sessions_of(staff_id: UUID) -> None:
    """Whoever gave the password and no code yet begins again."""
    SessionStore.get_model_class().objects.filter(halfway_id=staff_id).delete()
