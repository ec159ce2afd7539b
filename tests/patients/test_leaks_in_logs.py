"""Logs are searched for what belongs to somebody: known by blind index, or only looking so."""

from pathlib import Path
from typing import Any

import pytest

from clinic.models import Staff
from patients.domain.log_lines import suspects
from patients.leak_probes import look_at_logs
from tests.desk_people import NOW, house, patient

pytestmark = pytest.mark.django_db
KNOWN = "the {} of somebody we know stands in it"
TOKEN = "A" * 60


@pytest.fixture
def log(settings: Any, tmp_path: Path) -> Path:
    house()
    Staff.objects.create(username="robin", email="robin@desk.example")
    patient(email="ana@mail.example", phone="+13125550187", confidential_email="quiet@mail.example")
    settings.VAR_DIR = tmp_path
    return tmp_path / "web.log"


def _found(log: Path, *lines: str) -> list[tuple[str, bool]]:
    log.write_text("".join(f"2026-11-22 09:22:30,123 INFO django.request {line}\n" for line in lines))
    return [(leak.what, leak.is_warning) for leak in look_at_logs(NOW).leaks]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("sent to ana@mail.example.", "e-mail address"),
        ("to=<ANA@Mail.example> ok", "e-mail address"),
        ("sent to quiet@mail.example", "e-mail address"),
        ("called +13125550187", "phone number"),
        ("called (312) 555-0187 twice", "phone number"),
        ('{"phone": "312.555.0187"}', "phone number"),
        ("called 3125550187", "phone number"),
    ],
)
def test_what_belongs_to_somebody_we_know_is_a_finding(log: Path, line: str, kind: str) -> None:
    assert _found(log, "nothing", line) == [(KNOWN.format(kind), False)]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("sent to nobody@else.example", "something that looks like an e-mail address stands in it"),
        ("called (312) 555-0100 9", ""),  # the clinic's own
        ("called +44 20 7946 0958", "something that looks like a phone number stands in it"),
    ],
)
def test_what_belongs_to_nobody_we_know_is_a_warning(log: Path, line: str, what: str) -> None:
    assert _found(log, line) == ([(what, True)] if what else [])


@pytest.mark.parametrize(
    "line",
    [
        "took 1234567890 ns, task 0193a1b2-1111-7222-8333-944455556666, lsn 16/3002E0",
        "robin@desk.example signed in; mail from desk@example.org",
        "127.0.0.1:40312 GET /admin/desk/person/0193a1b2-1111-7222-8333-944455556666/ 200 5123",
        "started 2026-11-22T09:22:30Z, ended 2026-11-22 09:23:30,125",
    ],
)
def test_what_is_about_nobody_is_passed_over(log: Path, line: str) -> None:
    assert _found(log, line) == []


def test_a_links_token_in_a_path_is_a_finding(log: Path) -> None:
    assert _found(log, f"GET /preferences/{TOKEN}/ 200") == [("a link's token stands in it", False)]


def test_a_finding_names_file_and_line_and_never_the_value(log: Path) -> None:
    log.write_text("nothing\nana@mail.example\nana@mail.example and ana@mail.example\n")
    (leak,) = look_at_logs(NOW).leaks
    assert (leak.place, leak.advice) == ("web.log", "3 places, the first in line 2. Delete these lines.")
    assert "ana" not in f"{leak.what}{leak.advice}"


def test_logs_named_in_the_settings_and_those_of_the_demo_are_read(log: Path, settings: Any, tmp_path: Path) -> None:
    folder = tmp_path / "log"
    folder.mkdir()
    elsewhere = tmp_path / "elsewhere.txt"
    settings.LOG_FILES = [str(elsewhere), str(tmp_path / "not-there.log")]
    for path in (folder / "worker.log", elsewhere, tmp_path / "unread.txt"):
        path.write_text("ana@mail.example\n")
    looked = look_at_logs(NOW)
    assert sorted(leak.place for leak in looked.leaks) == ["elsewhere.txt", "worker.log"]
    assert looked.things["logs"] == 2


def test_a_log_of_many_lines_costs_a_few_queries(log: Path, django_assert_max_num_queries: Any) -> None:
    log.write_text("".join(f"sent to somebody{number}@else.example\n" for number in range(5_000)))
    with django_assert_max_num_queries(7):
        assert look_at_logs(NOW).things["logs"] == 5_000


def test_a_line_without_end_is_no_trouble() -> None:
    assert list(suspects("1 " * 1_000_000)) is not None
