"""Signed-in browsers of one member of staff."""

from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session


def end_sessions_of(staff_id: UUID) -> int:
    """How many were ended."""
    open_ones = [one.pk for one in Session.objects.all() if one.get_decoded().get(SESSION_KEY) == str(staff_id)]
    return Session.objects.filter(pk__in=open_ones).delete()[0]
