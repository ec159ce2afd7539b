"""The register of vendors in the staff pages: agreements, what they cover, signed papers."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from clinic.domain.papers import MOST_BYTES, NotAPaper, file_name, media_type
from clinic.enums import Role
from clinic.models import Staff, Vendor, VendorPaper
from clinic.privacy_desk.cards import agreements
from tests.desk_people import events_of, house, signed_in, staff, today_here

pytestmark = pytest.mark.django_db
PDF, PNG, JPEG = b"%PDF-1.7\n...", b"\x89PNG\r\n\x1a\n...", b"\xff\xd8\xff\xe0..."
BACKEND = "django.core.mail.backends.smtp.EmailBackend"
LIST = "/admin/clinic/vendor/"


@pytest.fixture
def officer() -> Staff:
    house()
    return staff(Role.PRIVACY_OFFICER)


def _told(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Post", "channel": "email", "backend": BACKEND, "baa_signed_on": "2026-01-02",
        "baa_ends_on": "2027-01-01", "baa_scope": ["store", "send"], "subcontractors": "Cables Ltd",
    } | changes  # fmt: skip


def _file(content: bytes, name: str = "agreement.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def _add(client: Client, **changes: Any) -> Any:
    return client.post(f"{LIST}add/", _told(**changes))


def _errors(answer: Any) -> dict[str, list[str]]:
    return dict(answer.context["adminform"].form.errors)


def test_all_of_an_agreement_is_kept_with_its_paper(officer: Staff) -> None:
    assert _add(signed_in(officer), paper=_file(PDF, "../signed  by both.exe")).status_code == 302
    vendor, paper = Vendor.objects.get(), VendorPaper.objects.get()
    assert (vendor.baa_signed_on, vendor.baa_ends_on) == (date(2026, 1, 2), date(2027, 1, 1))
    assert (vendor.baa_scope, vendor.subcontractors) == (["store", "send"], "Cables Ltd")
    assert (paper.vendor, paper.name, paper.media_type) == (vendor, "signed  by both.pdf", "application/pdf")
    assert (paper.size, paper.added_by) == (len(PDF), officer.pk)


def test_a_change_is_a_line_that_says_how_the_agreement_stood(officer: Staff) -> None:
    client = signed_in(officer)
    _add(client)
    vendor = Vendor.objects.get()
    client.post(f"{LIST}{vendor.pk}/change/", _told(baa_ends_on="2028-01-01", baa_scope=["store"]))
    lines = [(event.details["agreement"], event.details["covers"]) for event in events_of(officer, "configure")]
    assert lines == [("2026-01-02/2027-01-01", "send store"), ("2026-01-02/2028-01-01", "store")]


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "a.pdf", "application/pdf"),
        (PNG, "a.pdf", "image/png"),
        (JPEG, "a", "image/jpeg"),
    ],
)
def test_a_paper_is_what_it_holds_not_what_it_is_called(content: bytes, name: str, kind: str) -> None:
    assert media_type(content) == kind
    assert file_name(name, content).rsplit(".")[-1] == {"image/png": "png", "image/jpeg": "jpg"}.get(kind, "pdf")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(b"<html><script>alert(1)</script>", "agreement.pdf", id="a web page"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture.png", id="a drawing that runs scripts"),
        pytest.param(b"MZ\x90", "agreement.pdf", id="a program"),
        pytest.param(b"%PDF-" + b"x" * MOST_BYTES, "agreement.pdf", id="too large"),
    ],
)
def test_what_is_no_paper_is_refused_beside_its_field_and_nothing_is_kept(
    officer: Staff, content: bytes, name: str
) -> None:
    answer = _add(signed_in(officer), paper=_file(content, name))
    assert (list(_errors(answer)), Vendor.objects.exists()) == (["paper"], False)


def test_an_empty_file_is_no_paper() -> None:
    with pytest.raises(NotAPaper):
        media_type(b"")


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"baa_signed_on": "", "baa_ends_on": "2027-01-01"}, "baa_signed_on"),
        ({"baa_signed_on": "2027-01-02", "baa_ends_on": "2027-01-01"}, "baa_ends_on"),
    ],
)
def test_days_that_cannot_be_are_refused(officer: Staff, changes: dict[str, str], wrong: str) -> None:
    assert list(_errors(_add(signed_in(officer), **changes))) == [wrong]


def test_a_new_paper_replaces_none(officer: Staff) -> None:
    client = signed_in(officer)
    _add(client, paper=_file(PDF))
    vendor = Vendor.objects.get()
    for _ in range(2):
        client.post(f"{LIST}{vendor.pk}/change/", _told(paper=_file(PNG, "page.png")))
    assert sorted(vendor.papers.values_list("name", flat=True)) == ["agreement.pdf", "page.png", "page.png"]


def test_a_paper_is_taken_away_as_it_came_and_the_look_is_in_the_book(officer: Staff) -> None:
    client = signed_in(officer)
    _add(client, paper=_file(PDF))
    paper = VendorPaper.objects.get()
    answer = client.post(f"{LIST}paper/{paper.pk}/")
    assert answer.content == PDF
    headers = {name: answer.headers[name] for name in ("Content-Type", "X-Content-Type-Options", "Content-Disposition")}
    assert headers == {
        "Content-Type": "application/pdf",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": 'attachment; filename="agreement.pdf"',
    }
    assert "no-store" in answer.headers["Cache-Control"]
    (event,) = events_of(officer, "reveal")
    assert (event.fields, event.details) == (["clinic.vendorpaper.sealed"], {"vendor_paper": str(paper.pk)})


def test_only_a_post_of_who_may_see_papers_opens_one(officer: Staff) -> None:
    client = signed_in(officer)
    _add(client, paper=_file(PDF))
    paper = VendorPaper.objects.get()
    assert client.get(f"{LIST}paper/{paper.pk}/").status_code == 405
    assert client.post(f"{LIST}paper/{uuid4()}/").status_code == 404
    for role in (Role.FRONT_DESK, Role.CLINICIAN, Role.MARKETER):
        assert signed_in(staff(role)).post(f"{LIST}paper/{paper.pk}/").status_code == 403


def test_the_list_begins_with_what_needs_attention(officer: Staff) -> None:
    today = today_here()
    for name, signed, ends in (
        ("lasting", -9, None), ("ended", -9, -1), ("ending", -9, 41), ("unsigned", None, None), ("far", -9, 400),
    ):  # fmt: skip
        Vendor.objects.create(
            name=name,
            backend=f"{name}.Backend",
            baa_scope=["send"],
            baa_signed_on=today + timedelta(days=signed) if signed else None,
            baa_ends_on=today + timedelta(days=ends) if ends else None,
        )
    answer = signed_in(officer).get(LIST)
    page = answer.content.decode()
    assert [vendor.name for vendor in answer.context["cl"].result_list] == [
        "unsigned", "ended", "ending", "far", "lasting"
    ]  # fmt: skip
    pills = ('no">None<', 'no">Ended 1 day ago<', 'held">Ends in 41 days<', 'yes">In force<')
    assert [f"desk-pill {words}" in page for words in pills] == [True] * 4


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_as_much_for_three_as_for_one(
    officer: Staff, number: int, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(officer)
    for one in range(number):
        Vendor.objects.create(name=f"V{one}", backend=f"v{one}")
    client.get(LIST)
    with django_assert_max_num_queries(9):
        client.get(LIST)


@pytest.mark.parametrize(
    ("backend", "wrong"),
    [
        ("anymail.backends.postmarc.EmailBackend", "No such backend"),
        ("postmark", "No such backend"),
        ("django.core.mail", "This is no mail backend"),
        ("django.core.mail.send_mail", "This is no mail backend"),
    ],
)
def test_backend_that_sends_nothing_is_refused_beside_its_field(officer: Staff, backend: str, wrong: str) -> None:
    answer = _add(signed_in(officer), backend=backend)
    assert [*_errors(answer)] == ["backend"] and wrong in _errors(answer)["backend"][0]
    assert not Vendor.objects.exists()


def test_numbers_of_the_privacy_desk_lead_to_as_many_vendors(officer: Staff) -> None:
    today, client = today_here(), signed_in(officer)
    for name, signed, ends in (("a", None, None), ("b", 0, 30), ("c", 0, 90), ("d", 0, -1), ("e", 5, 30)):
        Vendor.objects.create(
            name=name,
            backend=name,
            baa_signed_on=None if signed is None else today + timedelta(days=signed),
            baa_ends_on=None if ends is None else today + timedelta(days=ends),
        )
    for standing, names in (("without", ["a", "d", "e"]), ("ending", ["b"])):
        listed = client.get(f"{LIST}?standing={standing}").context["cl"].result_list
        assert sorted(vendor.name for vendor in listed) == names
    assert agreements(timezone.now()).value == "3"
