"""The leak check as a whole: what it finds on the shipped project, what it keeps, whom it tells."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Q

from audit.models import AuditEvent
from clinic.enums import Role, StaffAlert
from clinic.models import LeakCheck, LeakFinding, Notice
from clinic.operations import leaks
from consent.models import OptIn
from patients.models import Person
from tests.campaigns.scenes import NOW, open_clinic
from tests.desk_people import events_of, signed_in, staff

pytestmark = pytest.mark.django_db
PLANTED = "tests.clinic.planted_leaks"
PAGE = "/admin/clinic/leakfinding/"


@pytest.fixture(autouse=True)
def clinic() -> None:
    open_clinic()


def _only(settings: Any, *probes: str) -> None:
    settings.LEAK_PROBES = [f"{PLANTED}.{probe}" for probe in probes]


def test_the_shipped_project_has_no_finding_and_much_was_looked_at(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path
    report = leaks.check(now=NOW)
    assert report.open == ()
    enough = {"pages": 36, "forms": 27, "cookies": 3, "templates": 21, "vendors": 5}
    assert {probe: report.looked_at[probe] >= least for probe, least in enough.items()} == dict.fromkeys(enough, True)


def test_nobody_is_left_behind_by_looking(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path
    leaks.check(now=NOW)
    assert (Person.objects.count(), OptIn.objects.count(), Notice.objects.count()) == (0, 0, 0)
    kept = AuditEvent.objects.filter(Q(actor_id="leak-check") | Q(word="create"))
    assert kept.filter(people__len__gt=0).count() == 0


def test_visits_stand_in_the_book_as_the_programs_and_about_nobody(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path
    before = AuditEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0
    leaks.check(now=NOW)
    looks = AuditEvent.objects.filter(id__gt=before, word="reveal", fields__contains=["consent.preference"])
    told = {(one.actor_kind, one.actor_id, one.place, tuple(one.people)) for one in looks}
    assert ("system", "leak-check", "leak-check:consent:preferences", ()) in told
    assert {kind for kind, *_ in told} == {"system"}


def test_a_planted_page_is_visited_through_the_whole_site_and_its_leaks_are_found(settings: Any, tmp_path: Any) -> None:
    settings.ROOT_URLCONF, settings.LEAK_PAGES, settings.VAR_DIR = PLANTED, [f"{PLANTED}.pages"], tmp_path
    report = leaks.check(now=NOW)
    assert sorted((one.probe, one.place, one.what) for one in report.failures) == [
        ("cookies", "/planted/, cookie _ga", "a cookie of an unknown name"),
        ("cookies", "/planted/, cookie _ga", "other sites' requests carry it"),
        ("cookies", "/planted/, cookie _ga", "scripts can read it"),
        ("cookies", "/planted/, cookie _ga", "stays longer than it says"),
        ("pages", "/planted/", "<img> asks ads.example"),
        ("pages", "/planted/", "shows the e-mail address of whoever the link is for"),
    ]
    rows = "".join(str(row) for row in LeakFinding.objects.values())
    assert ("@leak-check.invalid" in rows, "planted/0" in rows) == (False, False)


def test_findings_stay_open_until_a_check_no_longer_finds_them(settings: Any) -> None:
    _only(settings, "two_things")
    for week in range(2):
        report = leaks.check(now=NOW + timedelta(weeks=week))
    assert (len(report.open), report.new, len(report.failures), LeakFinding.objects.count()) == (2, 0, 1, 2)
    _only(settings, "nothing")
    later = NOW + timedelta(weeks=2)
    report = leaks.check(now=later)
    assert (report.open, report.gone) == ((), 2)
    assert set(LeakFinding.objects.values_list("gone_at", flat=True)) == {later}
    _only(settings, "two_things")
    assert leaks.check(now=NOW + timedelta(weeks=3)).new == 2
    assert LeakFinding.objects.count() == 4


def test_staff_are_told_of_what_is_new_and_not_of_warnings(settings: Any) -> None:
    _only(settings, "two_things")
    for week in range(2):
        leaks.check(now=NOW + timedelta(weeks=week))
    told = Notice.objects.order_by("audience").values_list("alert", "audience")
    assert list(told) == [(StaffAlert.LEAK_FOUND, "administrator"), (StaffAlert.LEAK_FOUND, "privacy-officer")]


def test_once_a_week_whatever_was_missed(settings: Any) -> None:
    _only(settings, "nothing")
    ran = [hour for hour in range(0, 24 * 20, 5) if leaks.check_if_due(now=NOW + timedelta(hours=hour))]
    assert ran == [0, 170, 340]


def test_a_check_that_broke_off_is_tried_again_after_an_hour_and_closes_nothing(settings: Any) -> None:
    _only(settings, "two_things")
    leaks.check(now=NOW - timedelta(days=8))
    _only(settings, "broken")
    with pytest.raises(RuntimeError):
        leaks.check_if_due(now=NOW)
    assert LeakFinding.objects.filter(gone_at=None).count() == 2
    _only(settings, "nothing")
    assert leaks.check_if_due(now=NOW + timedelta(minutes=59)) is None
    assert leaks.check_if_due(now=NOW + timedelta(minutes=61)) is not None


def _command(*arguments: str) -> tuple[int, dict[str, Any]]:
    said = StringIO()
    try:
        call_command("leak_check", *arguments, stdout=said)
    except SystemExit as ended:
        return int(str(ended.code)), json.loads(said.getvalue())
    return 0, json.loads(said.getvalue())


def test_the_command_ends_with_1_on_findings_and_says_them_as_json(settings: Any) -> None:
    _only(settings, "two_things")
    finding = {"probe": "logs", "place": "web.log", "what": "something stands in it"}
    warning = finding | {"what": "something may stand in it"}
    assert _command("--json") == (
        1,
        {"looked_at": {"logs": 7}, "findings": [finding], "warnings": [warning], "new": 2, "gone": 0},
    )
    LeakFinding.objects.filter(is_warning=False).update(accepted_at=NOW)
    code, told = _command("--json")
    assert (code, told["findings"], told["warnings"]) == (0, [], [warning])


def test_the_page_says_when_it_was_looked_where_and_what_is_open(settings: Any) -> None:
    client = signed_in(staff(Role.PRIVACY_OFFICER))
    assert "never been looked" in client.get(PAGE).content.decode()
    _only(settings, "nothing")
    leaks.check(now=NOW)
    assert "Nothing is open" in client.get(PAGE).content.decode()
    _only(settings, "two_things")
    leaks.check(now=NOW + timedelta(hours=1))
    page = client.get(PAGE).content.decode()
    assert [words in page for words in ("7 log lines", "web.log", "Delete it.", "Accept")] == [True] * 4


def test_somebody_accepts_a_finding_with_their_name(settings: Any) -> None:
    _only(settings, "two_things")
    leaks.check(now=NOW)
    officer, finding = staff(Role.PRIVACY_OFFICER), LeakFinding.objects.get(is_warning=False)
    client = signed_in(officer)
    for _ in range(2):
        assert client.post(f"{PAGE}{finding.pk}/accept/").status_code == 302
    finding.refresh_from_db()
    assert finding.accepted_by == officer.pk
    (event,) = events_of(officer, "configure")
    assert event.details["what"] == "accepted"
    assert [one.what for one in leaks.check(now=NOW).open] == ["something may stand in it"]
    assert officer.username in client.get(f"{PAGE}?state=accepted").content.decode()


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.CLINICIAN, Role.MARKETER])
def test_findings_are_for_the_officer_and_the_administrator(settings: Any, role: Role) -> None:
    _only(settings, "two_things")
    leaks.check(now=NOW)
    client, finding = signed_in(staff(role)), LeakFinding.objects.first()
    answers = (client.get(PAGE), client.post(f"{PAGE}{finding.pk}/accept/"))
    assert [answer.status_code for answer in answers] == [403, 403]
    assert LeakCheck.objects.count() == 1
