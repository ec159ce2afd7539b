"""Guessing is stopped, and nobody can shut staff out with it. What django-axes asks us: its settings name these.

Failures are counted by lane: the typed name and a browser in which that person has signed in before, else the typed
name and the network address. Axes keeps a keyed digest of the lane where it would keep the name.
"""

from datetime import timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt, AccessFailureLog
from django.contrib.auth.signals import user_login_failed
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from audit.blind import sign_in_lane_key
from clinic.domain.sign_in import LONGEST_WAIT, wait_after
from clinic.sign_in.browsers import known_browser

_REMEMBERED = timedelta(days=1)


class LaneCounter(AxesDatabaseHandler):
    """A lane begins anew when its own wait is over; another lane's wait may be longer."""

    def clean_expired_user_attempts(self, request: Any = None, credentials: Any = None) -> int:
        now = timezone.now()
        over = Q(username=lane(request, credentials), attempt_time__lt=now - wait(request))
        AccessFailureLog.objects.filter(attempt_time__lt=now - _REMEMBERED).delete()
        return int(AccessAttempt.objects.filter(over | Q(attempt_time__lt=now - LONGEST_WAIT)).delete()[0])


def lane(request: HttpRequest, credentials: Any = None) -> str:
    """What axes knows as the user name."""
    username = (credentials or {}).get("username") or ""
    browser = known_browser(request, username)
    found = sign_in_lane_key(
        username, f"browser:{browser}" if browser else f"address:{request.META.get('REMOTE_ADDR')}"
    )
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


def is_locked(request: HttpRequest, username: str) -> bool:
    return not AxesProxyHandler.is_allowed(request, {"username": username})


def count_failure(request: HttpRequest, username: str) -> None:
    """For what Django does not know as a log-in: a wrong code."""
    user_login_failed.send(__name__, credentials={"username": username}, request=request)


def locked_page(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    minutes = int(wait(request).total_seconds() // 60)
    return render(request, "clinic/sign_in/locked.html", {"minutes": minutes}, status=429)
