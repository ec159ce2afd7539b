"""Rehearsing the coming night: all that its run will decide, done in full and undone, and kept for staff to read."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.enums import Role, StaffAlert
from clinic.operations.alerts import alert_staff
from clinic.queries import organisation
from journeys.domain.nightly import LOOKS_AHEAD
from journeys.domain.oddities import Night, oddities
from journeys.domain.rehearsing import GIVEN_UP_AFTER, MISSED_AFTER, ComingNight, coming_night
from journeys.domain.report import RunReport
from journeys.enums import RunKind, Trigger
from journeys.models import Journey, Rehearsal, RehearsedLine
from journeys.operations import runs
from journeys.rehearsed_rows import (
    figures_of,
    file_of_lines,
    give_lines,
    leaving_before,
    planned_by_journey,
    take_lines,
)
from journeys.said import night_begins

FORECAST_NIGHTS = 7
_COMPARED = timedelta(days=7)
#: Lines are read before their night, and by who asks why for some weeks after it.
_LINES_STAY = timedelta(days=60)
_BY_CALENDAR = (Trigger.HOLIDAY, Trigger.FIXED_DAY)


def rehearse_due(now: datetime, *, by: Actor) -> Rehearsal | None:
    """What the clock asks for: the coming night's rehearsal from the clinic's time on, once. Where it is missing long
    after that, staff are told."""
    clinic = organisation()
    coming = coming_night(now, clinic.time_zone, nightly_at=clinic.nightly_at, rehearsed_at=clinic.rehearsed_at)
    if now < coming.rehearsed_from or Rehearsal.objects.filter(night=coming.night).exclude(counts={}).exists():
        return None
    if now >= coming.rehearsed_from + MISSED_AFTER:
        _alert(StaffAlert.NOT_REHEARSED, f"not-rehearsed:{coming.night}")
    return freeze(coming, by=by, now=now)


def rehearse_now(*, by: Actor, now: datetime) -> Rehearsal | None:
    """The coming night once more, because something was changed. None while another one is under way."""
    clinic = organisation()
    coming = coming_night(now, clinic.time_zone, nightly_at=clinic.nightly_at, rehearsed_at=clinic.rehearsed_at)
    return freeze(coming, by=by, now=now)


def freeze(coming: ComingNight, *, by: Actor, now: datetime) -> Rehearsal | None:
    """A rehearsal with its lines, counts, oddities and forecast; None while somebody else is at it.

    1. A row of its own says that it has begun, and keeps others from it.
    2. In one transaction that is undone: the night's run as of its moment, without delivery; then the six nights after
       it, one upon the other. Lines leave it through a file.
    3. In another: lines, counts, what is odd about them, and what staff are told.
    """
    begun = _begin(coming, by=by, now=now)
    if begun is None:
        return None
    leave_today = leaving_before(coming.as_of, now=now)
    with file_of_lines() as file:
        with transaction.atomic():
            runs.decide(RunReport(coming.as_of), kind=RunKind.NIGHTLY, by=by)
            take_lines(
                file,
                rehearsal_id=begun.pk,
                as_of=coming.as_of,
                horizon=coming.as_of + LOOKS_AHEAD,
                without=leave_today,
            )
            forecast = [_expected(coming.night, coming.as_of), *_following_nights(coming.night, by=by)]
            transaction.set_rollback(True)
        with transaction.atomic():
            give_lines(file)
            _finish(begun, forecast, by=by)
    return begun


def _begin(coming: ComingNight, *, by: Actor, now: datetime) -> Rehearsal | None:
    others = Rehearsal.objects.filter(night=coming.night)
    if others.filter(counts={}, frozen_at__gt=now - GIVEN_UP_AFTER).exists():
        return None
    number = (others.aggregate(last=Max("number"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            return Rehearsal.objects.create(
                night=coming.night, number=number, as_of=coming.as_of, frozen_at=now, frozen_by=str(by.id)
            )
    except IntegrityError:  # somebody else began it at this moment
        return None


def _following_nights(first: date, *, by: Actor) -> list[dict[str, Any]]:
    found = []
    for days in range(1, FORECAST_NIGHTS):
        night = first + timedelta(days=days)
        at = night_begins(night)
        runs.decide(RunReport(at), kind=RunKind.NIGHTLY, by=by)
        found.append(_expected(night, at))
    return found


def _expected(night: date, at: datetime) -> dict[str, Any]:
    return {"night": night.isoformat(), "planned": planned_by_journey(at)}


def _finish(rehearsal: Rehearsal, forecast: list[dict[str, Any]], *, by: Actor) -> None:
    figures = figures_of(rehearsal.pk)
    planned = sum(int(count) for _, outcome, _, count in figures if outcome == "planned")
    rehearsal.counts = {"planned": planned, "figures": figures}
    rehearsal.forecast = forecast
    rehearsal.oddities = [
        odd.as_json() for odd in oddities(_night(rehearsal), _before(rehearsal), by_calendar=_named())
    ]
    rehearsal.save(update_fields=["counts", "forecast", "oddities"])
    RehearsedLine.objects.filter(rehearsal__night__lt=rehearsal.night - _LINES_STAY).delete()
    record_change(
        word=AuditWord.RUN,
        actor=by,
        fields=["journeys.rehearsal"],
        details={"rehearsal": str(rehearsal.pk), "step": "frozen", "planned": planned},
    )
    _tell(rehearsal)


def _tell(rehearsal: Rehearsal) -> None:
    if rehearsal.oddities:
        _alert(StaffAlert.RUN_ODD, f"run-odd:{rehearsal.pk}", rehearsal.pk)
    if organisation().release_by_hand and rehearsal.counts["planned"]:
        _alert(StaffAlert.RELEASE_WAITING, f"release-waiting:{rehearsal.pk}", rehearsal.pk)


def _alert(alert: StaffAlert, key: str, subject_id: UUID | None = None) -> None:
    alert_staff(alert=alert, once_key=key, audience=Role.ADMINISTRATOR, subject_id=subject_id)


def _before(rehearsal: Rehearsal) -> Sequence[Night]:
    """The last rehearsal of each of the seven nights before, as far as there was one."""
    found = (
        Rehearsal.objects.filter(night__lt=rehearsal.night, night__gte=rehearsal.night - _COMPARED)
        .exclude(counts={})
        .order_by("night", "-number")
        .distinct("night")
    )
    return [_night(one) for one in found]


def _night(rehearsal: Rehearsal) -> Night:
    figures = rehearsal.counts["figures"]
    return Night(rehearsal.night, {(slug, outcome, reason): count for slug, outcome, reason, count in figures})


def _named() -> frozenset[str]:
    return frozenset(Journey.objects.filter(trigger__in=_BY_CALENDAR).values_list("slug", flat=True))
