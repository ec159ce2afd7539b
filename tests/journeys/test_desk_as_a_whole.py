"""The desk with all that every room puts on it: one card, panel or history that raises would close the page."""

from collections.abc import Iterator

import pytest
import time_machine

from clinic.enums import Role
from clinic.models import Location
from journeys.enums import RunKind
from journeys.operations.runs import run
from tests.desk_people import signed_in, staff
from tests.journeys.small_clinic import BY, booked, local, patient


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with time_machine.travel(local("11-23 10:00")):
        yield


def test_index_and_person_show_everything_that_is_named(clinic: Location) -> None:
    person = patient()
    booked(person, "11-24 14:00")
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
    run(local("11-23 10:00"), kind=RunKind.MANUAL, by=BY)
    client = signed_in(staff(Role.ADMINISTRATOR))
    index, page = client.get("/admin/"), client.get(f"/admin/desk/person/{person.pk}/")
    kinds = {entry.kind for entry in page.context["history"]}
    assert (index.status_code, len(index.context["cards"])) == (200, 6)
    assert (page.status_code, len(page.context["panels"]), {"appointment", "message"} <= kinds) == (200, 4, True)
