"""Finding a person: by what they say, under one event, with nothing of it kept."""

from datetime import date

import pytest
from django.test import Client

from audit.blind import search_term_key
from clinic.enums import Role
from clinic.models import Staff, StaffSession
from patients.desk.look_up import MOST_SHOWN
from tests.desk_people import events_of, patient, signed_in, staff

PAGE = "/admin/desk/look-up/"


@pytest.mark.parametrize(
    "term",
    [
        "lin mei",
        "MEI",
        "(312) 555-0111",
        "mei.lin@example.org",
        " Mei.Lin@Example.org ",
        "mr-7",
        "1980-05-06",
        "6/5/1980",
    ],
)
def test_person_is_found_by_each_key(client: Client, term: str) -> None:
    patient(
        email="mei.lin@example.org", phone="312 555 0111", record_number="MR-7", birth_date=date(1980, 5, 6)
    )  # fmt: skip
    patient("Omar", "Khan", phone="312 555 0112", record_number="MR-8", birth_date=date(1981, 6, 7))
    found = client.post(PAGE, {"term": term}).context["found"]
    assert [one.details.name for one in found] == ["Mei Lin"]


@pytest.mark.parametrize(
    ("given", "family", "term"),
    [
        ("Amy3", "Ash", "Amy3"),
        ("Alice368", "Ash", "alice368"),
        ("Sean", "O'Neil", "oneil"),
        ("Sean", "O'Neil", "O'Neil"),
    ],
)
def test_name_is_found_as_it_is_typed(client: Client, given: str, family: str, term: str) -> None:
    person = patient(given, family)
    assert [one.person for one in client.post(PAGE, {"term": term}).context["found"]] == [person]


def test_person_is_found_by_their_confidential_address(client: Client) -> None:
    person = patient(email="home@example.org", confidential_email="work@example.org")
    assert [one.person for one in client.post(PAGE, {"term": "Work@example.org"}).context["found"]] == [person]


def test_search_is_one_event_with_everybody_shown_and_no_term(client: Client, at_the_desk: Staff) -> None:
    people = {patient("Mei", "Lin").pk, patient("Ana", "Lin").pk}
    client.post(PAGE, {"term": "lin"})
    [event] = events_of(at_the_desk, "search")
    assert set(event.people) == people
    assert event.details == {"term": search_term_key("lin"), "kinds": "name record-number", "candidates": 2}
    assert (event.purpose, event.outcome, event.place) == ("TREAT", "granted", "web:admin:desk-look-up")


def test_search_that_finds_nobody_is_in_the_book_and_says_what_to_do(client: Client, at_the_desk: Staff) -> None:
    page = client.post(PAGE, {"term": "nobody"}).content.decode()
    assert [event.people for event in events_of(at_the_desk, "search")] == [[]]
    assert "Nobody found" in page and "Register a new patient" in page


def test_candidates_whose_name_does_not_agree_are_left_out(client: Client) -> None:
    """The index compares seven letters; the rest is compared on the revealed name."""
    patient("Alexandra", "Stone")
    patient("Alexandre", "Stone")
    found = client.post(PAGE, {"term": "alexandra"}).context["found"]
    assert [one.details.name for one in found] == ["Alexandra Stone"]


def test_many_are_cut_and_the_page_asks_to_narrow_it_down(client: Client) -> None:
    for number in range(MOST_SHOWN + 1):
        patient("Ana", f"Lin{number}")
    page = client.post(PAGE, {"term": "ana"})
    assert (len(page.context["found"]), page.context["more"]) == (MOST_SHOWN, True)
    assert "Narrow it down" in page.content.decode()


def test_get_with_a_term_searches_nothing(client: Client, at_the_desk: Staff) -> None:
    patient()
    page = client.get(PAGE, {"term": "lin"})
    assert ("found" in page.context, events_of(at_the_desk, "search")) == (False, [])


def test_what_was_typed_is_not_on_the_page_nor_in_the_session(client: Client) -> None:
    page = client.post(PAGE, {"term": "zyxwvut"})
    kept = [session.get_decoded() for session in StaffSession.objects.all()]
    assert ("zyxwvut" in page.content.decode(), "zyxwvut" in str(kept)) == (False, False)


@pytest.mark.parametrize("number_of_people", [1, 3])
def test_search_asks_the_database_equally_often(
    client: Client, number_of_people: int, django_assert_num_queries: object
) -> None:
    for number in range(number_of_people):
        patient("Ana", f"Lin{number}")
    with django_assert_num_queries(QUERIES):
        client.post(PAGE, {"term": "ana"})


#: session, staff, permissions twice, clinic twice (time zone, phone region), by name, by record number
QUERIES = 8


def test_marketer_is_refused_and_the_try_is_in_the_book(client: Client) -> None:
    marketer = staff(Role.MARKETER)
    answer = signed_in(marketer).post(PAGE, {"term": "lin"})
    assert answer.status_code == 403
    assert [(event.outcome, event.details) for event in events_of(marketer, "reveal")] == [
        ("denied", {"permission": "patients.view_person"})
    ]
