"""Who may ask, decide, withdraw, let go, set a password: as tables."""

from uuid import UUID, uuid4

import pytest

from audit.domain.actors import Actor
from clinic.domain.grants import (
    Asked,
    Member,
    Why,
    may_set_password,
    why_not_ask,
    why_not_decide,
    why_not_let_go,
    why_not_withdraw,
)

BOSS, OTHER_BOSS, OFFICER, DESK, IVY = (uuid4() for _ in range(5))


def who(staff_id: UUID, role: str) -> Actor:
    return Actor.staff(staff_id, role)


boss, officer = who(BOSS, "administrator"), who(OFFICER, "privacy-officer")
desk, root = who(DESK, "front-desk"), who(BOSS, "superuser")
shell, patient = Actor.system("command:hire"), Actor.patient(IVY)
ivy = Member(str(IVY), role="clinician")


@pytest.mark.parametrize(
    ("by", "member", "role", "why"),
    [
        (boss, ivy, "marketer", None),
        (boss, Member(str(IVY)), "clinician", None),  # newly hired, or back
        (boss, ivy, "clinician", Why.HAS_IT),
        (boss, Member(str(IVY), "clinician", waits=True), "marketer", Why.WAITING),
        (boss, Member(str(BOSS), "administrator"), "privacy-officer", Why.OWN),
        (boss, Member(str(IVY), is_superuser=True), "clinician", Why.SUPERUSER),
        (officer, ivy, "marketer", Why.NOT_AN_ASKER),
        (desk, ivy, "marketer", Why.NOT_AN_ASKER),
        (root, ivy, "marketer", Why.NOT_AN_ASKER),
        (patient, ivy, "marketer", Why.NOT_SHELL),
        (shell, ivy, "marketer", None),
        (shell, ivy, "clinician", Why.HAS_IT),
        (shell, Member(str(IVY), waits=True), "clinician", Why.WAITING),
    ],
)
def test_asking(by: Actor, member: Member, role: str, why: Why | None) -> None:
    assert why_not_ask(by, member, role) == why


@pytest.mark.parametrize(
    ("by", "asked", "why"),
    [
        (officer, Asked(str(IVY), str(BOSS)), None),
        (who(OTHER_BOSS, "administrator"), Asked(str(IVY), str(BOSS)), None),
        (boss, Asked(str(IVY), str(BOSS)), Why.OWN_REQUEST),
        (officer, Asked(str(OFFICER), str(BOSS)), Why.OWN),
        (who(IVY, "administrator"), Asked(str(IVY), str(BOSS)), Why.OWN),
        (desk, Asked(str(IVY), str(BOSS)), Why.NOT_A_DECIDER),
        (root, Asked(str(IVY), str(OTHER_BOSS)), Why.NOT_A_DECIDER),
        (officer, Asked(str(IVY), str(BOSS), waits=False), Why.NOT_WAITING),
        (shell, Asked(str(IVY), str(BOSS)), None),
        (patient, Asked(str(IVY), str(BOSS)), Why.NOT_SHELL),
    ],
)
def test_deciding(by: Actor, asked: Asked, why: Why | None) -> None:
    assert why_not_decide(by, asked) == why


@pytest.mark.parametrize(
    ("by", "asked", "why"),
    [
        (boss, Asked(str(IVY), str(BOSS)), None),
        (shell, Asked(str(IVY), str(BOSS)), None),
        (officer, Asked(str(IVY), str(BOSS)), Why.NOT_THE_ASKER),
        (boss, Asked(str(IVY), str(BOSS), waits=False), Why.NOT_WAITING),
    ],
)
def test_withdrawing(by: Actor, asked: Asked, why: Why | None) -> None:
    assert why_not_withdraw(by, asked) == why


@pytest.mark.parametrize(
    ("by", "member", "why"),
    [
        (boss, ivy, None),
        (boss, Member(str(IVY), waits=True), None),
        (boss, Member(str(OFFICER), "privacy-officer"), None),
        (boss, Member(str(IVY)), Why.NOT_WORKING),
        (boss, Member(str(BOSS), "administrator"), Why.OWN),
        (boss, Member(str(IVY), "clinician", is_superuser=True), Why.SUPERUSER),
        (officer, ivy, Why.NOT_AN_ASKER),
        (desk, ivy, Why.NOT_AN_ASKER),
        (patient, ivy, Why.NOT_SHELL),
        (shell, ivy, None),
    ],
)
def test_letting_go(by: Actor, member: Member, why: Why | None) -> None:
    assert why_not_let_go(by, member) == why


@pytest.mark.parametrize(
    ("by", "member", "may"),
    [
        (boss, ivy, True),
        (boss, Member(str(IVY)), True),
        (boss, Member(str(BOSS), "administrator"), True),
        (boss, Member(str(OTHER_BOSS), "administrator"), False),
        (boss, Member(str(OFFICER), "privacy-officer"), False),
        (boss, Member(str(IVY), "clinician", is_superuser=True), False),
        (boss, Member(str(IVY), "clinician", ever=frozenset({"clinician", "privacy-officer"})), False),
        (boss, Member(str(IVY), ever=frozenset({"administrator"})), False),  # let go, or asked for
        (officer, ivy, False),
        (officer, Member(str(OFFICER), "privacy-officer"), True),
        (shell, Member(str(OFFICER), "privacy-officer"), True),
        (patient, Member(str(OFFICER), "front-desk"), False),
    ],
)
def test_setting_a_password(by: Actor, member: Member, may: bool) -> None:
    assert may_set_password(by, member) is may
