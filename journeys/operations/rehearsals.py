"""Rehearsing the coming night: all that its run will decide, done in full and undone, and kept for staff to read."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import IO, Any
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
from journeys.operations import giving_way, runs
from journeys.queries import night_is_under_way
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
_TRIES = 3
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
    """A rehearsal with its lines, counts, oddities and forecast; None while somebody else is at it,
    or a night's own run.

    1. A row of its own says that it has begun, and keeps others from it.
    2. In one transaction that is undone: the night's run as of its moment, without delivery; then the six nights after
       it, one upon the other. Lines leave it through a file. It keeps nobody waiting (`giving_way`): where somebody
       comes between, it begins again; after three times None, and the next minute tries again. Once it is past the
       coming night itself, the nights that it has forecast by then are enough.
    3. In another: lines, counts, what is odd about them, and what staff are told.
    """
    begun = None if night_is_under_way() else _begin(coming, by=by, now=now)
    if begun is None:
        return None
    with file_of_lines() as file:
        tries = (_decided_and_undone(begun, file, now, by=by) for _ in range(_TRIES))
        forecast = next(filter(None, tries), [])
        if not forecast:
            begun.delete()
            return None
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


def _decided_and_undone(begun: Rehearsal, file: IO[bytes], now: datetime, *, by: Actor) -> list[dict[str, Any]]:
    """The forecast, with the night's lines in the file; empty where it gave way before it had them."""
    forecast: list[dict[str, Any]] = []
    with suppress(giving_way.GaveWay), transaction.atomic(), giving_way.to_everybody():
        if night_is_under_way():
            raise giving_way.GaveWay("it has begun")
        leave_today = leaving_before(begun.as_of, now=now)
        runs.decide(RunReport(begun.as_of), kind=RunKind.NIGHTLY, by=by)
        _take(file, begun, without=leave_today)
        forecast.append(_expected(begun.night, begun.as_of))
        _look_further(forecast, begun.night, by=by)
        transaction.set_rollback(True)
    return forecast


def _take(file: IO[bytes], begun: Rehearsal, *, without: Sequence[UUID]) -> None:
    file.seek(0)
    file.truncate()
    horizon = begun.as_of + LOOKS_AHEAD
    take_lines(file, rehearsal_id=begun.pk, as_of=begun.as_of, horizon=horizon, without=without)


def _look_further(forecast: list[dict[str, Any]], first: date, *, by: Actor) -> None:
    """Fills it, night by night."""
    for days in range(1, FORECAST_NIGHTS):
        night = first + timedelta(days=days)
        at = night_begins(night)
        runs.decide(RunReport(at), kind=RunKind.NIGHTLY, by=by)
        forecast.append(_expected(night, at))


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
