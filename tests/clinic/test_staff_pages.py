"""The frame of all staff pages: log-in, desk, what is kept, what a refusal looks like."""

import re

import pytest
from django.test import Client
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from audit.models import AuditEvent
from clinic.enums import Role
from clinic.models import Service
from tests.database_roles import closed_book
from tests.desk_people import events_of, house, patient, signed_in, staff

pytestmark = pytest.mark.django_db
PAGES = (
    "/admin/", "/admin/desk/look-up/", "/admin/desk/today/", "/admin/desk/person/new/", "/admin/patients/person/",
    "/admin/clinic/organisation/", "/admin/login/", "/admin/password_change/", "/admin/clinic/staff/",
)  # fmt: skip


@pytest.fixture
def desk() -> Client:
    house()
    return signed_in(staff())


@pytest.mark.parametrize(
    "page", ["/admin/", "/admin/desk/today/", "/admin/desk/person/new/", "/admin/patients/person/"]
)
def test_page_asks_who_is_there(page: str) -> None:
    assert Client().get(page).headers["Location"] == f"/admin/login/?next={page}"


@pytest.mark.parametrize("page", PAGES)
def test_browsers_keep_nothing(desk: Client, page: str) -> None:
    assert "no-store" in desk.get(page).headers["Cache-Control"]


@pytest.mark.parametrize("page", PAGES)
def test_pages_hold_nothing_that_the_content_policy_forbids(desk: Client, page: str) -> None:
    answer = desk.get(page)
    text = answer.content.decode()
    assert re.findall(r"<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=|<style", text) == []
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_index_shows_look_up_cards_and_the_roles_pages(desk: Client) -> None:
    answer = desk.get("/admin/")
    page = answer.content.decode()
    assert [card.permission for card in answer.context["cards"]] == [
        "patients.view_appointment",
        "patients.view_importrun",
    ]
    assert ('name="term"' in page, "/admin/patients/person/" in page, "/admin/clinic/staff/" in page) == (
        True,
        True,
        False,
    )


def test_index_of_a_marketer_has_no_look_up_and_no_card_of_people(desk: Client) -> None:
    answer = signed_in(staff(Role.MARKETER)).get("/admin/")
    assert (answer.context["cards"], 'name="term"' in answer.content.decode()) == ([], False)


def test_refusal_says_what_to_do(desk: Client) -> None:
    answer = desk.get("/admin/clinic/staff/")
    assert (answer.status_code, "Ask an administrator" in answer.content.decode()) == (403, True)


@pytest.mark.parametrize(
    "page",
    ["/admin/desk/look-up/", "/admin/patients/person/", "/admin/audit/auditevent/", "/admin/clinic/staff/add/"],
)
def test_refused_try_is_one_line_and_the_page_says_so(desk: Client, page: str) -> None:
    marketer = staff(Role.MARKETER)
    answer = signed_in(marketer).get(page)
    events = AuditEvent.objects.filter(actor_id=str(marketer.pk)).exclude(word="sign-in")
    assert [event.outcome for event in events] == ["denied"]
    assert (answer.status_code, "The try is in the access book" in answer.content.decode()) == (403, True)


def test_refused_try_names_the_row_and_nothing_that_was_typed(desk: Client) -> None:
    marketer, row = staff(Role.MARKETER), patient().pk
    for asked in (row, "Mei_20Lin"):
        signed_in(marketer).get(f"/admin/patients/person/{asked}/change/")
    assert [event.details for event in events_of(marketer, "reveal")] == [{"object_id": str(row)}, {}]


def test_reading_the_book_is_in_it(desk: Client) -> None:
    officer = staff(Role.PRIVACY_OFFICER)
    event = AuditEvent.objects.latest("id")
    for page in ("", f"{event.pk}/change/"):
        assert signed_in(officer).get(f"/admin/audit/auditevent/{page}").status_code == 200
    found = events_of(officer, "audit")
    assert [(one.outcome, one.details) for one in found] == [("granted", {}), ("granted", {"event": str(event.pk)})]


def test_task_switched_off_is_one_line(desk: Client) -> None:
    every = IntervalSchedule.objects.create(every=60, period="seconds")
    tick = PeriodicTask.objects.create(name="tick", task="journeys.tasks.tick", interval=every)
    boss = staff(Role.ADMINISTRATOR)
    signed_in(boss).post(f"/admin/django_celery_beat/periodictask/{tick.pk}/change/", {"task": "another.task"})
    tick.refresh_from_db()
    [event] = events_of(boss, "configure")
    assert (tick.enabled, tick.task, event.details["fields"]) == (False, "journeys.tasks.tick", "enabled")


@pytest.mark.parametrize(
    "task", ["clinic.tasks.review_reads", "clinic.tasks.watch_seals", "campaigns.tasks.deliver_notices"]
)
def test_task_that_watches_is_not_switched_off(desk: Client, task: str) -> None:
    every = IntervalSchedule.objects.create(every=60, period="seconds")
    watch = PeriodicTask.objects.create(name="watch", task=task, interval=every)
    page = f"/admin/django_celery_beat/periodictask/{watch.pk}/change/"
    assert signed_in(staff(Role.ADMINISTRATOR)).post(page, {}).status_code == 403
    watch.refresh_from_db()
    assert watch.enabled


def test_tasks_are_neither_added_nor_switched_by_the_dozen(desk: Client) -> None:
    boss = signed_in(staff(Role.ADMINISTRATOR))
    tick = PeriodicTask.objects.create(
        name="tick", task="journeys.tasks.tick", interval=IntervalSchedule.objects.create(every=60, period="seconds")
    )
    boss.post("/admin/django_celery_beat/periodictask/", {"action": "disable_tasks", "_selected_action": [tick.pk]})
    tick.refresh_from_db()
    assert tick.enabled
    assert boss.get("/admin/django_celery_beat/periodictask/add/").status_code == 403
    assert boss.get("/admin/django_celery_beat/intervalschedule/").status_code == 404


def test_closed_door_is_a_503_that_shows_nothing(desk: Client) -> None:
    person = patient("Canarygiven")
    with closed_book():
        answer = desk.get(f"/admin/desk/person/{person.pk}/")
    text = answer.content.decode()
    assert (answer.status_code, "Canarygiven" in text, "access book cannot be written" in text) == (503, False, True)


def test_set_up_changed_is_one_line_with_field_names_alone(desk: Client) -> None:
    boss = staff(Role.ADMINISTRATOR)
    told = {"slug": "dental", "name": "Dental care", "category": "dental", "is_active": "on"}
    signed_in(boss).post("/admin/clinic/service/add/", told)
    [event] = events_of(boss, "configure")
    assert event.details == {
        "model": "clinic.service",
        "id": str(Service.objects.get().pk),
        "what": "added",
        "fields": "category name slug",
    }


def test_page_of_a_colleague_says_what_is_so_in_plain_words() -> None:
    boss, other = staff(Role.ADMINISTRATOR), staff(Role.FRONT_DESK, "other")
    officer = staff(Role.PRIVACY_OFFICER, "officer")
    client = signed_in(boss)
    shown = client.get(f"/admin/clinic/staff/{other.pk}/change/").content.decode()
    assert ("None is set yet." in shown, "Reset password" in shown, "pbkdf2" in shown) == (True, True, False)
    assert (f'value="{officer.pk}"' in shown, f'value="{other.pk}"' in shown) == (True, False)
    assert "Reset password" not in client.get(f"/admin/clinic/staff/{officer.pk}/change/").content.decode()
    added = client.get("/admin/clinic/staff/add/").content.decode()
    assert ("LDAP" in added, "After you" in added) == (False, False)
