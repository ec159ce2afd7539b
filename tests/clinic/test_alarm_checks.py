"""A clinic in which nobody would hear that the book is closed does not start."""

from typing import Any

import pytest

from clinic.alarm_checks import somebody_hears_the_alarm


@pytest.mark.parametrize(
    ("demo", "debug", "emails", "ids"),
    [
        (True, False, [], []),
        (False, False, ["officer@clinic.example"], []),
        (False, True, [], ["clinic.W020"]),
        (False, False, [], ["clinic.E020"]),
    ],
)
def test_empty_list_is_an_error_in_production(
    settings: Any, demo: bool, debug: bool, emails: list[str], ids: list[str]
) -> None:
    settings.DEMO_MODE, settings.DEBUG, settings.ALARM_EMAILS = demo, debug, emails
    assert [found.id for found in somebody_hears_the_alarm()] == ids
