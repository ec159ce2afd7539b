"""The page on which staff ask somebody to sign."""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from audit.domain.actors import Actor
from clinic.enums import NoticeKind, Role
from clinic.models import Notice, Organisation
from consent.copies import machine_fonts
from consent.desk.signing import signing_panel
from consent.enums import CopyGiven
from consent.models import Authorization, PaperFile, SigningRequest
from consent.operations import signing
from patients.models import Person
from tests.consent.people import NOW, patient, subscriber
from tests.consent.signing.scenes import asked, clerk, published, sign
from tests.desk_people import events_of, house, signed_in, staff

pytestmark = pytest.mark.django_db(databases=["default"])
_BY_TABLET = {"kind": "marketing-email", "way": "tablet"}
_BY_LINK = {"kind": "marketing-email", "way": "link", "asked_for": "on"}


@pytest.fixture(autouse=True)
def at_now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def person() -> Person:
    published()
    return patient()


def _page(person: Person) -> str:
    return f"/admin/desk/person/{person.pk}/sign/"


def test_number_for_the_tablet_is_shown_once_and_opens_the_form(person: Person) -> None:
    member = staff()
    desk = signed_in(member)
    said = desk.post(_page(person), _BY_TABLET).content.decode()
    [code] = re.findall(r'class="sign-code">(\d{4} \d{4})<', said)
    assert "sign-code" not in desk.get(_page(person)).content.decode()
    tablet = Client()
    assert tablet.post("/tablet/", {"code": code}, REMOTE_ADDR="198.51.100.4").status_code == 302
    assert SigningRequest.objects.get().asked_by == member.pk


def test_link_is_sent_only_to_who_asked_for_it(person: Person) -> None:
    desk = signed_in(staff())
    said = desk.post(_page(person), {**_BY_LINK, "asked_for": ""}).content.decode()
    assert ("Send the link only if they asked for it" in said, Notice.objects.count()) == (True, 0)
    assert desk.post(_page(person), _BY_LINK).status_code == 302
    assert Notice.objects.get().kind == NoticeKind.AUTHORIZATION_LINK


def test_testimonial_is_offered_to_clinicians_alone(person: Person) -> None:
    published("testimonial")
    clerks = signed_in(staff())
    assert 'value="testimonial"' not in clerks.get(_page(person)).content.decode()
    assert clerks.post(_page(person), {"kind": "testimonial", "way": "tablet"}).status_code == 200
    assert SigningRequest.objects.count() == 0
    doctors = signed_in(staff(Role.CLINICIAN))
    assert doctors.post(_page(person), {"kind": "testimonial", "way": "link"}).status_code == 302
    assert Notice.objects.get().kind == NoticeKind.TESTIMONIAL_LINK


@pytest.mark.parametrize("role", [Role.MARKETER, Role.ADMINISTRATOR])
def test_other_roles_may_not_ask(person: Person, role: Role) -> None:
    assert signed_in(staff(role)).post(_page(person), _BY_TABLET).status_code == 403
    assert SigningRequest.objects.count() == 0


def test_why_somebody_cannot_be_asked_is_said(person: Person) -> None:
    desk = signed_in(staff())
    no_year = patient("x@example.org", birth_date=None)
    assert "The link asks for their year of birth" in desk.post(_page(no_year), _BY_LINK).content.decode()
    assert "Only patients are asked to sign." in desk.post(_page(subscriber()), _BY_TABLET).content.decode()


def test_open_request_can_be_taken_back(person: Person) -> None:
    made = asked(person.pk)
    desk = signed_in(staff(Role.CLINICIAN))
    assert "Waits for the person" in desk.get(_page(person)).content.decode()
    desk.post(f"{_page(person)}{made.request.pk}/withdraw/")
    assert SigningRequest.objects.get().state == "withdrawn"
    assert "Taken back by staff" in desk.get(_page(person)).content.decode()


def test_request_of_another_person_is_not_taken_back_here(person: Person) -> None:
    made = asked(person.pk)
    other = patient("x@example.org")
    answer = signed_in(staff(Role.CLINICIAN)).post(f"{_page(other)}{made.request.pk}/withdraw/")
    assert (answer.status_code, SigningRequest.objects.get().state) == (404, "open")


