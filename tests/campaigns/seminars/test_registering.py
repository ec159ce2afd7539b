"""`/events/<slug>/` and `/events/to/<token>/`: a place at a seminar, and nothing else."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from campaigns.enums import PlaceState, SeminarState
from campaigns.models import Message, SeminarPlace
from campaigns.operations import seminars
from clinic.models import Notice
from consent.models import OptIn, Posted, Preference
from patients.models import Person
from tests.campaigns.scenes import NOW, patient
from tests.campaigns.seminars.scenes import EVENING, STAFF, mail_out, north_office, seminar, take_up, written

pytestmark = pytest.mark.django_db
TOLD = {"name": "Ana Li", "email": "ana@mail.example"}


def _states() -> list[str]:
    return sorted(SeminarPlace.objects.values_list("state", flat=True))


def _mails(folder: Path) -> Iterator[tuple[str, str]]:
    """(subject, text), in the order in which they left."""
    for path in sorted(folder.glob("*.eml"), key=lambda one: one.stat().st_mtime_ns):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        yield str(mail["Subject"]), str(mail.get_body(["plain"]).get_content())  # type: ignore[union-attr]


def _link(text: str) -> str:
    [found] = set(re.findall(r"/events/to/[\w-]+/", text))
    return str(found)


def test_page_tells_of_the_seminar_in_three_languages(client: Client) -> None:
    seminar(location_id=north_office().pk, online_url="")
    page = client.get("/events/sleep/").content.decode()
    assert [word in page for word in ("Sleeping well", "Dr. Ada Wu", "Monday, June 22", "6:30 PM", "5 North Road")] == [
        True
    ] * 5
    assert "睡得好" in client.get("/events/sleep/?lang=zh-hant").content.decode()
    assert "Sleeping well" in client.get("/events/sleep/?lang=zh-hans").content.decode()


def test_page_keeps_a_sealed_letter_and_nothing_else(client: Client) -> None:
    seminar()
    answer = client.post("/events/sleep/", TOLD)
    assert (answer.status_code, Posted.objects.get().kind) == (200, "seminar")
    assert (SeminarPlace.objects.count(), Person.objects.count(), "Ana" in f"{Posted.objects.get().content}") == (
        0,
        0,
        False,
    )


def test_page_says_the_same_to_the_known_the_registered_and_the_one_too_many(client: Client) -> None:
    seminar(seats=1)
    patient(email="known@mail.example")
    client.post("/events/sleep/", TOLD)
    take_up()
    answers = [
        client.post("/events/sleep/", TOLD | {"email": email})
        for email in ("ana@mail.example", "known@mail.example", "new@mail.example")
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    take_up()
    assert "It costs nothing" in client.get("/events/sleep/").content.decode()


@pytest.mark.parametrize("state", [SeminarState.DRAFT, None])
def test_page_that_is_none_yet_is_not_found(client: Client, state: SeminarState | None) -> None:
    if state:
        seminar(state=state)
    assert (client.get("/events/sleep/").status_code, client.post("/events/sleep/", TOLD).status_code) == (404, 404)


@pytest.mark.parametrize(
    ("state", "at", "says"),
    [
        (SeminarState.CLOSED, NOW, "Registration is closed"),
        (SeminarState.OFF, NOW, "was called off"),
        (SeminarState.OPEN, EVENING - timedelta(hours=12), "Registration is closed"),
        (SeminarState.OPEN, EVENING, "has begun or is over"),
    ],
)
def test_closed_page_takes_nothing(client: Client, state: SeminarState, at: datetime, says: str) -> None:
    seminar(state=state)
    with time_machine.travel(at, tick=False):
        answer = client.post("/events/sleep/", TOLD)
    assert (says in answer.content.decode(), Posted.objects.count()) == (True, 0)


def test_registering_twice_is_one_place_and_one_mail(client: Client, mail_folder: Path) -> None:
    seminar()
    for _ in range(2):
        client.post("/events/sleep/", TOLD)
    mail_out()
    client.post("/events/sleep/", TOLD)
    mail_out()
    [(subject, text)] = _mails(mail_folder)
    assert (_states(), subject) == ([PlaceState.HELD], "Your request is done")
    assert ("Monday, June 22" in text, "6:30 PM" in text, "Online" in text) == (True, True, True)
    assert ("Sleeping" in text, "meet.example" in text) == (False, False)


def test_whoever_is_too_late_is_told_that_it_is_full(client: Client, mail_folder: Path) -> None:
    seminar(seats=1)
    for email in ("ana@mail.example", "bo@mail.example"):
        client.post("/events/sleep/", TOLD | {"email": email})
        mail_out()
    assert _states() == [PlaceState.FULL, PlaceState.HELD]
    assert [subject for subject, _ in _mails(mail_folder)] == [
        "Your request is done",
        "There is an answer to your request",
    ]


def test_registering_is_no_yes_to_marketing(client: Client) -> None:
    seminar()
    client.post("/events/sleep/", TOLD)
    mail_out()
    assert (OptIn.objects.count(), Preference.objects.count()) == (0, 0)
    [message] = Message.objects.all()
    assert (message.purpose, message.person.kind, message.state) == ("request-answer", "subscriber", "accepted")


def test_address_of_a_patient_is_a_subscribers_of_their_own(client: Client) -> None:
    seminar()
    known = patient(email="ana@mail.example")
    client.post("/events/sleep/", TOLD)
    take_up()
    [place] = SeminarPlace.objects.all()
    assert (place.person_id == known.pk, place.person.kind) == (False, "subscriber")


def test_link_in_the_mail_gives_the_place_up_for_somebody_else(client: Client, mail_folder: Path) -> None:
    seminar(seats=1)
    client.post("/events/sleep/", TOLD)
    mail_out()
    [(_, text)] = _mails(mail_folder)
    link = _link(text)
    page = client.get(link).content.decode()
    assert ("You have a place" in page, "https://meet.example/sleep" in page, _states()) == (
        True,
        True,
        [PlaceState.HELD],
    )
    assert client.post(link, {"do": "give-up"}).status_code == 302
    assert ("You gave your place up" in client.get(link).content.decode(), _states()) == (True, [PlaceState.GIVEN_UP])
    client.post("/events/sleep/", TOLD | {"email": "bo@mail.example"})
    take_up()
    assert _states() == [PlaceState.GIVEN_UP, PlaceState.HELD]
    client.post(link, {"do": "register"})
    assert "All places are taken" in client.get(link).content.decode()


def test_link_of_another_page_opens_nothing(client: Client) -> None:
    assert client.get("/events/to/AAAA/").status_code == 404


def test_whoever_has_a_place_hears_of_a_new_time_and_of_the_end(client: Client, mail_folder: Path) -> None:
    made = seminar()
    client.post("/events/sleep/", TOLD)
    mail_out()
    later = EVENING + timedelta(days=1)
    seminars.write(written=written(starts_at=later), by=STAFF, now=NOW, seminar_id=made.pk)
    seminars.write(written=written(starts_at=later, about_en="Other words"), by=STAFF, now=NOW, seminar_id=made.pk)
    mail_out()
    seminars.move_to(state=SeminarState.OFF, seminar_id=made.pk, by=STAFF, now=NOW)
    mail_out()
    told = list(_mails(mail_folder))
    assert [subject for subject, _ in told] == [
        "Your request is done",
        "Please note the new time or place",
        "A note from your clinic",
    ]
    assert "Tuesday, June 23" in told[1][1]
    assert Notice.objects.filter(handled_at=None).count() == 0


def test_fewer_seats_than_people_are_refused_and_a_seat_that_is_gone_is_another(client: Client) -> None:
    made = seminar(seats=3)
    for number in range(2):
        client.post("/events/sleep/", TOLD | {"email": f"p{number}@mail.example"})
        take_up()
    with pytest.raises(seminars.CannotChange):
        seminars.write(written=written(seats=1), by=STAFF, now=NOW, seminar_id=made.pk)
    SeminarPlace.objects.filter(seat=1).update(seat=3)
    seminars.write(written=written(seats=2), by=STAFF, now=NOW, seminar_id=made.pk)
    assert sorted(SeminarPlace.objects.values_list("seat", flat=True)) == [1, 2]
