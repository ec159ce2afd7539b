"""The switch that stops what leaves: everything, one journey, or one channel.

A stop is looked at when a batch is claimed and again in the transaction that commits a window to the network, so that
at most the window that is on its way at that moment still leaves. What it covers stays planned; what is too late
before it is lifted expires as stopped.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.enums import Origin, StopScope
from campaigns.models import SendingStop
from campaigns.outgoing import Outgoing
from clinic.enums import Role, StaffAlert
from clinic.operations.alerts import alert_staff
from consent.enums import MessagePurpose

#: Somebody waits for these, or they tell staff; only stopping their channel stops them.
NEVER_STOPPED = frozenset({MessagePurpose.REQUEST_ANSWER, MessagePurpose.STAFF_NOTICE})
_TOLD = (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER)


class NothingToStop(ValueError):
    """A stop of a journey or of a channel says which."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is stopped at this moment."""

    everything: bool = False
    journeys: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()

    def covers(self, message: Outgoing) -> bool:
        return (
            (self.everything and message.purpose not in NEVER_STOPPED)
            or message.channel in self.channels
            or (message.origin == Origin.JOURNEY and message.origin_slug in self.journeys)
        )

    def as_values(self) -> dict[str, object]:
        """For `COVERED`."""
        return {
            "stop_all": self.everything,
            "never_stopped": sorted(NEVER_STOPPED),
            "stopped_journeys": sorted(self.journeys),
            "stopped_channels": sorted(self.channels),
        }


#: The same rule for the rows of `campaigns_message`.
COVERED = """(
    (%(stop_all)s AND purpose <> ALL(%(never_stopped)s))
    OR channel = ANY(%(stopped_channels)s)
    OR (origin = 'journey' AND origin_slug = ANY(%(stopped_journeys)s))
)"""


def standing() -> Standing:
    """One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT scope, journey, channel FROM campaigns_sendingstop WHERE lifted_at IS NULL")
        found = cursor.fetchall()
    return Standing(
        everything=any(scope == StopScope.EVERYTHING for scope, _, _ in found),
        journeys=frozenset(journey for scope, journey, _ in found if scope == StopScope.JOURNEY),
        channels=frozenset(channel for scope, _, channel in found if scope == StopScope.CHANNEL),
    )


@transaction.atomic
def place(*, scope: StopScope, why: str, by: Actor, now: datetime, journey: str = "", channel: str = "") -> SendingStop:
    """Nothing that it covers is handed over from the next window on. `journey`: a slug. Raises `NothingToStop`.

    Pulling the same switch again leaves the stop that stands as it is.
    """
    what = _what(scope, journey, channel)
    if stands := SendingStop.objects.filter(lifted_at=None, **what).first():
        return stands
    stop = SendingStop.objects.create(why=why, placed_at=now, placed_by=str(by.id), **what)
    _tell(stop, "stopped", by)
    return stop


@transaction.atomic
def lift(*, stop_id: UUID, by: Actor, now: datetime) -> None:
    """Sending goes on with what is still in time. Raises `SendingStop.DoesNotExist`."""
    stop = SendingStop.objects.select_for_update().get(pk=stop_id)
    if stop.lifted_at:
        return
    stop.lifted_at, stop.lifted_by = now, str(by.id)
    stop.save(update_fields=["lifted_at", "lifted_by"])
    _tell(stop, "lifted", by)


def _what(scope: StopScope, journey: str, channel: str) -> dict[str, str]:
    what = {"scope": StopScope(scope).value, "journey": "", "channel": ""}
    if scope == StopScope.EVERYTHING:
        return what
    named = {StopScope.JOURNEY.value: journey, StopScope.CHANNEL.value: channel}[what["scope"]]
    if not named:
        raise NothingToStop(f"which {scope} is to be stopped?")
    return {**what, what["scope"]: named}


def _tell(stop: SendingStop, step: str, by: Actor) -> None:
    record_change(
        word=AuditWord.CONFIGURE,
        actor=by,
        fields=["campaigns.sendingstop"],
        details={"stop": str(stop.pk), "scope": stop.scope, "step": step, "journey": stop.journey},
    )
    _alert(stop, step, _TOLD)


def _alert(stop: SendingStop, step: str, roles: Iterable[Role]) -> None:
    for role in roles:
        alert_staff(
            alert=StaffAlert.SENDING_STOPPED,
            once_key=f"sending-{step}:{stop.pk}:{role}",
            audience=role,
            subject_id=stop.pk,
        )
