"""Why somebody got, will get or did not get each message: the page of the desk, and what both it and `explain` know."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from audit.domain.actors import Actor
from audit.models import AuditEvent
from campaigns.models import Message
from campaigns.operations import stops
from clinic.enums import Role
from clinic.models import Location, Vendor
from consent.grounds import grounds
from consent.models import Preference
from consent.operations import preferences
from journeys.enums import HoldScope, RunKind
from journeys.explained import Explanation
from journeys.explaining import explain
from journeys.models import Journey
from journeys.operations import holds
from journeys.operations.rehearsals import rehearse_now
from journeys.operations.runs import run
from journeys.why import WhyLine, why_page
from patients.models import Person
from patients.operations import appointments
from tests.consent.people import form, signed
from tests.desk_people import signed_in, staff
from tests.journeys.small_clinic import BY, booked, journey_of, local, operated, patient


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with time_machine.travel(local("11-23 10:00")):
        yield


def at_desk(role: Role = Role.FRONT_DESK) -> Client:
    return signed_in(staff(role))


def page_about(person: Person, desk: Client | None = None) -> str:
    return (desk or at_desk()).get(reverse("admin:desk-why", args=[person.pk])).content.decode()


def everything_is_on() -> None:
    Journey.objects.update(is_active=True)


def in_the_way(found: Explanation) -> list[tuple[str, str, str]]:
    return [(one.what, one.why, one.by) for one in found.in_the_way]


def test_what_is_coming_says_when_and_what_the_gate_would_say_now(clinic: Location) -> None:
    person = patient()
    booked(person, "11-25 14:00")
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
    coming = why_page(explain(person.pk, local("11-23 10:00"))).coming
    [reminder] = [line for line in coming if line.step == "A day before"]
    assert (reminder.at, reminder.became, reminder.why) == (
        local("11-24 14:00"),
        "Not planned yet",
        "Will be asked for when it is due",
    )
    assert [answer.words for answer in reminder.answers] == [
        "Yes as things stand now: Treatment message, nothing forbids it"
    ]
    assert (reminder.rule, reminder.message_id) == ("Treatment, appointment reminders", None)


def test_what_is_coming_names_the_choice_that_will_stop_it(clinic: Location) -> None:
    person = patient()
    booked(person, "11-25 14:00")
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
    preferences.set_topic(
        by=Actor.patient(person.pk),
        now=local("11-23 09:00"),
        person_id=person.pk,
        topic="appointments",
        wanted=False,
        via="preference-page",
    )
    coming = why_page(explain(person.pk, local("11-23 10:00"))).coming
    [answer] = [answer for line in coming if line.step == "A day before" for answer in line.answers]
    assert answer.words == "No as things stand now: This topic is switched off"
    assert [ground.says for ground in answer.rests_on] == [
        "Appointment reminders not wanted since 23 November 2026, preference page"
    ]


def test_past_message_tells_its_rule_paper_agreement_and_text(
    clinic: Location, settings: pytest.FixtureRequest
) -> None:
    Vendor.objects.create(
        name="Postbote",
        backend="anymail.backends.test.EmailBackend",
        baa_signed_on=date(2026, 1, 2),
        baa_scope=["keep", "send"],
    )
    settings.EMAIL_BACKEND, settings.MAIL_VENDOR_ENFORCES_TLS = "anymail.backends.test.EmailBackend", True
    Journey.objects.update(is_active=False)
    journey_of("fixed-day", text="health-news", day_of_month=23)
    person = patient()
    signed(person.pk, form())
    run(local("11-23 10:00"), kind=RunKind.MANUAL, by=BY)
    [line] = why_page(explain(person.pk, local("11-23 11:00"))).past
    assert (line.became, line.rule) == ("Accepted by the mail service", "Marketing, health news")
    assert line.facts[1:] == ("Left under the agreement (BAA) with Postbote",)
    assert [answer.words for answer in line.answers] == [
        "Yes when it was planned: A signed authorization covers it",
        "Yes when it left: A signed authorization covers it",
    ]
    said = [ground.says for ground in line.answers[1].rests_on]
    assert [words.partition(",")[0] for words in said] == [
        "Agreement (BAA) with Postbote",
        "Signed authorization: Marketing by e-mail v90 (en)",
    ]


def test_page_opens_with_what_is_stopped_and_held(clinic: Location) -> None:
    everything_is_on()
    person, other = patient(), patient("grace")
    clerk = staff(Role.ADMINISTRATOR)
    by = Actor.staff(clerk.pk, clerk.role)
    run(local("11-23 09:58"), kind=RunKind.SWEEP, by=BY)
    now = local("11-23 10:00")
    assert in_the_way(explain(person.pk, now)) == []
    stops.place(scope="everything", why="wrong phone number in the texts", by=by, now=now)
    holds.place(scope=HoldScope.PERSON, person_id=person.pk, why="asked us to wait", by=by, now=now)
    Journey.objects.filter(slug="welcome").update(is_active=False)
    assert in_the_way(explain(person.pk, now)) == [
        ("All sending is stopped, but for answers to requests", "wrong phone number in the texts", clerk.username),
        ("Everything for this person is held", "asked us to wait", clerk.username),
    ]
    assert [what for what, _, _ in in_the_way(explain(other.pk, now))] == [
        "All sending is stopped, but for answers to requests",
    ]
    shown = page_about(person)
    assert shown.index("All sending is stopped") < shown.index("Coming in the next 30 days")


def test_journey_that_is_off_is_told_and_in_nobodys_way(clinic: Location) -> None:
    everything_is_on()
    Journey.objects.filter(slug="welcome").update(is_active=False)
    person = patient()
    run(local("11-23 09:58"), kind=RunKind.SWEEP, by=BY)
    shown = page_about(person)
    assert [words for words in ("why-way some", "Switched off for everybody: Welcome.") if words in shown] == [
        "Switched off for everybody: Welcome."
    ]


def test_whom_the_next_run_brings_in_is_not_told_that_nothing_comes(clinic: Location) -> None:
    Journey.objects.exclude(slug="appointment-reminder").update(is_active=False)
    person, desk = patient(), at_desk()
    assert "Nothing is coming" in page_about(person, desk)
    booked(person, "11-25 14:00")
    shown = page_about(person, desk)
    assert ("Nothing is coming" in shown, "Nothing is planned yet" in shown) == (False, True)
    assert "The next run brings them into Appointment reminder" in shown


def test_what_tonight_would_bring_somebody_is_among_the_coming(clinic: Location) -> None:
    """Whom no run has found yet, as the page of tonight has them; once they are in, the journey itself says it."""
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
    booked(person := patient(), "11-25 14:00")
    booked(refused := patient("grace", email=""), "11-25 15:00")
    now = local("11-23 10:00")
    assert why_page(explain(person.pk, now)).coming == ()
    rehearse_now(by=BY, now=now)
    [found] = [line for line in _coming(person) if line.step == "A day before"]
    assert (found.at, found.what, found.why, found.about) == (
        local("11-24 14:00"),
        "Appointment reminder",
        "Tonight’s run brings them in and plans it, as rehearsed",
        "About the appointment on 25 November 2026, 14:00, Main building",
    )
    assert (found.rule, found.message_id) == ("Treatment, appointment reminders", None)
    assert [line.why for line in _coming(refused) if line.step == "A day before"] == [
        "Tonight’s run brings them in and leaves it out, as rehearsed: no address for this channel; a minor's must be "
        "the guardian's"
    ]
    run(local("11-23 10:01"), kind=RunKind.SWEEP, by=BY)
    assert [line.why for line in _coming(person)] == ["Will be asked for when it is due"]


def _coming(person: Person) -> tuple[WhyLine, ...]:
    return why_page(explain(person.pk, local("11-23 10:02"))).coming


def test_line_about_an_appointment_says_which_one(clinic: Location) -> None:
    """Two are told apart, coming and past; what left before a move tells the time that it told."""
    person, branch = patient(), Location.objects.create(name="Northside", address="x", time_zone="America/New_York")
    booked(person, "11-24 09:00")
    appointments.book(
        by=BY, now=local("11-20 09:00"), person_id=person.pk, location_id=branch.pk, starts_at=local("11-25 14:00")
    )
    run(local("11-23 10:00"), kind=RunKind.NIGHTLY, by=BY)
    page = why_page(explain(person.pk, local("11-23 10:30")))  # what left is stamped by the clock, which goes on
    assert [{line.about for line in lines if line.step == "A day before"} for lines in (page.past, page.coming)] == [
        {"About the appointment on 24 November 2026, 09:00, Main building"},
        {"About the appointment on 25 November 2026, 15:00, Northside"},
    ]
    appointments.move(
        by=BY, now=local("11-23 11:00"), appointment_id=person.appointments.earliest("starts_at").pk,
        starts_at=local("11-24 16:00"),
    )  # fmt: skip
    assert "About the appointment on 24 November 2026, 09:00, Main building" in page_about(person)


def test_scheduler_that_sleeps_is_in_the_way(clinic: Location) -> None:
    everything_is_on()
    person = patient()
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
    [found] = explain(person.pk, local("11-23 10:00")).in_the_way
    assert (found.what, found.since) == ("No run has looked for what is due", local("11-23 02:00"))


def test_page_shows_thirty_days_each_way_and_why_not_in_the_rest(clinic: Location) -> None:
    person = patient()
    operated(person, "10-10 09:00")
    for day in ("10-11", "10-17"):
        run(local(f"{day} 12:00"), kind=RunKind.MANUAL, by=BY)
    cancelled = booked(person, "11-24 14:00")
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
    appointments.cancel(by=BY, now=local("11-23 08:00"), appointment_id=cancelled.pk)
    run(local("11-23 08:05"), kind=RunKind.SWEEP, by=BY)
    page = why_page(explain(person.pk, local("11-23 10:00"), since=local("10-24 10:00")))
    told = [(line.what, line.step, line.why) for line in (*page.coming, *page.past)]
    assert ("Appointment reminder", "A day before", "The appointment is no longer on") in told
    assert not [line for line in told if line[0] == "Care after a procedure"]
    assert dict(page.not_in)["Welcome"] == "The clinic does not know the day of joining."


def test_page_is_one_look_at_one_person_in_the_book(clinic: Location) -> None:
    person = patient("zebulon")
    shown = page_about(person)
    assert "Zebulon Lovelace" in shown
    [event] = AuditEvent.objects.filter(word="reveal", people__contains=[person.pk])
    assert {"campaigns.message", "journeys.enrolment", "patients.person.given_name"} <= set(event.fields)


def test_links_are_shown_to_those_alone_who_may_open_them(clinic: Location, settings: pytest.FixtureRequest) -> None:
    vendor = Vendor.objects.create(
        name="Postbote",
        backend="anymail.backends.test.EmailBackend",
        baa_signed_on=date(2026, 1, 2),
        baa_scope=["keep", "send"],
    )
    settings.EMAIL_BACKEND, settings.MAIL_VENDOR_ENFORCES_TLS = "anymail.backends.test.EmailBackend", True
    person = patient()
    booked(person, "11-24 10:00")
    run(local("11-23 10:00"), kind=RunKind.MANUAL, by=BY)
    link = reverse("admin:clinic_vendor_change", args=[vendor.pk])
    message = reverse("admin:campaigns_message_change", args=[Message.objects.first().pk])
    for role, may in ((Role.FRONT_DESK, False), (Role.PRIVACY_OFFICER, True)):
        desk = at_desk(role)
        assert (link in page_about(person, desk)) is may
        assert (link in desk.get(message).content.decode()) is may


def test_role_without_people_is_refused(clinic: Location) -> None:
    answer = at_desk(Role.MARKETER).get(reverse("admin:desk-why", args=[patient().pk]))
    assert answer.status_code == 403


def test_row_of_somebody_else_at_the_address_tells_nothing_of_them(clinic: Location) -> None:
    person, other = patient(), patient("grace", email="ada@example.org")
    for one in (person, other):
        preferences.unsubscribe_all(
            by=Actor.patient(one.pk), now=local("11-20 09:00"), person_id=one.pk, via="preference-page"
        )
    theirs = list(Preference.objects.filter(person=other).values_list("pk", flat=True))
    assert theirs
    found = grounds(theirs, person_id=person.pk).values()
    assert {(one.says, one.route, one.permission) for one in found} == {("Another record at the same address", "", "")}
    assert all("not wanted" in one.says for one in grounds(theirs, person_id=other.pk).values())


@pytest.mark.parametrize("messages", [1, 3])
def test_page_asks_the_same_queries_however_much_was_sent(
    clinic: Location, django_assert_num_queries: DjangoAssertNumQueries, messages: int
) -> None:
    person = patient()
    for number in range(messages):
        booked(person, f"11-24 1{number}:00")
    run(local("11-23 10:00"), kind=RunKind.NIGHTLY, by=BY)
    desk = at_desk()
    page_about(person, desk)
    with django_assert_num_queries(33):
        assert "Is anything in the way?" in page_about(person, desk)


@pytest.mark.parametrize("journeys", [1, 3])
def test_page_asks_the_same_queries_however_many_journeys_there_are(
    clinic: Location, django_assert_num_queries: DjangoAssertNumQueries, journeys: int
) -> None:
    Journey.objects.update(is_active=False)
    for number in range(journeys):
        journey_of("last-visit", slug=f"recall-{number}", interval_months=6, at_most=1)
    person, desk = patient(), at_desk()
    page_about(person, desk)
    with django_assert_num_queries(27):
        assert "No visit is on record." in page_about(person, desk)


@pytest.mark.parametrize("lines", [1, 3])
def test_page_asks_the_same_queries_however_much_was_rehearsed(
    clinic: Location, django_assert_num_queries: DjangoAssertNumQueries, lines: int
) -> None:
    person, desk = patient(), at_desk()
    for number in range(lines):
        booked(person, f"11-25 1{number}:00")
    rehearse_now(by=BY, now=local("11-23 10:00"))
    page_about(person, desk)
    with django_assert_num_queries(32):
        assert page_about(person, desk).count("as rehearsed") == lines
