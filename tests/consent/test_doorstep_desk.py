"""What staff do about sign-ups: forms, paper lists, letters that are stuck."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from clinic.enums import Role
from clinic.models import Notice
from consent.domain.letters import MOST_TRIES
from consent.enums import DoorstepKind, OptInMode, SignUpPlace
from consent.models import OptIn, Posted, SignUpForm
from consent.operations import doorstep
from patients.models import Person
from tests.consent.people import NOW
from tests.desk_people import signed_in, staff

pytestmark = pytest.mark.django_db(databases=["default"])


@pytest.fixture
def fair() -> SignUpForm:
    return SignUpForm.objects.create(slug="fair", place=SignUpPlace.BOOTH, title_en="Fair", created_at=NOW)


def _list(*lines: tuple[str, str, bool]) -> dict[str, Any]:
    told: dict[str, Any] = {"language": "zh-hant", "form-TOTAL_FORMS": 12, "form-INITIAL_FORMS": 0}
    for number, (name, email, wanted) in enumerate(lines):
        told |= {f"form-{number}-name": name, f"form-{number}-email": email}
        told |= {f"form-{number}-wanted": "on"} if wanted else {}
    return told


def _path() -> str:
    return reverse("admin:sign-up-list", args=["fair"])


def test_paper_list_is_taken_in_by_whoever_typed_it(fair: SignUpForm) -> None:
    clerk = signed_in(staff(Role.FRONT_DESK))
    answer = clerk.post(_path(), _list(("Ana", "ana@example.org", True), ("Bo", "bo@example.org", True)))
    assert answer.status_code == 302
    taken = OptIn.objects.values_list("via", "form", "text_version", "mode", "confirmed_at").distinct()
    assert list(taken) == [("booth", "fair", "paper-list-2026-11", "double", None)]
    assert list(Person.objects.values_list("kind", "language")) == [("subscriber", "zh-hant")] * 2
    assert list(Notice.objects.values_list("kind", flat=True)) == ["confirm-subscription"] * 2
    assert {event.actor_kind for event in AuditEvent.objects.filter(word="consent")} == {"staff"}


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (("Ana", "ana@example.org", False), "They did not tick the box"),
        (("", "ana@example.org", True), "A name and an address, please."),
        (("Ana", "ana@", True), "Enter a valid email address."),
        (("www.spam.example", "ana@example.org", True), "Please write a name only"),
    ],
)
def test_paper_list_with_a_wrong_line_takes_nobody_in(
    fair: SignUpForm, line: tuple[str, str, bool], error: str
) -> None:
    answer = signed_in(staff(Role.MARKETER)).post(_path(), _list(("Bo", "bo@example.org", True), line))
    assert (answer.status_code, error in answer.content.decode()) == (200, True)
    assert (OptIn.objects.count(), Person.objects.count()) == (0, 0)


def test_paper_list_of_a_closed_form_is_not_found(fair: SignUpForm) -> None:
    clerk = signed_in(staff(Role.FRONT_DESK))
    assert clerk.get(_path()).status_code == 200
    SignUpForm.objects.filter(pk=fair.pk).update(is_open=False)
    assert clerk.get(_path()).status_code == 404


def test_marketer_sets_up_a_form_and_keeps_its_name(client: Client) -> None:
    marketer = signed_in(staff(Role.MARKETER))
    told = {"slug": "spring", "place": "booth", "mode": "single", "title_en": "Spring fair", "is_open": "on"}
    assert marketer.post("/admin/consent/signupform/add/", told).status_code == 302
    form = SignUpForm.objects.get(slug="spring")
    marketer.post(f"/admin/consent/signupform/{form.pk}/change/", {**told, "slug": "other", "mode": "double"})
    form.refresh_from_db()
    assert (form.slug, form.mode) == ("spring", OptInMode.DOUBLE)
    event = AuditEvent.objects.filter(word="configure").latest("id")
    assert (event.details["form"], event.details["mode"]) == ("spring", "double")
    assert client.get("/subscribe/spring/").status_code == 200


# --- stuck letters -----------------------------------------------------------------------------------------


def _letter(tries: int = MOST_TRIES) -> Posted:
    doorstep.post(kind=DoorstepKind.LINK_LOST, content={"email": "zebra@example.org"}, language="en", now=NOW)
    Posted.objects.update(tries=tries)
    return Posted.objects.get()


def test_officer_reads_a_stuck_letter_through_the_door() -> None:
    letter, officer = _letter(), signed_in(staff(Role.PRIVACY_OFFICER))
    assert "zebra" not in officer.get("/admin/consent/posted/").content.decode()
    assert "email: zebra@example.org" in officer.get(_page_of(letter)).content.decode()


def test_letter_that_still_waits_is_shown_to_nobody() -> None:
    letter, officer = _letter(tries=0), signed_in(staff(Role.PRIVACY_OFFICER))
    assert str(letter.pk) not in officer.get("/admin/consent/posted/").content.decode()
    assert "zebra" not in officer.get(_page_of(letter), follow=True).content.decode()


@pytest.mark.parametrize(("action", "tries", "is_handled"), [("try_again", 0, False), ("seen_to", MOST_TRIES, True)])
def test_officer_decides_what_becomes_of_it(action: str, tries: int, is_handled: bool) -> None:
    letter = _letter()
    told = {"action": action, "_selected_action": [str(letter.pk)]}
    assert signed_in(staff(Role.PRIVACY_OFFICER)).post("/admin/consent/posted/", told).status_code == 302
    letter.refresh_from_db()
    assert (letter.tries, letter.handled_at is not None, letter.content is None) == (tries, is_handled, is_handled)


def _page_of(letter: Posted) -> str:
    return reverse("admin:consent_posted_change", args=[letter.pk])
