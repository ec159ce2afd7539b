"""The pages on which the privacy officer writes forms."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from audit.domain.uuid7 import uuid7
from clinic.enums import Role
from consent.form_versions import current_version, rows_of
from consent.operations import forms
from tests.consent.people import DESK, NOW
from tests.desk_people import house, signed_in, staff

pytestmark = pytest.mark.django_db(databases=["default"])
KIND = "marketing-sms"


@pytest.fixture
def officer() -> Client:
    house()
    forms.install(by=DESK, now=NOW)
    return signed_in(staff(Role.PRIVACY_OFFICER))


def _version_page(version: int = 2, page: str = "version") -> str:
    return reverse(f"admin:desk-form-{page}", args=[rows_of(KIND, version)[0].pk])


def _page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def _write(client: Client, language: str, **words: str) -> None:
    row = next(row for row in rows_of(KIND, 2) if row.language == language)
    told = {name: getattr(row, name) for name in forms.OWN_WORDS} | words
    assert client.post(reverse("admin:desk-form-words", args=[row.pk]), told).status_code == 302


def test_a_version_goes_from_draft_to_published(officer: Client) -> None:
    assert "Write a new version" in _page(officer, reverse("admin:desk-forms"))
    begun = officer.post(reverse("admin:desk-forms"), {"kind": KIND})
    assert begun.url == _version_page()  # type: ignore[attr-defined]
    _write(officer, "en", redisclosure="")
    waiting = _page(officer, _version_page())
    assert "Missing: that the recipient may disclose it again (45 CFR 164.508(c)(2)(iii))." in waiting
    officer.post(_version_page(page="publish"))
    assert "Not published: 1 thing to set right first." in _page(officer, _version_page())
    _write(officer, "en", redisclosure="Whoever gets it could pass it on.")
    officer.post(_version_page(), {"purposes": ["marketing"], "channels": ["sms"], "valid_days": "366"})
    assert "Nothing stands in the way of publishing." in _page(officer, _version_page())
    officer.post(_version_page(page="publish"))
    assert current_version(KIND) == 2
    assert [(row.valid_days, row.purposes) for row in rows_of(KIND, 2)] == [(366, ["marketing"])] * 3
    assert "It stays as it is" in _page(officer, _version_page())


def test_a_published_version_has_no_page_to_write_on(officer: Client) -> None:
    [english, *_] = rows_of(KIND, 1)
    address = reverse("admin:desk-form-words", args=[english.pk])
    assert officer.get(address).url == officer.post(address, {"title": "x"}).url == _version_page(1)  # type: ignore[attr-defined]
    assert rows_of(KIND, 1)[0].title == english.title


def test_an_unknown_form_or_kind_is_not_found(officer: Client) -> None:
    assert officer.get(reverse("admin:desk-form-version", args=[uuid7()])).status_code == 404
    assert officer.post(reverse("admin:desk-forms"), {"kind": "intake"}).status_code == 404


def test_the_specimen_is_the_copy_signed_by_nobody(officer: Client) -> None:
    [_, traditional, _] = rows_of(KIND, 1)
    answer = officer.get(reverse("admin:desk-form-specimen", args=[traditional.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="marketing-sms-v1-zh-hant.pdf"'
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "簽名\nSPECIMEN 範本 样本\n" in text
    assert traditional.title in text


def test_the_front_desk_reads_forms_and_writes_none() -> None:
    house()
    forms.install(by=DESK, now=NOW)
    desk = signed_in(staff(Role.FRONT_DESK))
    assert "Write a new version" not in _page(desk, reverse("admin:desk-forms"))
    assert desk.post(reverse("admin:desk-forms"), {"kind": KIND}).status_code == 403
    assert desk.post(_version_page(1, "publish")).status_code == 403
    assert rows_of(KIND, 2) == []
