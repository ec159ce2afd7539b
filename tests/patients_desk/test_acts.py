"""Which buttons an appointment has. No database."""

from datetime import timedelta

import pytest

from patients.desk.acts import line_of
from patients.models import Appointment
from tests.desk_people import NOW

SOON, OVER, FAR = timedelta(hours=1), timedelta(hours=-1), timedelta(days=3)


@pytest.mark.parametrize(
    ("status", "ahead", "offered", "may_move"),
    [
        ("booked", SOON, ["arrived", "cancelled"], True),
        ("booked", OVER, ["arrived", "noshow", "cancelled"], True),
        ("confirmed", FAR, ["cancelled"], True),
        ("arrived", OVER, ["fulfilled", "cancelled"], False),
        ("noshow", OVER, ["arrived"], False),
        ("cancelled", SOON, ["booked"], False),
        ("fulfilled", OVER, ["arrived"], False),
        ("entered-in-error", OVER, [], False),
    ],
)
def test_acts_offered(status: str, ahead: timedelta, offered: list[str], may_move: bool) -> None:
    line = line_of(Appointment(status=status, starts_at=NOW + ahead), NOW)
    assert ([str(act.status) for act in line.acts], line.may_move) == (offered, may_move)
