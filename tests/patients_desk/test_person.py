"""One person's page."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from audit.models import AuditEvent
from clinic.domain.desk import Panel, PanelLine, Verdict, tells_of
from clinic.enums import Role
from clinic.models import Staff
from patients.models import Person
from patients.operations.visits import record_procedure, record_visit
from tests.desk_people import BY, NOW, appointment, events_of, patient, service, signed_in, staff


def page_of(person: Person) -> str:
    return f"/admin/desk/person/{person.pk}/"


def test_header_shows_details_under_one_event(client: Client, at_the_desk: Staff) -> None:
    person = patient(email="mei@example.org", phone="312 555 0111", birth_date=date(1980, 5, 6), record_number="MR-7")
    page = client.get(page_of(person)).content.decode()
    for shown in ("Mei Lin", "mei@example.org", "+1 312-555-0111", "6 May 1980", "MR-7"):
        assert shown in page
    [event] = events_of(at_the_desk, "reveal")
    assert (event.people, event.purpose) == ([person.pk], "TREAT")
    assert [field.removeprefix("patients.") for field in event.fields] == [
        "appointment", "desktask", "person", "person.birth_date", "person.confidential_email", "person.email",
        "person.family_name", "person.given_name", "person.phone", "person.record_number", "person.street",
        "procedure", "visit",
    ]  # fmt: skip


def test_name_is_not_in_the_title_that_browsers_remember(client: Client) -> None:
    page = client.get(page_of(patient())).content.decode()
    assert "<title>Person · Revisit</title>" in page


@pytest.mark.parametrize(
    ("role", "purpose"), [(Role.CLINICIAN, "TREAT"), (Role.PRIVACY_OFFICER, "HOPERAT"), (Role.ADMINISTRATOR, "HOPERAT")]
)
def test_purpose_follows_the_role(client: Client, role: Role, purpose: str) -> None:
    member, person = staff(role), patient()
    assert signed_in(member).get(page_of(person)).status_code == 200
    assert [event.purpose for event in events_of(member, "reveal")] == [purpose]


def test_marketer_is_refused_with_the_person_in_the_book(client: Client) -> None:
    member, person = staff(Role.MARKETER), patient()
    answer = signed_in(member).get(page_of(person))
    assert (answer.status_code, "Mei" in answer.content.decode()) == (403, False)
    assert [(event.outcome, event.people) for event in events_of(member, "reveal")] == [("denied", [person.pk])]


def test_history_is_newest_first_from_all_sources(client: Client) -> None:
    person = patient()
    record_visit(by=BY, now=NOW, person_id=person.pk, category="dental", started_at=NOW - timedelta(days=9))
    record_procedure(by=BY, now=NOW, person_id=person.pk, category="dental", ended_at=NOW - timedelta(days=8))
    appointment(person, NOW + timedelta(days=2), service_id=service().pk)
    history = client.get(page_of(person)).context["history"]
    assert [(entry.kind, entry.title) for entry in history] == [
        ("appointment", "Appointment: Annual check-up"),
        ("procedure", "Procedure: Dental care"),
        ("visit", "Visit: Dental care"),
    ]


def test_appointment_without_a_service_is_just_an_appointment(client: Client) -> None:
    person = patient()
    appointment(person)
    assert [entry.title for entry in client.get(page_of(person)).context["history"]] == ["Appointment"]


def test_long_history_is_paged(client: Client) -> None:
    person = patient()
    for day in range(1, 26):
        record_visit(by=BY, now=NOW, person_id=person.pk, category="dental", started_at=NOW - timedelta(days=day))
    assert [len(client.get(f"{page_of(person)}?page={page}").context["history"]) for page in (1, 2)] == [20, 5]


def test_upcoming_leaves_out_what_is_over_or_cancelled(client: Client) -> None:
    person = patient()
    appointment(person, NOW - timedelta(days=1))
    appointment(person, NOW + timedelta(days=1), status="cancelled")
    ahead = appointment(person, NOW + timedelta(days=1))
    assert [line.appointment for line in client.get(page_of(person)).context["upcoming"]] == [ahead]


@tells_of("consent.preference")
def panel(person_id: object, now: object) -> Panel:
    return Panel("What may be sent", (PanelLine("Newsletter", Verdict.NO, "No recorded opt-in"),))


def test_panels_of_other_rooms_are_shown(client: Client, settings: pytest.FixtureRequest) -> None:
    settings.PERSON_PANELS = [f"{__name__}.panel"]
    person = patient()
    page = client.get(page_of(person)).content.decode()
    [event] = AuditEvent.objects.filter(word="reveal", people=[person.pk])
    assert "consent.preference" in event.fields
    assert "What may be sent" in page and "No recorded opt-in" in page


def test_guardian_is_named_under_an_event_for_the_name_alone(client: Client, at_the_desk: Staff) -> None:
    guardian = patient("Rosa", "Lin")
    child = patient("Kit", "Lin", birth_date=date(2018, 1, 2), guardian_id=guardian.pk)
    assert "Rosa Lin" in client.get(page_of(child)).content.decode()
    child_seen, guardian_seen = events_of(at_the_desk, "reveal")
    assert child_seen.people == [child.pk]
    assert (guardian_seen.people, guardian_seen.fields) == (
        [guardian.pk],
        ["patients.person.family_name", "patients.person.given_name"],
    )


def test_nobody_is_not_found(client: Client) -> None:
    assert client.get(f"/admin/desk/person/{uuid4()}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_person_page_asks_the_database_equally_often(
    client: Client, number: int, django_assert_num_queries: object
) -> None:
    person = patient()
    for day in range(number):
        appointment(person, NOW + timedelta(days=day), service_id=service().pk)
        record_visit(by=BY, now=NOW, person_id=person.pk, category="dental", started_at=NOW - timedelta(days=day))
    with django_assert_num_queries(QUERIES):
        client.get(page_of(person))


QUERIES = 12
