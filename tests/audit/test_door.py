"""The door: an event first, then plaintext; no event, no plaintext."""

import os
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from audit.domain.actors import Actor
from audit.door import AccessRefused, NotAskedFor, phi_access
from audit.door_connection import DoorClosed, door_cursor
from audit.enums import Outcome, PurposeOfUse
from audit.keys import CannotOpen
from audit.models import AuditEvent
from patients.models import Person
from tests.at_once import at_once
from tests.database_roles import as_owner

NAME = "patients.person.given_name"
DESK = Actor.staff(uuid4(), "front-desk")


@pytest.fixture
def person(committing_db: object) -> Person:
    made = Person(kind="patient", given_name="Ada", family_name="Lovelace")
    made.save()
    return made


def _events() -> QuerySet[AuditEvent]:
    """Without those that say which keys this process took up."""
    return AuditEvent.objects.exclude(word="key")


def reveal(person: Person, *, fields: tuple[str, ...] = (NAME,), actor: Actor = DESK) -> str | None:
    with phi_access(actor=actor, purpose=PurposeOfUse.TREATMENT, people=[person.pk], fields=fields) as phi:
        return phi.reveal(person.given_name)


def test_reveal_has_its_event_with_who_whom_what_why(person: Person) -> None:
    assert reveal(person) == "Ada"
    event = _events().get()
    assert (event.word, event.actor_kind, event.actor_id, event.actor_role, event.purpose, event.outcome) == (
        "reveal",
        "staff",
        DESK.id,
        "front-desk",
        "TREAT",
        "granted",
    )
    assert (event.people, event.fields, event.details) == ([person.pk], [NAME], {})


def test_event_is_committed_before_the_block_begins(person: Person) -> None:
    with phi_access(actor=DESK, purpose=PurposeOfUse.TREATMENT, people=[person.pk], fields=[NAME]):
        assert _count_in_another_thread() == 1


def test_event_stays_when_the_business_transaction_rolls_back(person: Person) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert reveal(person) == "Ada"
        raise ZeroDivisionError
    assert _events().count() == 1


def test_field_not_asked_for_stays_sealed(person: Person) -> None:
    with pytest.raises(NotAskedFor, match=r"given_name was not asked for"):
        reveal(person, fields=("patients.person.family_name",))


def test_person_not_asked_for_stays_sealed(person: Person) -> None:
    with (
        phi_access(actor=DESK, purpose=PurposeOfUse.TREATMENT, people=[uuid4()], fields=[NAME]) as phi,
        pytest.raises(NotAskedFor, match="this person was not asked for"),
    ):
        phi.reveal(person.given_name)


def test_closed_door_reveals_nothing(person: Person) -> None:
    with phi_access(actor=DESK, purpose=PurposeOfUse.TREATMENT, people=[person.pk], fields=[NAME]) as phi:
        pass
    with pytest.raises(NotAskedFor, match="the door is closed"):
        phi.reveal(person.given_name)


def test_value_from_values_list_opens_with_its_row(person: Person) -> None:
    (sealed,) = Person.objects.values_list("given_name", flat=True)
    with phi_access(actor=DESK, purpose=PurposeOfUse.TREATMENT, people=[person.pk], fields=[NAME]) as phi:
        assert phi.reveal(sealed.of(row=person.pk, person=person.pk)) == "Ada"
        with pytest.raises(NotAskedFor, match="say which row"):
            phi.reveal(sealed)


def test_value_cannot_be_passed_off_as_nobodys(person: Person) -> None:
    (sealed,) = Person.objects.values_list("given_name", flat=True)
    with phi_access(actor=DESK, purpose=PurposeOfUse.TREATMENT, people=[], fields=[NAME]) as phi:
        for claimed in (None, uuid4()):
            with pytest.raises(NotAskedFor, match="this person was not asked for"):
                phi.reveal(sealed.of(row=person.pk, person=claimed))


def test_link_of_one_patient_opens_no_other(person: Person) -> None:
    def look(actor: Actor, *people: UUID) -> str | None:
        with phi_access(actor=actor, purpose=PurposeOfUse.PATIENT_REQUEST, people=people, fields=[NAME]) as phi:
            return phi.reveal(person.given_name)

    assert look(Actor.patient(person.pk), person.pk) == "Ada"
    for actor, people in ((Actor.patient(uuid4()), [person.pk]), (Actor.patient(person.pk), [person.pk, uuid4()])):
        with pytest.raises(AccessRefused, match="made for somebody else"):
            look(actor, *people)


