"""A role is asked for by one and decided by another; the database holds to it, too."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from audit.domain.actors import Actor
from clinic.domain.grants import Why
from clinic.enums import GrantState, Role, StaffAlert
from clinic.models import AccessGrant, Notice, Staff
from clinic.operations.grants import ask, grant_asked, refuse_asked, withdraw_asked
from clinic.operations.rights import NotAllowed
from clinic.operations.staff import change_profile, hire
from tests.desk_people import BY, NOW, events_of, staff
from tests.staff_sign_in import password_fits

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def acting(member: Staff) -> Actor:
    return Actor.staff(member.pk, member.role)


@pytest.fixture
def boss() -> Staff:
    return staff(Role.ADMINISTRATOR, "boss")


@pytest.fixture
def officer() -> Staff:
    return staff(Role.PRIVACY_OFFICER, "officer")


def _hired(boss: Staff, **told: Any) -> tuple[Staff, AccessGrant]:
    made = hire(by=acting(boss), now=NOW, username="ivy", password="maple street 2026", role=Role.CLINICIAN, **told)
    return made, AccessGrant.objects.get(staff=made)


def _states(member: Staff) -> list[tuple[str, str]]:
    return list(AccessGrant.objects.filter(staff=member).order_by("asked_at", "id").values_list("role", "state"))


def test_hired_by_one_may_not_sign_in(boss: Staff) -> None:
    ivy, grant = _hired(boss)
    assert (ivy.is_active, grant.state, grant.asked_by) == (False, "asked", boss)
    assert not password_fits("ivy", "maple street 2026")


def test_granted_by_a_second_person_may(boss: Staff, officer: Staff) -> None:
    ivy, grant = _hired(boss)
    grant_asked(by=acting(officer), now=LATER, grant_id=grant.pk)
    ivy.refresh_from_db()
    grant.refresh_from_db()
    assert (ivy.is_active, ivy.role, ivy.is_superuser) == (True, "clinician", False)
    assert (grant.state, grant.decided_by, grant.decided_at) == ("granted", officer, LATER)
    assert password_fits("ivy", "maple street 2026")


def test_each_step_is_one_line_of_the_book(boss: Staff, officer: Staff) -> None:
    _, grant = _hired(boss)
    grant_asked(by=acting(officer), now=LATER, grant_id=grant.pk)
    assert [event.details["what"] for event in events_of(boss, "privilege")] == ["hired", "asked"]
    [event] = events_of(officer, "privilege")
    assert (event.details["what"], event.details["role"], event.details["grant"]) == (
        "granted",
        "clinician",
        str(grant.pk),
    )


def test_who_may_decide_is_told_and_nobody_else(boss: Staff, officer: Staff) -> None:
    other = staff(Role.ADMINISTRATOR, "other-boss")
    staff(Role.CLINICIAN)
    _, grant = _hired(boss)
    waiting = Notice.objects.filter(alert=StaffAlert.GRANT_ASKED, seen_at=None)
    assert set(waiting.values_list("recipient_id", "subject_id")) == {(officer.pk, grant.pk), (other.pk, grant.pk)}
    refuse_asked(by=acting(officer), now=LATER, grant_id=grant.pk)
    assert not waiting.exists()


def test_role_stays_until_the_second_person_has_decided(boss: Staff, officer: Staff) -> None:
    member = staff(Role.FRONT_DESK)
    grant = ask(by=acting(boss), now=LATER, staff_id=member.pk, role=Role.PRIVACY_OFFICER)
    member.refresh_from_db()
    assert (member.role, member.is_active) == ("front-desk", True)
    grant_asked(by=acting(officer), now=LATER, grant_id=grant.pk)
    member.refresh_from_db()
    assert member.role == "privacy-officer"
    assert _states(member) == [("front-desk", "replaced"), ("privacy-officer", "granted")]


def test_refused_changes_nothing(boss: Staff, officer: Staff) -> None:
    member = staff(Role.FRONT_DESK)
    grant = ask(by=acting(boss), now=LATER, staff_id=member.pk, role=Role.ADMINISTRATOR)
    refuse_asked(by=acting(officer), now=LATER, grant_id=grant.pk)
    member.refresh_from_db()
    assert (member.role, _states(member)) == ("front-desk", [("front-desk", "granted"), ("administrator", "refused")])
    assert [event.details["what"] for event in events_of(officer, "privilege")] == ["refused"]


def test_withdrawn_by_who_asked_alone(boss: Staff, officer: Staff) -> None:
    _, grant = _hired(boss)
    with pytest.raises(NotAllowed) as refused:
        withdraw_asked(by=acting(officer), now=LATER, grant_id=grant.pk)
    assert refused.value.why == Why.NOT_THE_ASKER
    withdraw_asked(by=acting(boss), now=LATER, grant_id=grant.pk)
    grant.refresh_from_db()
    assert (grant.state, grant.decided_by) == ("withdrawn", None)


@pytest.mark.parametrize("act", [grant_asked, refuse_asked])
def test_nobody_decides_what_they_asked_or_what_is_for_them(boss: Staff, officer: Staff, act: Any) -> None:
    grant = ask(by=acting(boss), now=LATER, staff_id=officer.pk, role=Role.ADMINISTRATOR)
    for who, why in ((boss, Why.OWN_REQUEST), (officer, Why.OWN), (staff(Role.CLINICIAN), Why.NOT_A_DECIDER)):
        with pytest.raises(NotAllowed) as refused:
            act(by=acting(who), now=LATER, grant_id=grant.pk)
        assert refused.value.why == why
    officer.refresh_from_db()
    assert officer.role == "privacy-officer"


def test_who_was_let_go_meanwhile_decides_nothing(boss: Staff, officer: Staff) -> None:
    _, grant = _hired(boss)
    Staff.objects.filter(pk=officer.pk).update(is_active=False)
    with pytest.raises(NotAllowed) as refused:
        grant_asked(by=acting(officer), now=LATER, grant_id=grant.pk)
    assert refused.value.why == Why.NOT_HERE


def test_role_of_this_moment_counts_not_the_one_of_the_page(boss: Staff, officer: Staff) -> None:
    _, grant = _hired(boss)
    stale = acting(officer)
    Staff.objects.filter(pk=officer.pk).update(role=Role.MARKETER)
    with pytest.raises(NotAllowed) as refused:
        grant_asked(by=stale, now=LATER, grant_id=grant.pk)
    assert refused.value.why == Why.NOT_A_DECIDER


def test_nobody_asks_for_themselves(boss: Staff) -> None:
    with pytest.raises(NotAllowed) as refused:
        ask(by=acting(boss), now=LATER, staff_id=boss.pk, role=Role.PRIVACY_OFFICER)
    assert (refused.value.why, _states(boss)) == (Why.OWN, [("administrator", "granted")])


def test_shell_grants_at_once() -> None:
    made = hire(by=BY, now=NOW, username="first", password=None, role=Role.ADMINISTRATOR)
    assert (made.is_active, made.role, _states(made)) == (True, "administrator", [("administrator", "granted")])


@pytest.mark.parametrize(
    ("column", "value"),
    [("decided_by_id", "staff_id"), ("decided_by_id", "asked_by_id")],
)
def test_database_refuses_one_person_alone(boss: Staff, column: str, value: str) -> None:
    _, grant = _hired(boss)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        statement = f"UPDATE clinic_accessgrant SET state = 'granted', {column} = {value} WHERE id = %s"  # noqa: S608
        cursor.execute(statement, [grant.pk])


def test_database_refuses_who_asks_for_oneself(boss: Staff) -> None:
    member = staff(Role.FRONT_DESK)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessGrant.objects.create(staff=member, role=Role.MARKETER, asked_by=member, asked_at=LATER)


def test_database_keeps_who_asked_for_whom_and_what(boss: Staff) -> None:
    _, grant = _hired(boss)
    for column in ("asked_by_id", "staff_id", "role", "asked_at"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            AccessGrant.objects.filter(pk=grant.pk).update(**{column: getattr(grant, column)})
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        grant.delete()


@pytest.mark.parametrize("state", ["granted", "asked"])
def test_database_knows_one_grant_in_force_and_one_asked(boss: Staff, state: str) -> None:
    member = staff(Role.FRONT_DESK)
    ask(by=acting(boss), now=LATER, staff_id=member.pk, role=Role.MARKETER)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessGrant.objects.create(staff=member, role=Role.MARKETER, state=GrantState(state), asked_at=LATER)


def test_profile_fills_what_review_rules_compare(boss: Staff) -> None:
    ivy, _ = _hired(boss, last_name="Lin", email="ivy@example.org", home_address="12 Maple Street, 60616")
    change_profile(by=acting(boss), staff_id=ivy.pk, last_name="lin", home_address="12 maple st 60616")
    before = (bytes(ivy.email_key), bytes(ivy.family_key), bytes(ivy.address_key))
    ivy.refresh_from_db()
    assert (bytes(ivy.email_key), bytes(ivy.family_key), bytes(ivy.address_key)) == before
    assert events_of(boss, "privilege")[-1].details["fields"] == "home_address last_name"
    assert "maple" not in str(events_of(boss, "privilege")[-1].details)


def test_manager_is_part_of_the_profile(boss: Staff, officer: Staff) -> None:
    ivy, _ = _hired(boss, manager_id=boss.pk)
    change_profile(by=acting(boss), staff_id=ivy.pk, manager_id=officer.pk)
    assert Staff.objects.get(pk=ivy.pk).manager == officer


def test_nobody_of_that_id() -> None:
    with pytest.raises(Staff.DoesNotExist):
        ask(by=BY, now=NOW, staff_id=UUID(int=1), role=Role.MARKETER)
