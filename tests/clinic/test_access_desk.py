"""Pages about access: the quarterly review, who may see what; a fresh sign-in before rights change."""

import sys
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from clinic import tasks
from clinic.access_checks import no_superuser
from clinic.enums import Role
from clinic.models import AccessReview, AccessReviewItem, BreakGlass, Notice, Staff
from clinic.phi_policy import STAFF_TABLE
from tests.desk_people import house, patient, signed_in, staff
from tests.staff_sign_in import password_fits

pytestmark = pytest.mark.django_db
PASSWORD = "maple street 2026"
REVIEWS, OPEN = "admin:desk-access-reviews", "admin:desk-open-access-review"


@pytest.fixture
def boss() -> Staff:
    house()
    return staff(Role.ADMINISTRATOR, "boss")


@pytest.fixture
def officer(boss: Staff) -> Staff:
    return staff(Role.PRIVACY_OFFICER, "officer")


@pytest.fixture
def ivy(boss: Staff) -> Staff:
    member = staff(Role.CLINICIAN, "ivy")
    Staff.objects.filter(pk=member.pk).update(manager=boss)
    return member


def item_of(member: Staff) -> AccessReviewItem:
    return AccessReviewItem.objects.get(grant__staff=member)


def text_of(member: Staff, name: str) -> str:
    answer = signed_in(member).get(reverse(name))
    assert answer.status_code == 200
    return answer.content.decode()


def answered(member: Staff, *items: AccessReviewItem, **told: str) -> str:
    shown = {f"shown-{item.pk}": "1" for item in items}
    return signed_in(member).post(reverse(REVIEWS), shown | told, follow=True).content.decode()


# --- the quarterly review


def test_officer_opens_a_review_and_sees_how_far_it_is(officer: Staff, ivy: Staff) -> None:
    assert "Open this quarter" in text_of(officer, REVIEWS)
    signed_in(officer).post(reverse(OPEN))
    page = text_of(officer, REVIEWS)
    assert ("0 kept, 0 ended, 3 waiting" in page, "Open this quarter" in page) == (True, False)
    assert "boss and officer would lapse as the last of their role" in page
    assert (f"item-{item_of(ivy).pk}" in page, AccessReview.objects.count()) == (False, 1)


def test_manager_answers_their_team_alone(boss: Staff, officer: Staff, ivy: Staff) -> None:
    signed_in(officer).post(reverse(OPEN))
    page = text_of(boss, REVIEWS)
    assert [f"item-{item_of(one).pk}" in page for one in (ivy, officer, boss)] == [True, True, False]
    own = item_of(boss)
    answered(boss, own, item_of(ivy), **{f"item-{item_of(ivy).pk}": "end", f"item-{own.pk}": "keep"})
    ivy.refresh_from_db()
    assert (ivy.is_active, item_of(boss).answer, item_of(ivy).answered_by) == (False, "", boss)


def test_keep_all_answers_for_the_lines_that_were_shown(boss: Staff, officer: Staff, ivy: Staff) -> None:
    signed_in(officer).post(reverse(OPEN))
    assert "Answered for 1" in answered(boss, item_of(ivy), **{"keep-all": "1"})
    assert (item_of(ivy).answer, item_of(officer).answer) == ("keep", "")


def test_team_of_nobody_has_nothing_to_answer(officer: Staff, ivy: Staff) -> None:
    signed_in(officer).post(reverse(OPEN))
    page = text_of(ivy, REVIEWS)
    assert ("Nothing waits for you" in page, "kept" in page) == (True, False)


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.CLINICIAN, Role.MARKETER, Role.ADMINISTRATOR])
def test_only_officers_open_one(officer: Staff, role: Role) -> None:
    assert signed_in(staff(role, "other")).post(reverse(OPEN)).status_code == 403
    assert AccessReview.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_reviews_ask_the_database_equally_often(
    boss: Staff, officer: Staff, django_assert_num_queries: Any, rows: int
) -> None:
    for number in range(rows):
        member = staff(username=f"member-{number}")
        Staff.objects.filter(pk=member.pk).update(manager=boss)
    signed_in(officer).post(reverse(OPEN))
    client = signed_in(boss)
    with django_assert_num_queries(13):
        client.get(reverse(REVIEWS))


def test_time_opens_reminds_and_ends_by_itself(officer: Staff, ivy: Staff) -> None:
    with time_machine.travel(datetime(2026, 7, 1, 12, tzinfo=UTC), tick=False):
        tasks.look_after_access()
    with time_machine.travel(datetime(2026, 7, 23, 12, tzinfo=UTC), tick=False):
        tasks.look_after_access()
    assert (AccessReview.objects.get().quarter, Staff.objects.filter(is_active=True).count()) == ("2026-Q3", 0)