def test_forked_child_writes_over_a_connection_of_its_own(person: Person) -> None:
    assert reveal(person) == "Ada"
    child = os.fork()
    if child == 0:
        connection.connection = None  # Django's own is the caller's business, as in Celery's pool
        for _ in range(20):
            reveal(person)
        os._exit(0)
    for _ in range(20):
        reveal(person)
    assert os.waitpid(child, 0)[1] == 0
    assert _events().count() == 41


def test_role_without_the_right_is_denied_and_the_denial_is_in_the_book(person: Person) -> None:
    with pytest.raises(AccessRefused, match=r"marketer may not see patients\.person\.given_name for treatment"):
        reveal(person, actor=Actor.staff(uuid4(), "marketer"))
    assert list(_events().values_list("outcome", flat=True)) == [Outcome.DENIED]


@pytest.mark.parametrize("actor", [Actor("", "x"), Actor("staff", "x", ""), Actor("staff", "x", "superuser")])
def test_unknown_actor_is_denied(person: Person, actor: Actor) -> None:
    with pytest.raises(AccessRefused):
        reveal(person, actor=actor)


def test_no_actor_or_no_purpose_means_no_plaintext(person: Person) -> None:
    with pytest.raises(ValueError, match="needs an actor"):
        reveal(person, actor=Actor("staff", "", "front-desk"))
    with (
        pytest.raises(ValueError, match="not a valid PurposeOfUse"),
        phi_access(actor=DESK, purpose="", people=[person.pk], fields=[NAME]),  # type: ignore[arg-type]
    ):
        pass
    assert _events().count() == 0


@pytest.fixture
def locked_book(person: Person) -> Iterator[None]:
    with as_owner() as cursor, cursor.connection.transaction():
        cursor.execute("LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE")
        yield


def test_book_that_cannot_be_written_closes_the_door(person: Person, locked_book: None) -> None:
    with pytest.raises(DoorClosed):
        reveal(person)


def test_door_opens_again_when_the_book_can_be_written(person: Person) -> None:
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE audit_event RENAME TO away")
        with pytest.raises(DoorClosed):
            reveal(person)
        cursor.execute("ALTER TABLE away RENAME TO audit_event")
    assert reveal(person) == "Ada"


def test_lost_connection_closes_the_door_once_and_then_heals(person: Person) -> None:
    assert reveal(person) == "Ada"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = current_user"
        )
    with pytest.raises(DoorClosed):
        reveal(person)
    assert reveal(person) == "Ada"


@pytest.mark.parametrize(
    "move",
    [
        "UPDATE patients_person SET given_name = (SELECT given_name FROM patients_person WHERE id = %(other)s)"
        " WHERE id = %(id)s",
        "UPDATE patients_person SET given_name = family_name WHERE id = %(id)s",
        "UPDATE patients_person SET given_name = set_byte(given_name, 40, get_byte(given_name, 40) # 1)"
        " WHERE id = %(id)s",
        "UPDATE patients_person SET given_name = convert_to('Ada', 'UTF8') WHERE id = %(id)s",
    ],
    ids=["another row's", "another column's", "a flipped bit", "plain text"],
)
def test_ciphertext_from_elsewhere_refuses_to_open(person: Person, move: str) -> None:
    other = Person(kind="patient", given_name="Grace")
    other.save()
    with connection.cursor() as cursor:
        cursor.execute(move, {"id": person.pk, "other": other.pk})
    person.refresh_from_db()
    with pytest.raises(CannotOpen) as caught:
        reveal(person)
    assert "Grace" not in str(caught.value) and "Lovelace" not in str(caught.value)


def test_forty_threads_are_each_in_the_book_as_themselves(person: Person) -> None:
    def look() -> str | None:
        return reveal(person, actor=Actor.staff(uuid4(), "front-desk"))

    assert [at_once(*[look] * 10) for _ in range(4)] == [["Ada"] * 10] * 4
    assert _events().values("actor_id").distinct().count() == 40


def test_thread_that_ends_takes_nobody_elses_connection_along(person: Person) -> None:
    before = _session_at_the_door()
    others = at_once(_session_at_the_door, _session_at_the_door)
    assert len({before, *others}) == 3
    assert _session_at_the_door() == before


def _session_at_the_door() -> int:
    with door_cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (session,) = cursor.fetchone()
    return int(session)


def _count_in_another_thread() -> int:
    (found,) = at_once(_events().count)
    return found
