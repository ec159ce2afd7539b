"""The table of what each role may do."""

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from clinic.enums import Role
from clinic.role_permissions import ROLE_TABLE, RolePermissionsBackend
from tests.desk_people import house, signed_in, staff

BACKEND = "django.contrib.auth.backends.ModelBackend"


def test_every_role_has_its_row() -> None:
    assert set(ROLE_TABLE) == set(Role)


def test_table_names_models_that_exist() -> None:
    """Some models declare fewer permissions than the table knows: their own pages ask for the rest."""
    known = {
        f"{model._meta.app_label}.{action}_{model._meta.model_name}"
        for model in apps.get_models()
        for action in {"view", "add", "change", *model._meta.default_permissions} - {"delete"}
    }
    assert frozenset().union(*ROLE_TABLE.values()) - known == set()


def test_nobody_may_delete() -> None:
    assert [name for row in ROLE_TABLE.values() for name in row if ".delete_" in name] == []


@pytest.mark.parametrize(
    ("role", "permission", "allowed"),
    [
        (Role.FRONT_DESK, "patients.view_person", True),
        (Role.FRONT_DESK, "patients.change_appointment", True),
        (Role.FRONT_DESK, "clinic.view_staff", False),
        (Role.FRONT_DESK, "audit.view_auditevent", False),
        (Role.CLINICIAN, "patients.view_person", True),
        (Role.MARKETER, "patients.view_person", False),
        (Role.MARKETER, "campaigns.change_messagetemplate", True),
        (Role.PRIVACY_OFFICER, "audit.view_auditevent", True),
        (Role.PRIVACY_OFFICER, "patients.change_person", False),
        (Role.ADMINISTRATOR, "clinic.change_staff", True),
        (Role.ADMINISTRATOR, "audit.view_auditevent", False),
        (Role.FRONT_DESK, "no.such_permission", False),
    ],
)
@pytest.mark.django_db
def test_has_perm_follows_the_role(role: Role, permission: str, allowed: bool) -> None:
    assert staff(role).has_perm(permission) is allowed


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}, {"role": "no such role"}])
@pytest.mark.django_db
def test_no_permission_for_who_does_not_work_here(change: dict[str, object]) -> None:
    member = staff(Role.ADMINISTRATOR)
    vars(member).update(change)
    assert (member.get_all_permissions(), member.has_module_perms("patients")) == (set(), False)


def test_no_permission_for_who_is_not_signed_in() -> None:
    assert AnonymousUser().has_perm("patients.view_person") is False


@pytest.mark.django_db
def test_no_permission_on_single_objects() -> None:
    member = staff()
    assert RolePermissionsBackend().has_perm(member, "patients.view_person", member) is False


@pytest.mark.django_db
def test_let_go_ends_the_session_with_the_next_click() -> None:
    house()
    member = staff()
    client: Client = signed_in(member)
    assert client.get("/admin/").status_code == 200
    type(member).objects.filter(pk=member.pk).update(is_active=False)
    assert client.get("/admin/").headers["Location"] == "/admin/login/?next=/admin/"
