"""A version in sentences."""

import pytest

from clinic.models import Location, Organisation
from journeys.editor.words import facts_of
from journeys.models import JourneyVersion


@pytest.mark.parametrize(
    ("calendars", "chosen", "says"),
    [
        (["US", "TW"], [], "all of the clinic’s calendars: United States, 台灣"),
        ([], [], "all of the clinic’s calendars: it keeps none yet"),
        (["US"], ["us:easter"], "Easter (US)"),
    ],
)
def test_no_holiday_chosen_is_all_of_the_clinics(
    clinic: Location, calendars: list[str], chosen: list[str], says: str
) -> None:
    Organisation.objects.update(holiday_calendars=calendars)
    version = JourneyVersion.objects.select_related("journey", "segment").get(journey__slug="holiday")
    version.holidays = chosen
    assert dict(facts_of(version))["Holidays"] == says
