"""Set-up of the house: the clinic, its places, services and closed days."""

from django.contrib import admin
from django.http import HttpRequest

from clinic.audited_admin import AuditedAdmin
from clinic.models import BlockedDate, Location, Organisation, Service


@admin.register(Organisation)
class OrganisationAdmin(AuditedAdmin):
    fieldsets = (
        (None, {"fields": ("name", "name_zh_hant", "name_zh_hans", "language", "time_zone")}),
        ("How people reach us", {"fields": ("postal_address", "phone", "email", "website", "booking_url")}),
        ("When mail leaves", {"fields": ("nightly_at", "quiet_from", "quiet_until")}),
        ("What administrators are told", {"fields": ("weekly_numbers",)}),
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


@admin.register(BlockedDate)
class BlockedDateAdmin(AuditedAdmin):
    list_display = ("day", "reason")
