"""How long a sign-in holds, how long a guesser waits, who may reset: tables, no database."""

from datetime import UTC, datetime, timedelta

import pytest

from audit.domain.actors import Actor
from clinic.domain.grants import Member, may_set_password
from clinic.domain.second_factors import Why, why_not_reset
from clinic.domain.sign_in import Ended, wait_after, why_ended

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
MINUTES = [timedelta(minutes=n) for n in range(600)]
ROLES = ("front-desk", "clinician", "marketer", "privacy-officer", "administrator")


@pytest.mark.parametrize(
    ("seen", "expires", "why"),
    [
        (timedelta(minutes=14, seconds=59), timedelta(hours=1), None),
        (timedelta(minutes=15), timedelta(hours=1), Ended.IDLE),
        (timedelta(0), timedelta(0), Ended.LONGEST),
        (timedelta(hours=9), timedelta(0), Ended.LONGEST),
    ],
)
def test_sign_in_ends_when_idle_or_too_old(seen: timedelta, expires: timedelta, why: Ended | None) -> None:
    assert why_ended(expires_at=NOON + expires, seen_at=NOON - seen, now=NOON) == why


@pytest.mark.parametrize(("times", "minutes"), [(0, 15), (1, 15), (2, 30), (3, 60), (5, 240), (6, 240), (5000, 240)])
def test_wait_grows_to_four_hours(times: int, minutes: int) -> None:
    assert wait_after(times_locked=times) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("by", "whose", "why"),
    [
        (Actor.system("shell"), "administrator", None),
        (Actor("staff", "1", "privacy-officer"), "front-desk", None),
        (Actor("staff", "1", "privacy-officer"), "administrator", None),
        (Actor("staff", "1", "administrator"), "privacy-officer", None),
        (Actor("staff", "1", "administrator"), "administrator", None),
        (Actor("staff", "1", "administrator"), "front-desk", Why.SETS_THE_OTHER),
        (Actor("staff", "1", "clinician"), "front-desk", Why.NOT_A_RESETTER),
        (Actor("staff", "2", "privacy-officer"), "privacy-officer", Why.OWN),
        (Actor("patient", "1"), "front-desk", Why.NOT_A_RESETTER),
    ],
)
def test_who_may_reset_whose_second_factor(by: Actor, whose: str, why: Why | None) -> None:
    assert why_not_reset(by, Member("2", whose)) == why


def test_superuser_is_reset_from_the_shell() -> None:
    officer = Actor("staff", "1", "privacy-officer")
    assert why_not_reset(officer, Member("2", "administrator", is_superuser=True)) == Why.SUPERUSER


@pytest.mark.parametrize(("knows", "why"), [("1", Why.SET_THEIRS), ("3", None), ("", None)])
def test_who_knows_the_password_does_not_reset_the_second_factor(knows: str, why: Why | None) -> None:
    administrator = Actor("staff", "1", "administrator")
    assert why_not_reset(administrator, Member("2", "administrator", password_set_by=knows)) == why


@pytest.mark.parametrize("by", ROLES)
@pytest.mark.parametrize("whose", ROLES)
def test_nobody_sets_the_password_and_resets_the_second_factor_of_the_same_person(by: str, whose: str) -> None:
    actor, member = Actor("staff", "1", by), Member("2", whose)
    assert not (may_set_password(actor, member) and why_not_reset(actor, member) is None)
