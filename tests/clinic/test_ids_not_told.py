"""Pages of a row's changes answer alike for rows that are there and rows that are not."""

from uuid import uuid4

import pytest
from django.contrib import admin
from django.urls import reverse

from clinic.enums import Role
from tests.desk_people import house, signed_in, staff

pytestmark = pytest.mark.django_db


def test_history_of_nobody_is_refused_like_somebodys() -> None:
    house()
    member, client = staff(Role.CLINICIAN, "ivy"), signed_in(staff(Role.FRONT_DESK))
    pages = [reverse("admin:clinic_staff_history", args=[pk]) for pk in (member.pk, uuid4(), "nonsense")]
    assert [client.get(page).status_code for page in pages] == [403, 403, 403]


def test_history_is_asked_for_before_the_row_is_looked_up_in_every_model() -> None:
    house()
    client = signed_in(staff(Role.MARKETER))
    for page in admin.site._registry.values():
        view = f"admin:{page.opts.app_label}_{page.opts.model_name}"
        may = client.get(reverse(f"{view}_changelist")).status_code == 200
        assert (view, client.get(reverse(f"{view}_history", args=[uuid4()])).status_code == 403) == (view, not may)
