"""Staff in the staff pages: hired, described, given a password. Each is one call of `operations.staff`.

Roles are asked for and decided, and people let go, on pages of their own (`clinic.access_desk`).
"""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from audit.domain.actors import Actor
from clinic.audited_admin import NothingDeleted
from clinic.desk import staff_actor
from clinic.domain.grants import may_set_password
from clinic.domain.profiles import LEANED_ON
from clinic.enums import GrantState, Role
from clinic.models import Staff
from clinic.operations import staff as operations
from clinic.operations.rights import member_of
from clinic.queries import with_state_of_access
from clinic.sign_in.fresh import FreshSignInAdmin, needs_fresh_sign_in

# Roles are the only groups (clinic.role_permissions).
admin.site.unregister(Group)

_HIRED = ("username", "first_name", "last_name", "email", "role")
_WAITS = "They can sign in when a second person, an administrator or privacy officer, has granted the role."


class _Home(forms.Form):
    home = forms.CharField(
        label="Home address",
        max_length=200,
        required=False,
        help_text="Street, and postal code: only to notice reads of a neighbour’s record. It is sealed and not shown"
        " here; leave it empty to keep what is there.",
    )


class HireForm(_Home, AdminUserCreationForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.fields["usable_password"]
        asked.label, asked.help_text = "First password", "They choose another at their first sign-in."
        asked.widget.choices = [("true", "Set one now"), ("false", "Set one later")]
        _name_managers(self)


class ProfileForm(_Home, UserChangeForm):
    """One's own: what others are to change is shown and not asked."""

    by: Actor

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_managers(self)
        if self.by.id == str(self.instance.pk):
            for name in ({"manager", "home"} | LEANED_ON) & self.fields.keys():
                self.fields[name].disabled = True

    def clean_manager(self) -> Staff | None:
        manager: Staff | None = self.cleaned_data["manager"]
        if why := operations.why_not_managed_by(self.instance.pk, manager.pk if manager else None):
            raise ValidationError(why)
        return manager


def _name_managers(form: Any) -> None:
    """To choose from: everybody else, as people call them."""
    if field := form.fields.get("manager"):
        field.queryset = field.queryset.exclude(pk=form.instance.pk)
        field.label_from_instance = lambda one: one.get_full_name() or one.username


class PasswordForm(AdminPasswordChangeForm):
    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by = by

    def save(self, commit: bool = True) -> Staff:
        return operations.set_password(by=self._by, staff_id=self.user.pk, password=_password(self))


@admin.register(Staff)
class StaffAdmin(FreshSignInAdmin, NothingDeleted, UserAdmin):
    """Roles instead of groups and flags. A superuser is looked after from the shell alone."""

    add_form, form, add_form_template = HireForm, ProfileForm, None
    list_display = ("username", "first_name", "last_name", "role", "access", "second_factor", "manager", "last_login")
    list_filter = ("role", "is_active")
    list_select_related = ("manager",)
    filter_horizontal = ()
    ordering = ("username",)
    actions = None
    change_form_template = "clinic/desk/staff.html"
    readonly_fields = ("password_state", "role", "access", "second_factor", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password_state")}),
        ("Person", {"fields": ("first_name", "last_name", "email", "language", "home")}),
        ("Work", {"fields": ("role", "access", "manager", "second_factor", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": (*_HIRED, "manager", "home", "usable_password", "password1", "password2")}),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Staff]:
        return with_state_of_access(super().get_queryset(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Staff | None = None) -> tuple[str, ...]:
        return () if obj is None else self.readonly_fields

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.by = staff_actor(request)
        return form

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        member = self.get_object(request, object_id)
        told = {
            "may_set_password": member is not None
            and self.has_change_permission(request, member)
            and may_set_password(staff_actor(request), member_of(member))
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **told})

    @admin.display(description="Password")
    def password_state(self, member: Staff) -> str:
        return "A password is set." if member.has_usable_password() else "None is set yet."

    @admin.display(description="Access")
    def access(self, member: Staff) -> str:
        return state_of_access(member)

    @admin.display(description="Second factor", boolean=True)
    def second_factor(self, member: Staff) -> bool:
        return bool(member.has_second_factor)  # type: ignore[attr-defined]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if isinstance(obj, Staff) and obj.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        by, told = staff_actor(request), _profile(form)
        if change:
            if told:
                operations.change_profile(by=by, staff_id=obj.pk, **told)
            return
        told |= {"role": form.cleaned_data["role"], "password": _password(form)}
        obj.pk = operations.hire(by=by, now=timezone.now(), **told).pk
        messages.info(request, _WAITS)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Django's page, with a form that knows who is asking."""
        by, member = staff_actor(request), self.get_object(request, id)
        if member and not may_set_password(by, member_of(member)):
            raise PermissionDenied
        page = type(self)(self.model, self.admin_site)
        page.change_password_form = partial(PasswordForm, by=by)
        return needs_fresh_sign_in(super(StaffAdmin, page).user_change_password)(request, id, form_url)


def state_of_access(member: Any) -> str:
    """Of a row of `with_state_of_access`, in words."""
    if member.is_superuser:
        return "Superuser: opens no record"
    if member.asked_role:
        return f"{Role(member.asked_role).label}: waits for a second person"
    return GrantState(member.newest_state).label if member.newest_state else "None"


def _profile(form: ModelForm) -> dict[str, Any]:
    """What was told of somebody, as the operations take it."""
    wanted = {"username", "first_name", "last_name", "email", "language", "manager", "home"}
    told = {name: form.cleaned_data[name] for name in form.changed_data if name in wanted}
    if "manager" in told:
        told["manager_id"] = manager.pk if (manager := told.pop("manager")) else None
    if "home" in told:
        told["home_address"] = told.pop("home")
    return told


def _password(form: Any) -> str | None:
    told = form.cleaned_data
    return told["password1"] if told["set_usable_password"] else None
