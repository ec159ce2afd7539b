"""What may become of an appointment. Words are FHIR R4 AppointmentStatus, plus `confirmed`."""

from datetime import datetime, timedelta

_OPEN = frozenset({"proposed", "pending", "waitlist", "booked", "confirmed"})
_HERE = frozenset({"arrived", "checked-in"})
_OVER = frozenset({"fulfilled", "noshow"})
_CAME = _HERE | {"fulfilled"}
_EARLIEST_ARRIVAL = timedelta(hours=18)
_MISTAKE = "entered-in-error"

#: from → to. Whoever comes late after a no-show arrives; a cancellation by mistake is booked again.
_NEXT: dict[str, frozenset[str]] = {
    **dict.fromkeys(_OPEN, _OPEN | _HERE | _OVER | {"cancelled", _MISTAKE}),
    **dict.fromkeys(_HERE, _HERE | _OVER | {"cancelled", _MISTAKE}),
    **dict.fromkeys(_OVER, _OVER | {"arrived", _MISTAKE}),
    "cancelled": frozenset({"booked", _MISTAKE}),
    _MISTAKE: frozenset(),
}

_WORDS = {
    **{word: word for word in (*_NEXT,)},
    "no-show": "noshow", "no show": "noshow", "missed": "noshow", "did not attend": "noshow", "dna": "noshow",
    "canceled": "cancelled", "deleted": "cancelled", "cancelled by patient": "cancelled",
    "scheduled": "booked", "active": "booked", "unconfirmed": "booked", "rescheduled": "booked",
    "completed": "fulfilled", "complete": "fulfilled", "seen": "fulfilled", "done": "fulfilled",
    "checked out": "fulfilled", "checked in": "checked-in", "here": "arrived", "in room": "arrived",
    "waiting": "arrived", "requested": "proposed", "waiting list": "waitlist",
}  # fmt: skip


def status_from(word: str) -> str | None:
    """The FHIR word for what another system calls it; None when it is not known."""
    return _WORDS.get(word.strip().casefold().replace("_", "-"))


def may_become(status: str, wanted: str) -> bool:
    return wanted == status or wanted in _NEXT.get(status, frozenset())


def may_mark(status: str, wanted: str, starts_at: datetime, now: datetime) -> bool:
    """`may_become`, and not before its time: people arrive on the day, nobody is missed before the appointment."""
    if wanted == status:
        return True
    ahead = starts_at - now
    too_early = (wanted == "noshow" and ahead > timedelta(0)) or (wanted in _CAME and ahead > _EARLIEST_ARRIVAL)
    return may_become(status, wanted) and not too_early


def may_move(status: str) -> bool:
    """Whether the time can still change: nothing has happened yet."""
    return status in _OPEN


def status_once_moved(status: str) -> str:
    """A patient who confirmed, confirmed the old time."""
    return "booked" if status == "confirmed" else status


def status_after_import(here: str, there: str, there_before: str, *, moved: bool) -> str:
    """What an appointment becomes when another system tells of it again.

    What was said here (cancelled, arrived, confirmed …) stays until that system says something else than it said
    before (`there_before`; empty: nothing yet). A mistake stays one. A move takes a confirmation back.
    """
    if here in (_MISTAKE, there):
        return here
    if there != there_before:
        return there
    return status_once_moved(here) if moved else here
