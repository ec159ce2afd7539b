"""Leads who show interest, or whom staff take over, get a task on the desk's list and leave the letters."""

import pytest
from django.urls import reverse

from campaigns.models import DeliveryEvent, Message
from clinic.enums import Role
from clinic.models import Location, Notice
from consent.models import OptIn
from journeys.domain.leads import is_qualified
from journeys.enums import RunKind
from journeys.models import Enrolment, Journey
from journeys.operations.leads import hand_over
from journeys.operations.runs import run
from patients.models import DeskTask, Person
from patients.operations.people import NotALead
from tests.desk_people import signed_in, staff
from tests.journeys.small_clinic import BY, journey_of, local, patient

WEEKLY = [{"offset_days": days, "late_entry_hours": 48} for days in (0, 2, 4, 40)]


@pytest.mark.parametrize(("letters", "is_ready"), [(0, False), (1, False), (2, True), (3, True)])
def test_two_letters_whose_links_were_followed_make_a_qualified_lead(letters: int, is_ready: bool) -> None:
    assert is_qualified(letters) is is_ready


@pytest.fixture
def lead(clinic: Location) -> Person:
    Journey.objects.update(is_active=False)
    journey_of("lead", *WEEKLY, exits=["handed-over"])
    one = patient("lead", kind="lead", birth_year=None, language="zh-hant")
    OptIn.objects.create(
        person=one, topic="introduction", mode="single", form="f", text_version="t", via="booth",
        asked_at=local("11-22 10:00"),
    )  # fmt: skip
    for day in ("11-22", "11-24", "11-26"):
        run(local(f"{day} 12:00"), kind=RunKind.MANUAL, by=BY)
    return one


def follows_links_of(messages: list[Message]) -> None:
    for number, message in enumerate(messages * 2):  # a second click in one letter says nothing new
        DeliveryEvent.objects.create(
            message=message, esp="t", event_type="clicked", once_key=f"{number}", occurred_at=local("11-26 13:00")
        )


def test_lead_who_followed_links_in_two_letters_is_handed_over_once(lead: Person) -> None:
    follows_links_of(list(Message.objects.order_by("due_at")[:2]))
    for day in ("11-27", "11-28"):
        run(local(f"{day} 12:00"), kind=RunKind.MANUAL, by=BY)
    [task] = DeskTask.objects.all()
    assert (task.kind, task.person_id, task.language, task.origin) == ("lead", lead.pk, "zh-hant", "journey:test-lead")
    assert [notice.alert for notice in Notice.objects.filter(subject_id=task.pk)] == ["lead-qualified"]
    assert Enrolment.objects.get().exit_reason == "handed-over"


def test_lead_who_followed_links_in_one_letter_goes_on(lead: Person) -> None:
    follows_links_of(list(Message.objects.order_by("due_at")[:1]))
    run(local("11-27 12:00"), kind=RunKind.MANUAL, by=BY)
    assert (DeskTask.objects.count(), Enrolment.objects.get().state) == (0, "active")


def test_staff_take_a_lead_over_once_and_the_letters_end(lead: Person) -> None:
    first = hand_over(by=BY, now=local("11-27 10:00"), person_id=lead.pk)
    assert hand_over(by=BY, now=local("11-27 10:05"), person_id=lead.pk).pk == first.pk
    run(local("11-27 12:00"), kind=RunKind.MANUAL, by=BY)
    assert Enrolment.objects.get().exit_reason == "handed-over"


def test_patients_are_not_handed_over(clinic: Location) -> None:
    with pytest.raises(NotALead):
        hand_over(by=BY, now=local("11-27 10:00"), person_id=patient().pk)


@pytest.mark.parametrize(("to", "state"), [("me", "in-progress"), ("desk", "requested")])
def test_lead_is_handed_over_from_their_page(lead: Person, to: str, state: str) -> None:
    member = staff()
    desk = signed_in(member)
    page = desk.get(reverse("admin:desk-person", args=[lead.pk])).content.decode()
    assert ("Take this lead on" in page, "Hand over to the desk" in page) == (True, True)
    pressed = desk.post(reverse("admin:desk-hand-over", args=[lead.pk]), {"to": to}, follow=True)
    [task] = DeskTask.objects.all()
    assert (task.kind, task.person_id, task.state) == ("lead", lead.pk, state)
    assert pressed.redirect_chain == [(reverse("admin:desk-task", args=[task.pk]), 302)]
    assert "The letters end with the next run" in pressed.content.decode()
    run(local("11-27 12:00"), kind=RunKind.MANUAL, by=BY)
    assert Enrolment.objects.get().exit_reason == "handed-over"


def test_patient_has_no_such_button_and_is_not_handed_over(clinic: Location) -> None:
    one, desk = patient(), signed_in(staff())
    page = desk.get(reverse("admin:desk-person", args=[one.pk])).content.decode()
    pressed = desk.post(reverse("admin:desk-hand-over", args=[one.pk]), {"to": "me"}, follow=True).content.decode()
    assert ("Hand over to the desk" in page, "only a lead is handed over" in pressed) == (False, True)
    assert not DeskTask.objects.exists()


def test_who_may_not_do_tasks_hands_nobody_over(lead: Person) -> None:
    answer = signed_in(staff(Role.MARKETER)).post(reverse("admin:desk-hand-over", args=[lead.pk]), {"to": "me"})
    assert (answer.status_code, DeskTask.objects.count()) == (403, 0)
