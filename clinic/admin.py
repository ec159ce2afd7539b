"""Set-up of the house: the clinic, its places, services, vendors, closed days and staff."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest

from clinic.audited_admin import AuditedAdmin
from clinic.desk import staff_actor
from clinic.models import BlockedDate, Location, Organisation, Service, Staff, Vendor
from clinic.operations.staff import change_role

# Roles are the only groups (clinic.role_permissions).
admin.site.unregister(Group)


@admin.register(Organisation)
class OrganisationAdmin(AuditedAdmin):
    fieldsets = (
        (None, {"fields": ("name", "name_zh_hant", "name_zh_hans", "language", "time_zone")}),
        ("How people reach us", {"fields": ("postal_address", "phone", "email", "website", "booking_url")}),
        ("When mail leaves", {"fields": ("nightly_at", "quiet_from", "quiet_until")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Organisation.objects.exists()


@admin.register(Location)
class LocationAdmin(AuditedAdmin):
    list_display = ("name", "address", "phone", "time_zone", "is_active")
    list_filter = ("is_active",)


@admin.register(Service)
class ServiceAdmin(AuditedAdmin):
    list_display = ("name", "category", "name_zh_hant", "name_zh_hans", "is_active")
    list_filter = ("is_active", "category")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Vendor)
class VendorAdmin(AuditedAdmin):
    list_display = ("name", "channel", "backend", "baa_signed_on", "baa_ends_on")


@admin.register(BlockedDate)
class BlockedDateAdmin(AuditedAdmin):
    list_display = ("day", "reason")


@admin.register(Staff)
class StaffAdmin(AuditedAdmin, UserAdmin):
    """Roles instead of groups and flags. A superuser is looked after from the shell alone."""

    list_display = ("username", "first_name", "last_name", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    filter_horizontal = ()
    ordering = ("username",)
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
        obj.is_staff = True
        super().save_model(request, obj, form, change)
        if change and "role" in form.changed_data:
            change_role(by=staff_actor(request), staff_id=obj.pk, role=obj.role)
