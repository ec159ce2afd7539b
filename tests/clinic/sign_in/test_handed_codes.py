"""Codes that one person hands to another: a set-up code before the second factor, a ticket for a new browser."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from audit.domain.actors import Actor
from audit.models import AuditEvent
from clinic.domain.tickets import Why
from clinic.enums import Role
from clinic.models import Authenticator, SignInTicket, Staff
from clinic.operations.grants import grant_asked
from clinic.operations.rights import NotAllowed
from clinic.operations.staff import hire, set_password
from clinic.sign_in import authenticators, tickets
from clinic.sign_in.operations import reset_second_factor
from tests.clinic.sign_in.test_way_in import ENROL, gave_password, shown_key
from tests.desk_people import events_of, house, signed_in, staff
from tests.staff_sign_in import code, enrolled, set_up_code

pytestmark = pytest.mark.django_db
PASSWORD, LOG_IN, CODE, TICKET = "maple street 2026", "/admin/login/", "/admin/sign-in/code/", "/admin/sign-in/ticket/"
CLINIC = "203.0.113.5"
IN_DIGITS = r"\d{4}-\d{4}-\d{4}"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(datetime(2026, 6, 15, 17, tzinfo=UTC), tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def boss(clock: Any) -> Staff:
    house()
    return staff(Role.ADMINISTRATOR, "boss")


@pytest.fixture
def officer(boss: Staff) -> Staff:
    return staff(Role.PRIVACY_OFFICER, "officer")


@pytest.fixture
def ivy(boss: Staff, officer: Staff) -> Staff:
    """Hired by the administrator, who knows her first password; granted by the officer."""
    made = hire(by=acting(boss), now=timezone.now(), username="ivy", password=PASSWORD, role=Role.CLINICIAN)
    grant_asked(by=acting(officer), now=timezone.now(), grant_id=made.grants.get().pk)
    return Staff.objects.get(pk=made.pk)


def acting(member: Staff) -> Actor:
    return Actor.staff(member.pk, member.role)


def made_by(member: Staff, whom: Staff) -> str:
    return tickets.issue_set_up_code(by=acting(member), staff_id=whom.pk, now=timezone.now())


def typed(client: Client, handed: str) -> bool:
    """Whether the set-up code led on to the key."""
    return client.post(ENROL, {"set_up_code": handed}).status_code == 302


# --- set-up codes


def test_first_password_alone_shows_no_key_and_sets_up_nothing(ivy: Staff) -> None:
    who_hired_her = gave_password()
    assert "sign-in-key" not in who_hired_her.get(ENROL).content.decode()
    assert "does not fit" in who_hired_her.post(ENROL, {"set_up_code": "1234-5678-9012"}).content.decode()
    assert who_hired_her.post(ENROL, {"code": "123456"}).status_code == 200
    assert not Authenticator.objects.filter(user=ivy).exists()


def test_code_of_who_decided_leads_on_and_is_good_once(ivy: Staff, officer: Staff) -> None:
    client, handed = gave_password(), made_by(officer, ivy)
    assert typed(client, handed)
    key = shown_key(client.get(ENROL))
    assert "recovery" in client.post(ENROL, {"code": authenticators.code_at(key, timezone.now())}).content.decode()
    reset_second_factor(by=acting(officer), staff_id=ivy.pk, now=timezone.now())
    assert not typed(gave_password(), handed)


def test_who_set_the_password_makes_no_code(ivy: Staff, boss: Staff) -> None:
    with pytest.raises(NotAllowed) as refused:
        made_by(boss, ivy)
    assert refused.value.why == Why.SET_THEIRS
    page = f"/admin/sign-in/hand-over/{ivy.pk}/set-up/"
    assert [Why.SET_THEIRS in answer.content.decode() for answer in (signed_in(boss).get(page),)] == [True]
    assert not re.search(IN_DIGITS, signed_in(boss).post(page).content.decode())


def test_code_ends_when_who_made_it_sets_the_password(ivy: Staff, boss: Staff) -> None:
    other = staff(Role.ADMINISTRATOR, "other")
    handed = made_by(other, ivy)
    set_password(by=acting(other), staff_id=ivy.pk, password=PASSWORD)
    assert not typed(gave_password(), handed)
    assert typed(gave_password(), made_by(boss, ivy))


@pytest.mark.parametrize("who", [Role.FRONT_DESK, Role.CLINICIAN, Role.MARKETER])
def test_who_decides_nothing_makes_no_code(ivy: Staff, who: Role) -> None:
    for issue in (tickets.issue_set_up_code, tickets.issue_ticket):
        with pytest.raises(NotAllowed) as refused:
            issue(by=acting(staff(who, f"other-{issue.__name__}")), staff_id=ivy.pk, now=timezone.now())
        assert refused.value.why == Why.NOT_AN_ISSUER


def test_nobody_makes_one_for_themselves_or_for_who_has_a_factor(ivy: Staff, officer: Staff) -> None:
    for whom, why in ((officer, Why.OWN), (enrolled(ivy), Why.HAS_FACTOR)):
        with pytest.raises(NotAllowed) as refused:
            made_by(officer, whom)
        assert refused.value.why == why


def test_code_ends_after_three_days_and_with_a_newer_one(ivy: Staff, officer: Staff, clock: Any) -> None:
    first, second = made_by(officer, ivy), made_by(officer, ivy)
    assert not typed(gave_password(), first)
    clock.shift(timedelta(days=2, hours=23))
    assert typed(gave_password(), second)
    clock.shift(timedelta(hours=1))
    assert not typed(gave_password(), second)


def test_codes_are_guessed_five_times(ivy: Staff, officer: Staff) -> None:
    client = gave_password()
    guesses = [client.post(ENROL, {"set_up_code": "0000-0000-0000"}).status_code for _ in range(5)]
    assert guesses == [200, 200, 200, 200, 429]
    assert client.post(ENROL, {"set_up_code": made_by(officer, ivy)}).status_code == 429


def test_somebody_elses_code_does_not_fit(ivy: Staff, officer: Staff) -> None:
    assert not typed(gave_password(), set_up_code(staff(username="bob", password=PASSWORD)))


def test_grant_leads_to_the_page_that_makes_it_and_shows_it_once(boss: Staff, officer: Staff) -> None:
    made = hire(by=acting(boss), now=timezone.now(), username="ivy", password=PASSWORD, role=Role.CLINICIAN)
    client = signed_in(officer)
    page = f"/admin/sign-in/hand-over/{made.pk}/set-up/"
    decided = client.post(f"/admin/desk/access/asked/{made.grants.get().pk}/", {"answer": "grant"})
    assert decided.headers["Location"] == page
    [handed] = re.findall(IN_DIGITS, client.post(page).content.decode())
    assert not re.search(IN_DIGITS, client.get(page).content.decode())
    assert typed(gave_password(), handed)
    assert handed not in str([event.details for event in events_of(officer, "privilege")])
    assert [event.details["what"] for event in events_of(officer, "privilege")] == ["granted", "set-up-code-made"]


def test_shell_prints_it(boss: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\n"))
    said = StringIO()
    call_command("hire", "ivy", "--role", "clinician", stdout=said)
    assert typed(gave_password(), re.findall(IN_DIGITS, said.getvalue())[0])
    call_command("sign_in_ticket", "ivy", stdout=said)
    assert typed(gave_password(), re.findall(IN_DIGITS, said.getvalue())[1])


# --- tickets


def locked_out(ivy: Staff) -> None:
    for _ in range(5):
        Client().post(LOG_IN, {"username": "ivy", "password": "guess"}, REMOTE_ADDR=CLINIC)


def give_password(client: Client, password: str = PASSWORD) -> int:
    given = {"username": "ivy", "password": password}
    return client.post(LOG_IN, given, REMOTE_ADDR=CLINIC).status_code


def give_ticket(client: Client, ticket: str, name: str = "ivy") -> int:
    return client.post(TICKET, {"username": name, "ticket": ticket}, REMOTE_ADDR=CLINIC).status_code


def ticket_for(ivy: Staff, by: Staff) -> str:
    return tickets.issue_ticket(by=acting(by), staff_id=ivy.pk, now=timezone.now())


def test_ticket_opens_a_lane_whatever_others_guess_from_the_same_address(ivy: Staff, boss: Staff) -> None:
    enrolled(ivy)
    locked_out(ivy)
    new = Client()
    assert give_password(new) == 429
    for _ in range(20):
        give_ticket(Client(), "0000-0000-0000")
    assert give_ticket(new, ticket_for(ivy, boss)) == 302
    locked_out(ivy)
    assert give_password(new) == 302
    assert new.post(CODE, {"code": code(ivy)}, REMOTE_ADDR=CLINIC).status_code == 302


def test_ticket_signs_nobody_in_and_its_lane_has_five_tries(ivy: Staff, boss: Staff) -> None:
    thief = Client()
    give_ticket(thief, ticket_for(ivy, boss))
    assert thief.get("/admin/").status_code == 302
    assert [give_password(thief, "guess") for _ in range(6)] == [200, 200, 200, 200, 429, 429]


def test_ticket_counts_once_for_half_an_hour_and_its_owner(ivy: Staff, boss: Staff, clock: Any) -> None:
    ticket = ticket_for(ivy, boss)
    assert (give_ticket(Client(), ticket, "boss"), give_ticket(Client(), ticket, "nobody")) == (200, 200)
    assert (give_ticket(Client(), ticket), give_ticket(Client(), ticket)) == (302, 200)
    late = ticket_for(ivy, boss)
    clock.shift(timedelta(minutes=31))
    assert give_ticket(Client(), late) == 200


def test_three_tickets_a_day(ivy: Staff, boss: Staff, clock: Any) -> None:
    for _ in range(3):
        ticket_for(ivy, boss)
    with pytest.raises(NotAllowed) as refused:
        ticket_for(ivy, boss)
    assert refused.value.why == Why.TOO_MANY
    clock.shift(timedelta(days=1, minutes=1))
    assert ticket_for(ivy, boss)


def test_ticket_is_in_the_book_and_its_digits_nowhere(ivy: Staff, officer: Staff) -> None:
    page = f"/admin/sign-in/hand-over/{ivy.pk}/browser/"
    [ticket] = re.findall(IN_DIGITS, signed_in(officer).post(page).content.decode())
    give_ticket(Client(), ticket)
    made, used = AuditEvent.objects.filter(word="privilege").order_by("-id")[:2][::-1]
    assert (made.actor_id, made.details["what"]) == (str(officer.pk), "browser-code-made")
    assert (used.actor_kind, used.details["what"], used.details["id"]) == ("system", "ticket-used", str(ivy.pk))
    kept = str(list(SignInTicket.objects.values())) + str(list(AuditEvent.objects.values("details")))
    assert ticket.replace("-", "") not in kept.replace("-", "")


def test_wrong_tickets_are_one_line_a_minute(ivy: Staff, clock: Any) -> None:
    before = AuditEvent.objects.filter(word="sign-in-failed").count()
    for _ in range(5):
        give_ticket(Client(), "0000-0000-0000")
    clock.shift(timedelta(minutes=2))
    give_ticket(Client(), "0000-0000-0000")
    lines = AuditEvent.objects.filter(word="sign-in-failed").order_by("id")[before:]
    assert [(line.details["step"], line.details.get("tries", 1)) for line in lines] == [("ticket", 1), ("ticket", 5)]
