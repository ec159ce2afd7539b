"""Which buttons an appointment has. No database."""

from datetime import timedelta

import pytest

from patients.desk.acts import line_of
from patients.models import Appointment
from tests.desk_people import NOW

SOON, OVER, FAR = timedelta(hours=1), timedelta(hours=-1), timedelta(days=3)


@pytest.mark.parametrize(
    ("status", "ahead", "offered", "may_move", "may_cancel"),
    [
        ("booked", SOON, ["arrived"], True, True),
        ("booked", OVER, ["arrived", "noshow"], True, True),
        ("confirmed", FAR, [], True, True),
        ("arrived", OVER, ["fulfilled"], False, True),
        ("noshow", OVER, ["arrived"], False, False),
        ("cancelled", SOON, ["booked"], False, False),
        ("fulfilled", OVER, ["arrived"], False, False),
        ("entered-in-error", OVER, [], False, False),
    ],
)
def test_acts_offered(status: str, ahead: timedelta, offered: list[str], may_move: bool, may_cancel: bool) -> None:
    line = line_of(Appointment(status=status, starts_at=NOW + ahead), NOW)
    shown = ([str(act.status) for act in line.acts], line.may_move, line.may_cancel)
    assert shown == (offered, may_move, may_cancel)
