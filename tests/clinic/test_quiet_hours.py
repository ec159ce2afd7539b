"""Quiet hours must leave some of the day for mail."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError

from clinic.models import Organisation


@pytest.mark.parametrize(
    ("quiet_from", "quiet_until", "is_fine"),
    [
        (time(20), time(8), True),
        (time(0), time(0), True),  # never quiet
        (time(18), time(16), True),
        (time(18), time(16, 1), False),
        (time(8), time(21), False),
        (time(9), time(18), True),
        (time(9), time(18, 30), False),
    ],
)
def test_quiet_hours_leave_two_hours_of_the_day_for_mail(quiet_from: time, quiet_until: time, is_fine: bool) -> None:
    clinic = Organisation(quiet_from=quiet_from, quiet_until=quiet_until)
    if is_fine:
        clinic.clean()
        return
    with pytest.raises(ValidationError, match="at least two hours between 09:00 and 20:00"):
        clinic.clean()
