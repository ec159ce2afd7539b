"""What a trial's worker is told to do at night and by day. Every moment is an argument."""

from datetime import date, datetime
from importlib import import_module
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from campaigns.operations import unknowns
from campaigns.operations.delivery import deliver_due
from clinic.domain.hours import at_local, local_day
from journeys.demo.house import ZONE
from journeys.enums import RunKind
from journeys.operations import runs
from journeys.trials.house import BY
from patients.models import Appointment
from patients.operations import appointments


def run(at: str, kind: str = RunKind.MANUAL.value, times: int = 1) -> list[dict[str, Any]]:
    """`times` runs at one moment, one after another: what each reported."""
    moment = datetime.fromisoformat(at)
    return [runs.run(moment, kind=RunKind(kind), by=BY).as_json() for _ in range(times)]


def warm_up() -> None:
    """What a worker has behind it that sent mail before: modules that are imported when they are needed, and the
    table of addresses of pages."""
    import_module("campaigns.domain.liquid_engine")
    import_module(settings.ROOT_URLCONF)
    reverse("consent:preferences", args=["x"])


def deliver(at: str) -> dict[str, int]:
    """What is due leaves, and nothing is planned: outcome → messages."""
    return dict(deliver_due(datetime.fromisoformat(at), by=BY).outcomes)


def plan_again_with_key(at: str) -> int:
    """As the task that looks after what nobody knows of: how many have another try that can do no harm."""
    return unknowns.plan_again_with_key(by=BY, now=datetime.fromisoformat(at))


def move_appointments(day: str, to_day: str) -> int:
    """Every appointment of a clinic-local day gets the same time on another day, through the public operation."""
    first, target = date.fromisoformat(day), date.fromisoformat(to_day)
    ids = _of_day(first)
    for appointment_id, starts_at in ids:
        clock = starts_at.astimezone(ZoneInfo(ZONE)).time()
        appointments.move(
            by=BY, now=timezone.now(), appointment_id=appointment_id, starts_at=at_local(target, clock, ZONE)
        )
    return len(ids)


def _of_day(day: date) -> list[tuple[UUID, datetime]]:
    rows = Appointment.objects.order_by("starts_at", "id").values_list("pk", "starts_at")
    return [(pk, starts_at) for pk, starts_at in rows if local_day(starts_at, ZONE) == day]
