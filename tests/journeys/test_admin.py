"""Journeys, enrolments and runs in the staff pages."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from audit.models import AuditEvent
from clinic.domain.desk import Card
from clinic.enums import Role
from clinic.models import Location
from journeys.desk import run_card
from journeys.enums import RunKind
from journeys.models import Enrolment, Journey, Run
from journeys.operations.runs import run
from tests.desk_people import signed_in, staff
from tests.journeys.small_clinic import BY, booked, local, patient, states


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with time_machine.travel(local("11-23 10:00")):
        yield


def at_desk(role: Role = Role.ADMINISTRATOR) -> Client:
    return signed_in(staff(role))


def night(*names: str) -> Run:
    for name in names:
        booked(patient(name), "11-24 14:00")
    booked(patient("silent", email=""), "11-24 14:00")
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
    return Run.objects.get()


@pytest.mark.parametrize("page", ["journey", "enrolment", "run"])
@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_queries_whatever_its_length(
    clinic: Location, django_assert_num_queries: DjangoAssertNumQueries, page: str, rows: int
) -> None:
    for number in range(rows):
        Journey.objects.create(slug=f"another-{number}", name="Another", trigger="joined")
    for name in ("ada", "grace", "alan")[:rows]:
        booked(patient(name), "11-24 14:00")
        run(local("11-23 10:00"), kind=RunKind.MANUAL, by=BY)
    desk = at_desk()
    url = reverse(f"admin:journeys_{page}_changelist")
    desk.get(url)
    with django_assert_num_queries({"journey": 8, "enrolment": 8, "run": 7}[page]):
        answer = desk.get(url)
    assert answer.status_code == 200


def test_journey_page_draws_its_steps_with_counts(
    clinic: Location, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    night("ada", "grace")
    desk = at_desk()
    journey = Journey.objects.get(slug="appointment-reminder")
    url = reverse("admin:journeys_journey_change", args=[journey.pk])
    desk.get(url)
    with django_assert_num_queries(15):
        page = desk.get(url).content.decode()
    assert "24 hours before" in page
    assert "2 waiting · 1 refused" in page
    assert page.count('<rect class="waiting"') == 1


def test_run_page_says_what_was_decided_and_why(clinic: Location) -> None:
    found = night("ada", "grace")
    page = at_desk().get(reverse("admin:journeys_run_change", args=[found.pk])).content.decode()
    assert "2 messages planned" in page
    assert "No address for this channel" in page


def test_runs_stand_in_the_order_of_what_they_decided_about(clinic: Location) -> None:
    for at, kind in (
        ("11-24 02:00", RunKind.NIGHTLY),
        ("11-23 02:00", RunKind.NIGHTLY),
        ("11-23 10:00", RunKind.SWEEP),
    ):
        counts = {"planned": 3, "outcomes": {"accepted": 1, "refused": 4, "expired": 2, "held": 1, "unknown": 1}}
        Run.objects.create(kind=kind, clinic_date=local(at).date(), at=local(at), counts=counts)
    answer = at_desk().get(reverse("admin:journeys_run_changelist"))
    found = [run.at for run in answer.context["cl"].result_list]
    assert found == [local("11-24 02:00"), local("11-23 10:00"), local("11-23 02:00")]
    page = answer.content.decode()
    for name, count in (("accepted", 1), ("not_allowed", 4), ("too_late", 2), ("other", 2)):
        assert page.count(f'<td class="field-{name}">{count}</td>') == 3


def test_pages_of_runs_that_wrote_nothing(clinic: Location) -> None:
    broken = Run.objects.create(kind=RunKind.MANUAL, clinic_date=local("11-23 02:00").date(), at=local("11-23 02:00"))
    page = at_desk().get(reverse("admin:journeys_run_change", args=[broken.pk])).content.decode()
    assert "Under way" in page


def test_switching_off_and_on_is_written_into_the_book(clinic: Location) -> None:
    night("ada")
    desk = at_desk()
    journey = Journey.objects.get(slug="appointment-reminder")
    url = reverse("admin:journeys_journey_switch", args=[journey.pk])
    assert desk.post(url, {"to": "off"}).status_code == 302
    journey.refresh_from_db()
    assert (journey.is_active, sorted(states())[0]) == (False, ("a-day-before", "expired", "journey-off"))
    desk.post(url, {"to": "on"})
    journey.refresh_from_db()
    assert journey.is_active is True
    switched = AuditEvent.objects.filter(word="configure", details__journey=journey.slug, details__has_key="on")
    assert [event.details["on"] for event in switched.order_by("id")] == [0, 1]


def test_looking_changes_nothing(clinic: Location) -> None:
    desk = at_desk()
    journey = Journey.objects.get(slug="welcome")
    assert desk.get(reverse("admin:journeys_journey_switch", args=[journey.pk])).status_code == 405
    assert desk.post(reverse("admin:journeys_journey_change", args=[journey.pk])).status_code == 405
    journey.refresh_from_db()
    assert journey.is_active is True


def test_front_desk_sees_but_does_not_switch(clinic: Location) -> None:
    desk = at_desk(Role.FRONT_DESK)
    journey = Journey.objects.get(slug="welcome")
    page = desk.get(reverse("admin:journeys_journey_change", args=[journey.pk]))
    assert (page.status_code, "Switch off" in page.content.decode()) == (200, False)
    assert desk.post(reverse("admin:journeys_journey_switch", args=[journey.pk]), {"to": "off"}).status_code == 403
    assert Journey.objects.get(pk=journey.pk).is_active


def test_enrolments_name_nobody(clinic: Location) -> None:
    night("zebulon")
    page = at_desk().get(reverse("admin:journeys_enrolment_changelist")).content.decode()
    assert str(Enrolment.objects.first().person_id)[-12:] in page
    assert "zebulon" not in page.lower()


def test_card_before_and_after_a_night(clinic: Location) -> None:
    runs = reverse("admin:journeys_run_changelist")
    assert run_card(local("11-23 01:00")) == Card(
        "Nightly run", "–", "No night has been planned yet", runs, "journeys.view_run"
    )
    found = night("ada", "grace")
    page = reverse("admin:journeys_run_change", args=[found.pk])
    assert run_card(local("11-23 09:00")) == Card(
        "Nightly run", "2", "planned for 23 November, 1 not allowed", page, "journeys.view_run"
    )
