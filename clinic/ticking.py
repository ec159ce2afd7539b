"""Seconds that go by, for `clinic.domain.moving_clock`."""

import time

#: Linux's monotonic clock stands still while the machine sleeps, this one goes on (clock_gettime(2)); where there is
#: none, as on macOS, the monotonic one goes on.
_GOES_ON_ASLEEP = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def seconds_gone_by() -> float:
    """Since some moment or other; nobody who sets the machine's clock changes it. A lid that is closed for an hour
    makes it an hour more."""
    return time.clock_gettime(_GOES_ON_ASLEEP)
