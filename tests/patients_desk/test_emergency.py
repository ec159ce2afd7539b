"""Emergency access on the pages: offered, opened, shown, ended, reviewed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic.enums import Role
from clinic.models import BreakGlass, Staff
from patients.models import Person
from tests.desk_people import events_of, patient, signed_in, staff

pytestmark = pytest.mark.django_db
WHY = {"reason": "emergency", "words": "Unconscious, allergies unknown."}


@pytest.fixture
def person(at_the_desk: Staff) -> Person:
    return patient("Mei", "Lin", notes="Penicillin: no.")


def page(name: str, person: Person) -> str:
    return reverse(f"admin:{name}", args=[person.pk])


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_refused_notes_offer_emergency_access(client: Client, person: Person) -> None:
    refused = text_of(client, page("desk-notes", person), 403)
    assert (page("desk-emergency", person) in refused, "Penicillin" in refused) == (True, False)
    assert page("desk-emergency", person) in text_of(client, page("desk-person", person))


def test_opened_shows_a_bar_and_the_notes_and_ends_with_a_click(client: Client, person: Person) -> None:
    assert "privacy officers are told at once" in text_of(client, page("desk-emergency", person))
    opened = client.post(page("desk-emergency", person), WHY, follow=True).content.decode()
    assert "open</strong> for 60 more minutes" in opened
    assert "Penicillin: no." in text_of(client, page("desk-notes", person))
    client.post(page("desk-end-emergency", person))
    assert "Penicillin" not in text_of(client, page("desk-notes", person), 403)


def test_bar_is_gone_after_an_hour(client: Client, person: Person) -> None:
    client.post(page("desk-emergency", person), WHY)
    BreakGlass.objects.update(ends_at=timezone.now())
    assert "Emergency access is open" not in text_of(client, page("desk-person", person))


@pytest.mark.parametrize(
    "told", [{}, {"reason": "emergency"}, {"reason": "bored", "words": WHY["words"]}, {**WHY, "words": "now"}]
)
def test_without_a_reason_nothing_opens(client: Client, person: Person, told: dict[str, str]) -> None:
    assert client.post(page("desk-emergency", person), told).status_code == 200
    assert BreakGlass.objects.count() == 0


def test_looking_at_the_page_opens_nothing(client: Client, person: Person) -> None:
    text_of(client, page("desk-emergency", person))
    assert BreakGlass.objects.count() == 0


@pytest.mark.parametrize("role", [Role.MARKETER, Role.PRIVACY_OFFICER])
def test_roles_without_emergency_access_are_refused(person: Person, role: Role) -> None:
    member = staff(role, "other")
    assert signed_in(member).post(page("desk-emergency", person), WHY).status_code == 403
    assert BreakGlass.objects.count() == 0


def test_clinicians_see_notes_and_need_no_emergency(person: Person) -> None:
    client = signed_in(staff(Role.CLINICIAN))
    assert "Penicillin: no." in text_of(client, page("desk-notes", person))
    assert "would add nothing" in text_of(client, page("desk-emergency", person))
    client.post(page("desk-emergency", person), WHY)
    assert BreakGlass.objects.count() == 0


def test_administrator_opens_an_emergency_for_treatment(person: Person) -> None:
    boss = staff(Role.ADMINISTRATOR)
    client = signed_in(boss)
    client.post(page("desk-emergency", person), WHY)
    assert "Penicillin: no." in text_of(client, page("desk-notes", person))
    [event] = [event for event in events_of(boss, "reveal") if "patients.person.notes" in event.fields]
    assert (event.purpose, list(event.details)) == ("TREAT", ["break_glass"])


def test_officer_sees_why_and_how_much_and_answers_once(client: Client, person: Person) -> None:
    client.post(page("desk-emergency", person), WHY)
    client.get(page("desk-notes", person))
    officer = staff(Role.PRIVACY_OFFICER)
    desk, opened = signed_in(officer), BreakGlass.objects.get()
    shown = text_of(desk, reverse("admin:desk-emergencies"))
    assert (WHY["words"] in shown, "1 look while it was open" in shown, "open now" in shown) == (True, True, True)
    assert [event.people for event in events_of(officer, "list")] == [[person.pk]]
    answer = reverse("admin:desk-review-emergency", args=[opened.pk])
    assert "It is still open" in desk.post(answer, {"answer": "justified"}, follow=True).content.decode()
    client.post(page("desk-end-emergency", person))
    desk.post(answer, {"answer": "no word of ours"})
    desk.post(answer, {"answer": "justified"})
    assert "Somebody was first" in desk.post(answer, {"answer": "not-justified"}, follow=True).content.decode()
    opened.refresh_from_db()
    assert (opened.was_justified, opened.reviewed_by) == (True, officer)


def test_person_page_is_marked_too_while_it_is_open(client: Client, person: Person, at_the_desk: Staff) -> None:
    client.get(page("desk-person", person))
    client.post(page("desk-emergency", person), WHY, follow=True)
    marked = {"break_glass": str(BreakGlass.objects.get().pk)}
    looks = [event.details for event in events_of(at_the_desk, "reveal") if "patients.person.street" in event.fields]
    assert sorted(looks, key=len) == [{}, marked]


def test_overdue_is_said(person: Person) -> None:
    opened = timezone.now() - timedelta(days=4)
    BreakGlass.objects.create(
        staff=staff(Role.CLINICIAN), person_id=person.pk, reason="other", words="Why.", opened_at=opened,
        ends_at=opened, review_due_at=opened + timedelta(days=3),
    )  # fmt: skip
    shown = text_of(signed_in(staff(Role.PRIVACY_OFFICER)), reverse("admin:desk-emergencies"))
    assert "overdue since" in shown


@pytest.mark.parametrize("rows", [1, 3])
def test_queue_asks_the_database_equally_often(
    client: Client, person: Person, django_assert_num_queries: object, rows: int
) -> None:
    for number in range(rows):
        client.post(page("desk-emergency", patient(f"Given{number}")), WHY)
    desk = signed_in(staff(Role.PRIVACY_OFFICER))
    with django_assert_num_queries(7):  # type: ignore[operator]
        text_of(desk, reverse("admin:desk-emergencies"))


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.CLINICIAN, Role.MARKETER, Role.ADMINISTRATOR])
def test_only_officers_review(client: Client, person: Person, role: Role) -> None:
    client.post(page("desk-emergency", person), WHY)
    opened = BreakGlass.objects.get()
    other = signed_in(staff(role, "other"))
    assert other.get(reverse("admin:desk-emergencies")).status_code == 403
    answer = other.post(reverse("admin:desk-review-emergency", args=[opened.pk]), {"answer": "justified"})
    assert (answer.status_code, BreakGlass.objects.get().reviewed_at) == (403, None)
