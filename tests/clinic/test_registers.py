"""The registers in the staff pages: who may write them, what is refused, who lacks valid training."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clinic.enums import Role
from clinic.models import RiskAssessment, TrainingRecord
from clinic.registers import Gap, training_gaps, trainings_due
from tests.desk_people import events_of, house, signed_in, staff

pytestmark = pytest.mark.django_db
TRAINING, RISKS = "/admin/clinic/trainingrecord/", "/admin/clinic/riskassessment/"


@pytest.fixture(autouse=True)
def clinic() -> None:
    house()


def _day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def _trained(who: Any, topic: str, expires: int | None) -> None:
    expires_on = None if expires is None else _day(expires)
    TrainingRecord.objects.create(staff=who, topic=topic, done_on=_day(-100), expires_on=expires_on)


def test_gaps_name_who_works_here_without_valid_training_in_each_topic() -> None:
    robin, casey, gone = (staff(username=name) for name in ("robin", "casey", "gone"))
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    _trained(robin, "Privacy", 0)
    _trained(casey, "Privacy", -1)
    _trained(robin, "Fire", None)
    _trained(casey, "Fire", 10)
    assert training_gaps(_day(0)) == [Gap("Fire", ()), Gap("Privacy", ("casey",))]


@pytest.mark.parametrize("role", [Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_a_record_is_added_corrected_and_both_are_in_the_book(role: Role) -> None:
    writer, robin = staff(role), staff(username="robin")
    client = signed_in(writer)
    told = {"staff": str(robin.pk), "topic": "Privacy ", "done_on": "2026-01-02", "expires_on": "", "trainer": "Sam"}
    assert client.post(f"{TRAINING}add/", told).status_code == 302
    record = TrainingRecord.objects.get()
    client.post(f"{TRAINING}{record.pk}/change/", told | {"topic": "Privacy", "expires_on": "2027-01-02"})
    record.refresh_from_db()
    assert (record.topic, record.expires_on) == ("Privacy", date(2027, 1, 2))
    lines = [(event.details["what"], event.details["fields"]) for event in events_of(writer, "configure")]
    assert lines[-1] == ("changed", "expires_on")
    assert [what for what, _ in lines] == ["added", "changed"]


def test_a_topic_that_differs_in_capitals_alone_is_the_one_that_is_there() -> None:
    officer = staff(Role.PRIVACY_OFFICER)
    _trained(officer, "Privacy", 10)
    told = {"staff": str(officer.pk), "topic": " PRIVACY ", "done_on": "2026-01-02"}
    signed_in(officer).post(f"{TRAINING}add/", told)
    assert list(TrainingRecord.objects.values_list("topic", flat=True)) == ["Privacy", "Privacy"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"done_on": "2999-01-01"}, "done_on"),
        ({"done_on": "2026-01-02", "expires_on": "2026-01-01"}, "expires_on"),
        ({"topic": ""}, "topic"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(changes: dict[str, str], wrong: str) -> None:
    member = staff(Role.PRIVACY_OFFICER)
    told = {"staff": str(member.pk), "topic": "Privacy", "done_on": "2026-01-02"} | changes
    answer = signed_in(member).post(f"{TRAINING}add/", told)
    assert (list(answer.context["adminform"].form.errors), TrainingRecord.objects.exists()) == ([wrong], False)


def test_a_risk_assessment_is_kept_with_when_to_look_again() -> None:
    officer = staff(Role.PRIVACY_OFFICER)
    told = {"title": "Yearly look", "done_on": "2026-01-02", "next_on": "2027-01-02", "done_by": "P", "summary": "Fine"}
    assert signed_in(officer).post(f"{RISKS}add/", told).status_code == 302
    assert RiskAssessment.objects.get().next_on == date(2027, 1, 2)


@pytest.mark.parametrize("page", [TRAINING, RISKS])
@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.CLINICIAN, Role.MARKETER])
def test_registers_are_not_for_everybody(page: str, role: Role) -> None:
    client: Client = signed_in(staff(role))
    assert [client.get(address).status_code for address in (page, f"{page}add/")] == [403, 403]


def test_empty_register_says_what_it_is_for() -> None:
    page = signed_in(staff(Role.PRIVACY_OFFICER)).get(TRAINING).content.decode()
    assert "No training is on record yet" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_as_much_for_three_as_for_one(number: int, django_assert_max_num_queries: Any) -> None:
    officer = staff(Role.PRIVACY_OFFICER)
    client = signed_in(officer)
    for one in range(number):
        _trained(officer, f"Topic {one}", 10)
    client.get(TRAINING)
    with django_assert_max_num_queries(13):
        client.get(TRAINING)


def test_each_person_is_in_one_list_of_trainings_due() -> None:
    today = date(2026, 6, 15)
    for name, ends in (("both", [-1, 10]), ("soon", [10, 200]), ("fine", [200]), ("never", [])):
        member = staff(Role.CLINICIAN, name)
        for number, days in enumerate(ends):
            until = today + timedelta(days=days)
            TrainingRecord.objects.create(staff=member, topic=f"t{number}", done_on=today, expires_on=until)
    due = trainings_due(today)
    assert (due.expired, due.never, due.soon, due.number) == (("both",), ("never",), ("soon",), 3)
