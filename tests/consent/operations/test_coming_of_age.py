"""Whoever comes of age is asked for themselves; the front desk is told, once, and until it is done."""

from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from clinic.enums import NoticeKind, Role, StaffAlert
from clinic.models import Notice
from consent.grown_up import GrownUp, grown_up
from consent.operations.coming_of_age import tell_of_grown_ups
from patients.models import Person
from patients.operations.people import update_person
from tests.consent.people import DESK, NOW, TODAY, form, patient, signed
from tests.desk_people import signed_in, staff

pytestmark = pytest.mark.django_db(databases=["default"])
FAMILY = "family@example.org"
BORN = date(TODAY.year - 19, 12, 31)


def _ward(number: int = 0, **changes: Any) -> Person:
    parent = patient(f"{number}{FAMILY}")
    told = {"birth_date": BORN, "guardian_id": parent.pk, **changes}
    return patient(**{"email": f"{number}{FAMILY}", **told})


def _told() -> list[tuple[str, bool]]:
    alerts = Notice.objects.filter(kind=NoticeKind.STAFF_ALERT, alert=StaffAlert.CAME_OF_AGE)
    return [(str(alert.subject_id), alert.seen_at is not None) for alert in alerts]


def _tell(today: date = TODAY) -> int:
    return tell_of_grown_ups(now=NOW, today=today)


def test_the_desk_is_told_once_and_until_they_have_their_own_address() -> None:
    ward = _ward()
    assert (_tell(), _tell()) == (1, 1)
    assert _told() == [(str(ward.pk), False)]
    assert Notice.objects.get().audience == Role.FRONT_DESK
    update_person(by=DESK, now=NOW, person_id=ward.pk, email="own@example.org")
    assert _tell() == 0
    assert _told() == [(str(ward.pk), True)]


@pytest.mark.parametrize(
    ("changes", "is_told"),
    [
        ({}, True),
        ({"birth_date": date(TODAY.year - 18, 1, 1)}, False),
        ({"birth_date": None}, False),
        ({"is_deceased": True}, False),
        ({"email": "own@example.org"}, False),
        ({"confidential_email": FAMILY}, False),
        ({"confidential_email": f"0{FAMILY}"}, False),  # they asked for the family's address
        ({"guardian_id": None}, False),
    ],
)
def test_who_is_asked_for_an_address(changes: dict[str, Any], is_told: bool) -> None:
    _ward(**changes)
    assert [one.needs_address for one in grown_up(TODAY)] == [True] * is_told


@pytest.mark.parametrize(("confidential", "is_told"), [("", True), ("safe@example.org", False)])
def test_the_parents_phone_is_an_address_too(confidential: str, is_told: bool) -> None:
    """Unless there is an address that alone may be used."""
    parent = patient(phone="+1 402 555 0199")
    told = {"phone": "+1 402 555 0199", "birth_date": BORN, "guardian_id": parent.pk}
    ward = patient("own@example.org", confidential_email=confidential, **told)
    assert grown_up(TODAY) == [GrownUp(ward.pk, needs_address=True, needs_signature=False)] * is_told


@pytest.mark.parametrize(("years_ago", "is_told"), [(1, True), (0, False)])
def test_who_is_asked_for_a_signature(years_ago: int, is_told: bool) -> None:
    """Signed for them in the year before they were grown up, or since."""
    person = patient(birth_date=BORN)
    signed_on = TODAY.replace(year=TODAY.year - years_ago)
    authority = {"by_representative": True, "representative_authority": "mother"}
    signed(person.pk, signed_on=signed_on, expires_on=date(TODAY.year + 1, 1, 1), **authority)
    assert grown_up(TODAY) == [GrownUp(person.pk, False, True)] * is_told


def test_nobody_is_told_on_the_last_day_of_the_year_and_they_are_on_the_first() -> None:
    _ward(birth_date=date(TODAY.year - 18, 6, 1))
    assert (_tell(date(TODAY.year, 12, 31)), _tell(date(TODAY.year + 1, 1, 1))) == (0, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_names_them_and_asks_equally_often(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = form()
    wards = [_ward(number) for number in range(rows)]
    for ward in wards:
        child = date(TODAY.year - 1, 6, 1)
        signed(
            ward.pk, paper, signed_on=child, expires_on=date(2999, 1, 1), by_representative=True,
            representative_authority="father",
        )  # fmt: skip
    monkeypatch.setattr("consent.desk.grown_up.timezone.now", lambda: NOW)
    desk = signed_in(staff())
    desk.get("/admin/desk/came-of-age/")
    with django_assert_num_queries(QUERIES):
        page = desk.get("/admin/desk/came-of-age/").content.decode()
    assert (page.count("Their own e-mail"), page.count("Their own signature")) == (rows, rows)
    assert all(f"/admin/desk/person/{ward.pk}/" in page for ward in wards)


QUERIES = 28


def test_marketers_do_not_see_the_list() -> None:
    assert signed_in(staff(Role.MARKETER)).get("/admin/desk/came-of-age/").status_code == 403
