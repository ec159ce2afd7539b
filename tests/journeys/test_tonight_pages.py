"""The page of the night at the desk: counts for who plans, one person at a time for who may read."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from kombu import Connection
from kombu.pools import producers
from pytest_django.fixtures import DjangoAssertNumQueries

from audit.models import AuditEvent
from campaigns.models import Message, SendingStop
from clinic.celery import app
from clinic.enums import Role
from clinic.models import Location, Organisation, Staff
from journeys.enums import RunKind
from journeys.models import Hold, Journey, Rehearsal, RehearsedLine, Run
from journeys.operations.rehearsals import rehearse_now
from journeys.operations.runs import run
from journeys.tasks import rehearse_again
from journeys.tonight.card import stops_card, tonight_card
from patients.models import Person
from patients.queries import find_people
from tests.desk_people import signed_in, staff
from tests.journeys.small_clinic import BY, booked, local, patient, states


@pytest.fixture(autouse=True)
def afternoon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(local("11-22 16:00")) as moment:
        yield moment


def at_desk(role: Role = Role.ADMINISTRATOR) -> Client:
    return signed_in(staff(role))


def rehearsed(*names: str) -> Rehearsal:
    for name in names:
        booked(patient(name), "11-24 14:00")
    booked(patient("silent", email=""), "11-24 14:00")
    found = rehearse_now(by=BY, now=timezone.now())
    assert found is not None
    return found


def page(desk: Client, name: str, *args: object) -> str:
    answer = desk.get(reverse(f"admin:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def press(desk: Client, name: str, *args: object, **told: str) -> None:
    assert desk.post(reverse(f"admin:{name}", args=args), told).status_code == 302


def test_night_that_was_not_rehearsed_says_what_to_do(clinic: Location) -> None:
    shown = page(at_desk(), "tonight")
    assert ("has not been rehearsed yet" in shown, "Rehearse it now" in shown) == (True, True)
    assert "Rehearse it now" not in page(at_desk(Role.MARKETER), "tonight")


def test_button_says_that_no_queue_answers(clinic: Location, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody_listens = producers[Connection("redis://127.0.0.1:1/0")]
    monkeypatch.setattr(app.amqp, "_producer_pool", nobody_listens)
    desk = at_desk()
    press(desk, "tonight-again")
    assert "the queue of work does not answer" in page(desk, "tonight")


def test_night_is_told_in_counts(clinic: Location) -> None:
    rehearsed("ada", "grace")
    shown = page(at_desk(), "tonight")
    assert "<b>2</b> will leave" in shown
    assert "<b>1</b> will not be sent" in shown
    assert "Monday 23 November" in shown


@pytest.mark.parametrize("rows", [1, 3])
def test_page_of_the_night_asks_the_same_queries(
    clinic: Location, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    rehearsed(*("ada", "grace", "alan")[:rows])
    desk, url = at_desk(), reverse("admin:tonight")
    desk.get(url)
    with django_assert_num_queries(15):
        assert desk.get(url).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_lines_ask_the_same_queries(
    clinic: Location, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    night = rehearsed(*("ada", "grace", "alan")[:rows])
    desk, url = at_desk(), reverse("admin:tonight-lines", args=[night.pk])
    desk.get(url)
    with django_assert_num_queries(8):
        assert desk.get(url).status_code == 200


def test_lines_say_no_name_and_are_in_the_book(clinic: Location) -> None:
    night = rehearsed("ada")
    shown = page(at_desk(), "tonight-lines", night.pk)
    assert ("Ada" in shown, "No address" in shown or "no address" in shown.lower()) == (False, True)
    look = AuditEvent.objects.filter(word="list").latest("occurred_at")
    assert sorted(map(str, look.people)) == sorted(str(pk) for pk in Person.objects.values_list("pk", flat=True))


def test_lines_are_not_for_who_plans_only(clinic: Location) -> None:
    night = rehearsed("ada")
    desk = at_desk(Role.MARKETER)
    assert desk.get(reverse("admin:tonight-lines", args=[night.pk])).status_code == 403
    assert reverse("admin:tonight-lines", args=[night.pk]) not in page(desk, "tonight")


def test_preview_shows_one_reader_their_message_and_nothing_that_answers_for_them(clinic: Location) -> None:
    night = rehearsed("ada", "grace")
    line = RehearsedLine.objects.get(rehearsal=night, person=_person("ada"))
    shown = page(at_desk(Role.FRONT_DESK), "tonight-preview", line.pk)
    assert ("Ada" in shown, "2:00" in shown, "Grace" in shown) == (True, True, False)
    look = AuditEvent.objects.filter(word="preview").latest("occurred_at")
    assert [str(one) for one in look.people] == [str(line.person_id)]
    links = [part.split('"')[0] for part in shown.split('href="')[1:]]
    assert not [link for link in links if "/u/" in link and "sample" not in link and "example" not in link]


def _person(name: str) -> Person:
    return find_people("email", f"{name}@example.org").get()


def test_message_held_at_the_desk_is_held_in_the_night_and_lifted(clinic: Location) -> None:
    night = rehearsed("ada", "grace")
    line = RehearsedLine.objects.get(rehearsal=night, person=_person("ada"))
    desk = at_desk(Role.FRONT_DESK)
    press(desk, "tonight-hold", scope="message", line=str(line.pk), night="2026-11-23", why="called us")
    assert "Held now" in page(desk, "tonight-line", line.pk)
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
    assert [states(_person(name).pk)[0][1] for name in ("ada", "grace")] == ["held", "planned"]
    press(desk, "tonight-lift", Hold.objects.get().pk)
    assert states(_person("ada").pk) == [("a-day-before", "planned", "")]


def test_message_that_has_left_is_not_said_to_be_held(clinic: Location, afternoon: time_machine.Traveller) -> None:
    night = rehearsed("ada")
    line = RehearsedLine.objects.get(rehearsal=night, person=_person("ada"))
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
    afternoon.move_to(local("11-23 14:10"))
    run(local("11-23 14:10"), kind=RunKind.SWEEP, by=BY)
    desk = at_desk(Role.FRONT_DESK)
    assert "Left 23 November, 14:10" in page(desk, "tonight-line", line.pk)
    press(desk, "tonight-hold", scope="message", line=str(line.pk), night="2026-11-23")
    assert "Too late: it left 23 November, 14:10" in page(desk, "tonight-line", line.pk)
    assert not Hold.objects.exists()


def test_line_is_told_in_words(clinic: Location) -> None:
    """The step as the desk says it, whoever held it by name, and no leaving of what will not leave."""
    night = rehearsed("ada")
    member = staff(Role.FRONT_DESK)
    Staff.objects.filter(pk=member.pk).update(first_name="Rosa", last_name="Diaz")
    desk, leaves = signed_in(member), RehearsedLine.objects.get(rehearsal=night, person=_person("ada"))
    left_out = RehearsedLine.objects.get(rehearsal=night, outcome="refused")
    press(desk, "tonight-hold", scope="message", line=str(leaves.pk), night="2026-11-23")
    lines, line, held = (
        page(desk, "tonight-lines", night.pk),
        page(desk, "tonight-line", leaves.pk),
        page(desk, "tonight"),
    )
    assert [("a day before" in shown, "a-day-before" in shown) for shown in (lines, line, held)] == [(True, False)] * 3
    assert ("Rosa Diaz" in held, member.username in held.split("<h2>Held</h2>")[1]) == (True, False)
    refused = page(desk, "tonight-line", left_out.pk)
    assert ("Leaves from" in line, "Leaves from" in refused, "Was due" in refused) == (True, False, True)


def test_journey_is_held_from_its_row(clinic: Location) -> None:
    rehearsed("ada")
    desk, journey = at_desk(), Journey.objects.get(slug="appointment-reminder")
    press(desk, "tonight-hold", scope="journey", journey=str(journey.pk), night="2026-11-23")
    shown = page(desk, "tonight")
    assert ("Lift the hold" in shown, "Held on the page of the night" in shown) == (True, True)
    assert ("<b>0</b> will leave" in shown, "<b>1</b> held" in shown) == (True, True)


def test_night_is_released_by_a_person_who_is_named(clinic: Location) -> None:
    Organisation.objects.update(release_by_hand=True)
    night, desk = rehearsed("ada"), at_desk()
    assert "Waits to be released" in page(desk, "tonight")
    press(desk, "tonight-release", night.pk)
    assert ("Released" in page(desk, "tonight"), "Waits to be released" in page(desk, "tonight")) == (True, False)
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
    assert Message.objects.get(person=_person("ada")).released_by == desk.session["_auth_user_id"]


def test_front_desk_holds_but_does_not_release(clinic: Location) -> None:
    Organisation.objects.update(release_by_hand=True)
    night, desk = rehearsed("ada"), at_desk(Role.FRONT_DESK)
    assert desk.post(reverse("admin:tonight-release", args=[night.pk])).status_code == 403
    assert desk.post(reverse("admin:tonight-release-since")).status_code == 403
    assert Rehearsal.objects.get().released_at is None


def test_what_came_since_is_released_from_the_page(clinic: Location, afternoon: time_machine.Traveller) -> None:
    Organisation.objects.update(release_by_hand=True)
    night, desk = rehearsed("ada"), at_desk()
    press(desk, "tonight-release", night.pk)
    booked(patient("late"), "11-24 15:00")
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
    afternoon.move_to(local("11-23 03:00"))
    desk = at_desk(Role.PRIVACY_OFFICER)
    assert "came since the last release" in page(desk, "tonight")
    press(desk, "tonight-release-since", shown_at=timezone.now().isoformat())
    assert states(_person("late").pk) == [("a-day-before", "planned", "")]


def test_switch_is_pulled_by_anybody_at_the_desk_and_let_go_by_who_may(clinic: Location, mail_folder: Path) -> None:
    desk = at_desk(Role.FRONT_DESK)
    press(desk, "tonight-stop", what="everything:", why="wrong text")
    stop = SendingStop.objects.get()
    assert "Sending is stopped" in page(desk, "tonight")
    assert desk.post(reverse("admin:tonight-stop-lift", args=[stop.pk])).status_code == 403
    assert stops_card(timezone.now()) is not None
    press(at_desk(), "tonight-stop-lift", stop.pk)
    assert "Nothing is stopped" in page(desk, "tonight-stops")
    assert stops_card(timezone.now()) is None


def test_switch_says_what_and_why(clinic: Location) -> None:
    desk = at_desk()
    for told in ({"what": "everything:"}, {"what": "journey:nothing", "why": "x"}, {"why": "x"}):
        press(desk, "tonight-stop", **told)
    assert not SendingStop.objects.exists()


def test_counter_of_a_run_under_way(clinic: Location) -> None:
    desk, url = at_desk(), reverse("admin:tonight-progress")
    assert desk.get(url).json() == {"words": ""}
    Run.objects.create(kind=RunKind.MANUAL, clinic_date=timezone.localdate(), at=timezone.now())
    started = timezone.now() - timedelta(minutes=2)
    Run.objects.update(started_at=started)
    words = desk.get(url).json()["words"]
    assert "0 decided, 0 handed over so far" in words


def test_card_of_the_night(clinic: Location) -> None:
    before = tonight_card(timezone.now())
    rehearsed("ada")
    after = tonight_card(timezone.now())
    assert (before.value, after.value, after.note) == ("–", "1", "messages will leave, nothing unusual")


def test_task_of_the_button_goes_to_the_broker_of_the_settings() -> None:
    """Also from a thread that never saw the Celery application being made."""
    with ThreadPoolExecutor(1) as thread:
        seen = thread.submit(lambda: rehearse_again.app.conf.broker_url).result()
    assert seen == settings.CELERY_BROKER_URL


def test_sending_is_stopped_from_a_night_that_was_not_rehearsed_too(clinic: Location) -> None:
    assert reverse("admin:tonight-stops") in page(at_desk(), "tonight")
