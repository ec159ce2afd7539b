"""Staff in the staff pages: hired, given a role, let go, given a password. Each is one call of `operations.staff`."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse

from audit.domain.actors import Actor
from clinic.audited_admin import NothingDeleted
from clinic.desk import staff_actor
from clinic.models import Staff
from clinic.operations import staff as operations

# Roles are the only groups (clinic.role_permissions).
admin.site.unregister(Group)


class PasswordForm(AdminPasswordChangeForm):
    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by = by

    def save(self, commit: bool = True) -> Staff:
        return operations.set_password(by=self._by, staff_id=self.user.pk, password=_password(self))


@admin.register(Staff)
class StaffAdmin(NothingDeleted, UserAdmin):
    """Roles instead of groups and flags. A superuser is looked after from the shell alone."""

    list_display = ("username", "first_name", "last_name", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    filter_horizontal = ()
    ordering = ("username",)
    actions = None
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email", "language")}),
        ("Work", {"fields": ("role", "is_active", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {"fields": ("username", "first_name", "last_name", "role", "usable_password", "password1", "password2")},
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Staff | None = None) -> tuple[str, ...]:
        own = ("role", "is_active") if obj is not None and obj.pk == request.user.pk else ()
        return ("last_login", "date_joined", *own)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if isinstance(obj, Staff) and obj.is_superuser and not getattr(request.user, "is_superuser", False):
            return False
        return super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        by = staff_actor(request)
        if change:
            _change(by, obj.pk, {name: form.cleaned_data[name] for name in form.changed_data})
        else:
            told = {name: form.cleaned_data[name] for name in ("username", "first_name", "last_name", "role")}
            obj.pk = operations.hire(by=by, password=_password(form), **told).pk

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Django's page, with a form that knows who is asking."""
        by, member = staff_actor(request), self.get_object(request, id)
        if member and not operations.may_set_password(by=by, staff_id=member.pk, role=member.role):
            raise PermissionDenied
        page = type(self)(self.model, self.admin_site)
        page.change_password_form = partial(PasswordForm, by=by)
        return super(StaffAdmin, page).user_change_password(request, id, form_url)


def _change(by: Actor, staff_id: UUID, told: dict[str, Any]) -> None:
    if "role" in told:
        operations.change_role(by=by, staff_id=staff_id, role=told.pop("role"))
    if "is_active" in told:
        ends_or_begins = operations.take_back if told.pop("is_active") else operations.let_go
        ends_or_begins(by=by, staff_id=staff_id)
    if told:
        operations.change_profile(by=by, staff_id=staff_id, **told)


def _password(form: Any) -> str | None:
    told = form.cleaned_data
    return told["password1"] if told["set_usable_password"] else None
