"""Guessing is stopped, and nobody can shut staff out with it. What django-axes asks us: its settings name these.

Failures are counted by lane: the typed name and a browser in which that person has signed in before, else the typed
name and the network address (of IPv6, the /64). Axes keeps a keyed digest of the lane where it would keep the name.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt, AccessFailureLog
from django.contrib.auth.signals import user_login_failed
from django.db import connection, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from audit.blind import sign_in_lane_key, typed_name_key
from clinic.domain.sign_in import GUESSED_WITHIN, LONGEST_WAIT, MANY_PLACES, TOLD_EVERY, place_of, wait_after
from clinic.enums import Role, StaffAlert
from clinic.models import SignInLane, Staff
from clinic.operations.alerts import alert_staff
from clinic.sign_in.browsers import known_browser

_REMEMBERED = timedelta(days=1)


class LaneCounter(AxesDatabaseHandler):
    """A lane begins anew when its own wait is over; another lane's wait may be longer."""

    def clean_expired_user_attempts(self, request: Any = None, credentials: Any = None) -> int:
        now = timezone.now()
        over = Q(username=lane(request, credentials), attempt_time__lt=now - wait(request))
        AccessFailureLog.objects.filter(attempt_time__lt=now - _REMEMBERED).delete()
        SignInLane.objects.filter(failed_at__lt=now - _REMEMBERED).delete()
        return int(AccessAttempt.objects.filter(over | Q(attempt_time__lt=now - LONGEST_WAIT)).delete()[0])


def lane(request: HttpRequest, credentials: Any = None) -> str:
    """What axes knows as the user name."""
    username = (credentials or {}).get("username") or ""
    browser = known_browser(request, username)
    place = f"browser:{browser}" if browser else f"address:{place_of(request.META.get('REMOTE_ADDR', ''))}"
    found = sign_in_lane_key(username, place)
    request.sign_in_lane = found  # type: ignore[attr-defined]
    return found


def counted_by(request: HttpRequest, credentials: Any = None) -> list[str]:
    return ["username"]


def wait(request: HttpRequest) -> timedelta:
    locked = AccessFailureLog.objects.filter(
        username=getattr(request, "sign_in_lane", ""), locked_out=True, attempt_time__gte=timezone.now() - _REMEMBERED
    )
    return wait_after(times_locked=locked.count())


def unnamed(*args: Any) -> str:
    """Who tried, for the log: nobody's name, nothing typed."""
    return "a browser"


@contextmanager
def one_at_a_time(request: HttpRequest, username: str) -> Iterator[None]:
    """Tries of one lane are judged one after the other, so that each is counted before the next is looked at."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            key = lane(request, {"username": username})
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        yield


def is_locked(request: HttpRequest, username: str) -> bool:
    return not AxesProxyHandler.is_allowed(request, {"username": username})


def count_failure(request: HttpRequest, username: str) -> None:
    """For what Django does not know as a log-in: a wrong code."""
    user_login_failed.send(__name__, credentials={"username": username}, request=request)


def notice_failure(request: HttpRequest, username: str) -> None:
    """A try was judged and wrong. From many places under the name of one colleague: privacy officers are told."""
    now, name = timezone.now(), typed_name_key(username)
    SignInLane.objects.update_or_create(
        lane=lane(request, {"username": username}), defaults={"name": name, "failed_at": now}
    )
    if SignInLane.objects.filter(name=name, failed_at__gt=now - GUESSED_WITHIN).count() >= MANY_PLACES:
        _tell_of_guessing(username, now)


@transaction.atomic
def tries_to_tell(request: HttpRequest, username: str) -> int:
    """A try was turned away. How many were, when it is time for a line of the book; 0 while the last one is young."""
    now = timezone.now()
    SignInLane.objects.get_or_create(
        lane=lane(request, {"username": username}), defaults={"name": typed_name_key(username), "failed_at": now}
    )
    row = SignInLane.objects.select_for_update().get(pk=lane(request, {"username": username}))
    row.turned_away += 1
    told = 0 if row.told_at and now - row.told_at < TOLD_EVERY else row.turned_away
    if told:
        row.told_at, row.turned_away = now, 0
    row.save(update_fields=["told_at", "turned_away"])
    return told


def _tell_of_guessing(username: str, now: datetime) -> None:
    """Once a day. Of a name that nobody has, nobody is told."""
    staff = Staff.objects.filter(username=username).first()
    if staff is not None:
        alert_staff(
            alert=StaffAlert.GUESSING,
            once_key=f"guessing:{staff.pk}:{now:%Y-%m-%d}",
            audience=Role.PRIVACY_OFFICER,
            subject_id=staff.pk,
        )


def locked_page(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    minutes = int(wait(request).total_seconds() // 60)
    return render(request, "clinic/sign_in/locked.html", {"minutes": minutes}, status=429)
