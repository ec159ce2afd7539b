"""The coverage list is made from the code, and the printed one is the one of this code."""

import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from audit.coverage import listing
from clinic.enums import Role
from tests.desk_people import house, staff
from tests.staff_sign_in import sign_in


def test_nothing_leads_past_the_book() -> None:
    assert listing.faults() == []


def test_printed_list_is_current() -> None:
    """Make it anew: `python manage.py audit_coverage --markdown > docs/audit-coverage.md`."""
    printed = settings.BASE_DIR / "docs" / "audit-coverage.md"
    assert printed.read_text(encoding="utf-8") == listing.as_markdown()


def test_list_as_json_names_words_and_data() -> None:
    out = StringIO()
    call_command("audit_coverage", "--json", stdout=out)
    found = json.loads(out.getvalue().splitlines()[-1])
    assert found["faults"] == []
    by_name = {entry["name"]: entry for entry in found["entries"]}
    look_up, person = by_name["admin:desk-look-up"], by_name["admin:desk-person"]
    assert (look_up["on_a_look"], look_up["on_an_act"], look_up["why_nothing"]) == ([], ["search"], "an empty box")
    assert (person["who"], person["on_a_look"]) == ("patients.view_person", ["reveal"])
    assert {"consent", "contact", "identity", "schedule"} <= set(person["about"])


@pytest.mark.django_db
def test_privacy_officer_reads_it_and_nobody_else() -> None:
    house()
    page = sign_in(Client(), staff(Role.PRIVACY_OFFICER)).get("/admin/desk/coverage/").content.decode()
    assert "admin:desk-person" in page and "way past the book" not in page
    assert sign_in(Client(), staff(Role.ADMINISTRATOR)).get("/admin/desk/coverage/").status_code == 403
