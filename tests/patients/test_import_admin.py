import csv
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audit.domain.spreadsheets import harmless_cell
from audit.models import AuditEvent
from clinic.models import Staff
from patients.models import ImportRefusal, ImportRun
from tests.patients.importers.scenes import run_import, write
from tests.staff_sign_in import sign_in

pytestmark = pytest.mark.django_db


def _signed_in(role: str) -> Client:
    return sign_in(Client(), Staff.objects.create(username=role, role=role, is_staff=True))


@pytest.fixture
def run(tmp_path: Path) -> ImportRun:
    run_import(write(tmp_path, "Zyxname.csv", 'person_id,given_name,family_name,city\n1,,,"=cmd|Zyx"\n=2+3,,,x\n'))
    return ImportRun.objects.get()


def _download(client: Client, run: ImportRun) -> list[list[str]]:
    answer = client.post(reverse("admin:patients_importrun_refused_rows", args=[run.pk]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.reader(answer.getvalue().decode("utf-8-sig").splitlines()))


def test_refused_rows_are_exported_harmless_and_in_the_book(run: ImportRun) -> None:
    rows = _download(_signed_in("front-desk"), run)
    assert [row[1:] for row in rows] == [
        ["line", "what", "reason", "row"],
        ["2", "People", "no name", "1,,,=cmd|Zyx"],
        ["3", "People", "no name", "'=2+3,,,x"],
    ]
    assert rows[1][0].endswith("Zyxname.csv")
    event = AuditEvent.objects.get(word="export", details__run=str(run.pk))
    assert (event.outcome, event.fields, event.details) == (
        "granted",
        ["patients.importrefusal.file", "patients.importrefusal.raw"],
        {"run": str(run.pk), "rows": 2},
    )


def test_download_is_refused_to_a_marketer_and_by_get(run: ImportRun) -> None:
    address = reverse("admin:patients_importrun_refused_rows", args=[run.pk])
    assert _signed_in("marketer").post(address).status_code == 403
    assert _signed_in("front-desk").get(address).status_code == 405
    assert AuditEvent.objects.filter(word="export", details__run=str(run.pk)).count() == 0


def test_pages_of_an_import_show_numbers_and_no_value(run: ImportRun) -> None:
    client = _signed_in("front-desk")
    pages = [
        reverse("admin:patients_importrun_changelist"),
        reverse("admin:patients_importrun_change", args=[run.pk]),
        f"{reverse('admin:patients_importrefusal_changelist')}?run__id__exact={run.pk}",
    ]
    shown = [client.get(page) for page in pages]
    assert [page.status_code for page in shown] == [200, 200, 200]
    assert "Download refused rows" in shown[1].content.decode()
    assert "no name" in shown[2].content.decode()
    assert [b"Zyx" in page.content for page in shown] == [False, False, False]


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_as_much_for_three_rows_as_for_one(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        run = ImportRun.objects.create(source="csv")
        ImportRefusal.objects.create(run=run, kind="people", line=2, reason="no-name")
    client = _signed_in("front-desk")
    with django_assert_num_queries(9):
        client.get(reverse("admin:patients_importrun_changelist"))
    with django_assert_num_queries(9):
        client.get(reverse("admin:patients_importrefusal_changelist"))


@pytest.mark.parametrize(
    ("cell", "shown"),
    [("=1+1", "'=1+1"), (" @x", "' @x"), ("\tx", "'\tx"), ("＝1", "'＝1"), ("-3", "'-3"), ("Ana", "Ana"), ("", "")],
)
def test_cell_that_could_begin_a_formula_gets_an_apostrophe(cell: str, shown: str) -> None:
    assert harmless_cell(cell) == shown
