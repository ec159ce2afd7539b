"""The access book as the privacy officer reads it."""

import re

import pytest
from pytest_django import DjangoAssertNumQueries

from audit.domain.actors import Actor
from audit.enums import AuditWord, PurposeOfUse
from audit.events_in_words import place_in_words
from audit.ledger import record_change
from audit.models import AuditEvent
from audit.origin import acting_from
from clinic.enums import Role
from patients.models import Person
from tests.desk_people import house, patient, signed_in, staff

pytestmark = pytest.mark.usefixtures("committing_db")  # what other tests have the door write stays in theirs
BOOK = "/admin/audit/auditevent/"


def _looks(people: list[Person], by: Actor) -> None:
    with acting_from("web:admin:desk-person"):
        record_change(
            word=AuditWord.REVEAL, actor=by, people=[one.pk for one in people], purpose=PurposeOfUse.TREATMENT
        )


@pytest.mark.parametrize("number", [1, 3])
def test_the_book_says_who_in_one_query_for_all_rows(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    house()
    officer = signed_in(staff(Role.PRIVACY_OFFICER))
    for place in range(number):
        member = staff(username=f"desk-{place}")
        _looks([], Actor.staff(member.pk, member.role))
    officer.get(BOOK)
    with django_assert_num_queries(12):
        assert officer.get(BOOK).status_code == 200


def test_the_book_is_in_words() -> None:
    house()
    member = staff(username="frontdesk")
    _looks([patient(), patient(given="Ana")], Actor.staff(member.pk, member.role))
    page = signed_in(staff(Role.PRIVACY_OFFICER)).get(f"{BOOK}?word=reveal&who=frontdesk")
    assert page.status_code == 200
    [line] = page.context["lines"]
    assert [line.event.who, line.whom, line.data, line.place] == [
        "frontdesk (Front desk)",
        "2 people",
        "",
        "page desk person",
    ]
    event = AuditEvent.objects.get(word="reveal", actor_id=str(member.pk))
    row = signed_in(staff(Role.PRIVACY_OFFICER, "second")).get(f"{BOOK}{event.pk}/change/").content.decode()
    assert "frontdesk (Front desk)" in row
    assert str(event.people[0]) in row


def test_what_was_asked_of_the_book_is_in_it() -> None:
    house()
    officer, one = staff(Role.PRIVACY_OFFICER), patient()
    signed_in(officer).get(f"{BOOK}?person={one.pk}&word=reveal")
    event = AuditEvent.objects.filter(actor_id=str(officer.pk), word="audit").get()
    assert (event.people, event.details) == ([one.pk], {"person": str(one.pk), "word": "reveal"})


def test_headings_turn_the_order_round_and_say_so() -> None:
    house()
    page = signed_in(staff(Role.PRIVACY_OFFICER)).get(f"{BOOK}?order=-what&word=create&after=1")
    found = {heading.words: (heading.link, heading.sorted) for heading in page.context["headings"]}
    assert found["What"] == ("?order=what&word=create", "descending")
    assert found["Who"] == ("?order=-who&word=create", "none")


def test_page_without_events_and_a_form_with_mistakes_say_so() -> None:
    house()
    officer = signed_in(staff(Role.PRIVACY_OFFICER))
    assert "No event is like that" in officer.get(f"{BOOK}?word=break-glass&until=2020-01-01T00:00").content.decode()
    answer = officer.get(f"{BOOK}?person=Mei+Lin")
    assert answer.status_code == 200
    assert "Something above cannot be read" in answer.content.decode()
    assert not re.search(r"desk-table", answer.content.decode())


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("web:admin:desk-person", "page desk person"),
        ("web:consent:unsubscribe", "page consent unsubscribe"),
        ("command:run_journeys", "command run journeys"),
        ("process", "process"),
    ],
)
def test_places_in_words(place: str, words: str) -> None:
    assert place_in_words(place) == words
