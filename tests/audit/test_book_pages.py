"""The access book as the privacy officer reads it."""

import pytest
from django.contrib.admin.templatetags.admin_list import results
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

pytestmark = pytest.mark.django_db(databases=["default"])
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
    with django_assert_num_queries(10):
        officer.get(BOOK)


def test_the_book_is_in_words() -> None:
    house()
    member = staff(username="frontdesk")
    _looks([patient(), patient(given="Ana")], Actor.staff(member.pk, member.role))
    page = signed_in(staff(Role.PRIVACY_OFFICER)).get(f"{BOOK}?word=reveal")
    assert page.status_code == 200
    shown = [_words(cell) for cell in next(iter(results(page.context["cl"])))]
    assert shown[1:] == [
        "frontdesk (Front desk)",
        "Details shown",
        "2 people",
        "Treatment",
        "Granted",
        "page desk person",
    ]
    event = AuditEvent.objects.get(word="reveal", actor_id=str(member.pk))
    row = signed_in(staff(Role.PRIVACY_OFFICER, "second")).get(f"{BOOK}{event.pk}/change/").content.decode()
    assert "frontdesk (Front desk)" in row
    assert str(event.people[0]) in row


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


def _words(cell: str) -> str:
    return cell.split(">", 1)[1].rsplit("</t", 1)[0].split("</a>")[0].rsplit(">", 1)[-1]