def test_mail_that_did_not_leave_is_said(person: Person) -> None:
    made = asked(person.pk)
    Notice.objects.filter(subject_id=made.request.pk).update(outcome="refused")
    assert "The mail did not leave" in signed_in(staff(Role.CLINICIAN)).get(_page(person)).content.decode()


def test_printed_copy_makes_the_paper_count(person: Person) -> None:
    made = asked(person.pk, way="tablet")
    signing.open_by_code(now=NOW, code=made.code)
    paper = sign(made.request, copy=CopyGiven.PRINTED)
    member = staff(Role.CLINICIAN)
    desk = signed_in(member)
    [file] = re.findall(r'action="(/admin/desk/paper-file/[^"]+)"', desk.get(_page(person)).content.decode())
    assert desk.post(file).content[:5] == b"%PDF-"
    assert "consent.paperfile.content" in {field for event in events_of(member, "reveal") for field in event.fields}
    desk.post(f"/admin/desk/person/{person.pk}/copy/{paper.pk}/")
    paper.refresh_from_db()
    assert (paper.state, paper.copy_via, paper.copy_given_by) == ("active", "printed", member.pk)
    assert "Signed, but without a copy" not in desk.get(_page(person)).content.decode()


def test_ledger_names_who_made_the_number_as_who_asked(person: Person) -> None:
    member = staff(username="Robin")
    made = asked(person.pk, by=Actor.staff(member.pk, Role.FRONT_DESK), way="tablet")
    sign(made.request, copy=CopyGiven.PRINTED)
    said = signed_in(staff(Role.PRIVACY_OFFICER)).get(f"/admin/desk/person/{person.pk}/ledger/").content.decode()
    assert "The person, asked by Robin" in said


def test_copy_that_could_not_be_made_is_made_when_the_font_is_there(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = asked(person.pk)
    desk = signed_in(staff(Role.CLINICIAN))
    with monkeypatch.context() as without:
        without.setattr(machine_fonts, "_CHINESE", ())
        typed = {"signature": "李大明", "by_representative": True, "authority": "母親"}
        paper = sign(made.request, language="zh-hant", **typed)
        button = f"/admin/desk/person/{person.pk}/copy/{paper.pk}/make/"
        assert button in desk.get(_page(person)).content.decode()
        assert "No copy was made." in desk.post(button, follow=True).content.decode()
        given = f"/admin/desk/person/{person.pk}/copy/{paper.pk}/"
        assert f'action="{given}"' not in desk.get(_page(person)).content.decode()
        assert "there is no copy that they could have" in desk.post(given, follow=True).content.decode()
        paper.refresh_from_db(fields=["state", "copy_given_at"])
        assert (paper.state, paper.copy_given_at) == ("draft", None)
    Organisation.objects.update(name="Another name", name_zh_hant="換了名字")
    assert "The copy is made" in desk.post(button, follow=True).content.decode()
    [file] = re.findall(r'action="(/admin/desk/paper-file/[^"]+)"', desk.get(_page(person)).content.decode())
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(desk.post(file).content)).pages)
    assert [part for part in ("李大明", "母親", "Pat Lee", "我們可以寫信給您嗎？") if part not in text] == []
    desk.post(button)
    assert (PaperFile.objects.count(), Authorization.objects.get().state) == (1, "draft")


@pytest.mark.parametrize("number", [1, 3])
def test_page_takes_as_many_queries_for_three_requests_as_for_one(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    house()
    person, by = patient(birth_date=date(1980, 3, 1)), clerk()
    for kind in ("marketing-email", "marketing-sms", "condition-specific")[:number]:
        published(kind)
        sign(asked(person.pk, by=by, kind=kind).request, copy=CopyGiven.PRINTED)
        asked(person.pk, by=by, kind=kind)
    assert Authorization.objects.count() == number
    with django_assert_num_queries(3):
        panel = signing_panel(person.pk, NOW)
    assert len(panel.lines) == 2 * number
