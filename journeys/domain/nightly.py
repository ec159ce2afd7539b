"""Which run is due: one nightly run per clinic date, and sweeps in between."""

from datetime import date, datetime, time, timedelta

from clinic.domain.hours import at_local, local_day

SWEEP_EVERY = timedelta(minutes=5)
#: A nightly run that began and has not ended by then has died; the next tick takes it up again.
GIVEN_UP_AFTER = timedelta(minutes=30)
#: The nightly run plans so far ahead, so that staff see in the morning what the day will send.
LOOKS_AHEAD = timedelta(hours=24)


def nightly_date(at: datetime, zone: str, nightly_at: time) -> date:
    """The clinic date of the latest nightly run whose moment has come; earlier missed ones are caught up in it.

    A time that a change of clocks skips moves forward by the gap; of a time that comes twice the first counts.
    """
    today = local_day(at, zone)
    return today if at >= at_local(today, nightly_at, zone) else today - timedelta(days=1)


def sweep_is_due(at: datetime, last: datetime | None) -> bool:
    return last is None or at - last >= SWEEP_EVERY