def test_time_calls_in_what_nobody_reviewed(officer: Staff) -> None:
    opened = datetime(2026, 6, 16, tzinfo=UTC)
    reader = staff()
    row = BreakGlass(staff=reader, person_id=patient().pk, reason="other", opened_at=opened)
    row.ends_at = row.review_due_at = opened
    row.save()
    tasks.look_after_access()
    assert Notice.objects.filter(alert="review-overdue", subject_id=row.pk).count() == 2


# --- a fresh sign-in


@pytest.mark.parametrize("name", ["desk-ask-role", "desk-let-go", "sign-in-reset"])
def test_stale_sign_in_changes_nobodys_rights(boss: Staff, ivy: Staff, name: str) -> None:
    client = signed_in(boss)
    page = reverse(f"admin:{name}", args=[ivy.pk])
    session = client.session
    session["fresh_at"] = 0
    session.save()
    for answer in (client.get(page), client.post(page, {"role": "marketer"})):
        assert answer.headers["Location"].startswith(reverse("admin:sign-in-confirm"))
    ivy.refresh_from_db()
    assert (ivy.is_active, ivy.grants.count()) == (True, 1)


@pytest.mark.parametrize("name", ["desk-asked-roles", "desk-access-reviews", "clinic_staff_add"])
def test_stale_sign_in_is_asked_again(boss: Staff, name: str) -> None:
    client = signed_in(boss)
    session = client.session
    session["fresh_at"] = 0
    session.save()
    answer = client.get(reverse(f"admin:{name}"))
    assert answer.headers["Location"].startswith(reverse("admin:sign-in-confirm"))


# --- who may see what


@pytest.mark.parametrize("role", list(Role))
def test_everybody_reads_who_may_see_what(boss: Staff, role: Role) -> None:
    page = text_of(staff(role, "reader"), "admin:desk-who-sees-what")
    assert all(words in page for words in ("Given name", "Notes", "in an emergency", "a patient’s request"))


def test_page_says_what_the_tables_say(boss: Staff) -> None:
    client = signed_in(boss)
    answer = client.get(reverse("admin:desk-who-sees-what"))
    rows = {(row.group, row.what): row.cells for row in answer.context["fields"]}
    assert rows["Person", "notes"][:5] == (
        ("in an emergency",),
        ("treatment",),
        (),
        ("operations", "a patient’s request"),
        ("in an emergency",),
    )
    columns = list(zip(*rows.values(), strict=True))
    shown = {
        role: sum(bool(set(cell) - {"in an emergency"}) for cell in columns[place]) for place, role in enumerate(Role)
    }
    named = {role: len(set().union(*STAFF_TABLE[role].values())) for role in Role}
    assert shown == named


# --- the shell


def hired(username: str, role: str, password: str = PASSWORD, **told: str) -> str:
    return at_the_shell("hire", username, password=password, role=role, **told)


def at_the_shell(command: str, *args: str, password: str, **told: str) -> str:
    """What it says, with a password from a pipe."""
    said = StringIO()
    usual, sys.stdin = sys.stdin, StringIO(password + "\n")
    try:
        call_command(command, *args, stdout=said, **told)
    finally:
        sys.stdin = usual
    return said.getvalue()


def test_first_log_ins_come_from_the_shell() -> None:
    assert "One more administrator or privacy officer is needed" in hired("avery", "administrator")
    assert "One more" not in hired("parker", "privacy-officer")
    assert password_fits("avery", PASSWORD)
    assert not Staff.objects.filter(is_superuser=True).exists()


def test_shell_takes_back_who_lapsed() -> None:
    hired("avery", "administrator")
    Staff.objects.update(is_active=False)
    Staff.objects.get().grants.update(state="lapsed")
    hired("avery", "administrator")
    assert Staff.objects.get().is_active


@pytest.mark.parametrize(("username", "password"), [("avery", "short"), ("avery-administrator", "avery-administrator")])
def test_shell_takes_no_weak_password(username: str, password: str) -> None:
    with pytest.raises(CommandError):
        hired(username, "administrator", password)
    assert not Staff.objects.exists()


def test_shell_says_why_not() -> None:
    hired("avery", "administrator")
    with pytest.raises(CommandError, match="have this role already"):
        hired("avery", "administrator")


def test_shell_sets_a_lost_password_and_sessions_end(boss: Staff) -> None:
    theirs = signed_in(boss)
    at_the_shell("set_password", "boss", password="elm street 2027")
    assert (theirs.get("/admin/").status_code, password_fits("boss", "elm street 2027")) == (302, True)
    with pytest.raises(CommandError, match="Nobody signs in"):
        at_the_shell("set_password", "nobody", password="elm street 2027")


def test_superuser_is_warned_about(boss: Staff, settings: Any) -> None:
    settings.DESK_CARDS = ["clinic.access_checks.superusers_card"]
    assert (no_superuser(databases=["default"]), "Superusers" in text_of(boss, "admin:index")) == ([], False)
    Staff.objects.create_superuser("root")
    [warning] = no_superuser(databases=["default"])
    assert (warning.id, "Superusers" in text_of(boss, "admin:index")) == ("clinic.W040", True)
