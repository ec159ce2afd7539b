"""People and what happened to them, as opaque rows to look at: no name, no look-up by a value, nothing to change here.

The desk's own pages show and change people (`patients.desk`); these lists show that rows exist and their coarse
columns, and link there.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Field, ForeignKey, Model
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from audit.fields import BlindIndexField, EncryptedField
from clinic.people_admin import PeopleAdmin
from patients.models import Appointment, Person, Procedure, Visit


class OpaqueAdmin(PeopleAdmin):
    """Every clear column but digests, and a link to the person's page."""

    list_per_page = 50
    show_full_result_count = False
    ordering = ("-id",)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return ["desk_page", *(field.name for field in self.model._meta.concrete_fields if _may_stand_here(field))]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return list(self.get_fields(request, obj))

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> ModelChoiceField:
        raise TypeError("nothing is chosen from a list of people")

    @admin.display(description="person")
    def desk_page(self, row: Any) -> SafeString:
        person_id = getattr(row, row.phi_person) if hasattr(row, "phi_person") else row.person_id
        return format_html('<a href="{}">Open</a>', reverse("admin:desk-person", args=[person_id]))


@admin.register(Person)
class PersonAdmin(OpaqueAdmin):
    list_display = ("id", "kind", "birth_year", "sex", "language", "joined_on", "desk_page")
    list_filter = ("kind", "language", "sex")


@admin.register(Appointment)
class AppointmentAdmin(OpaqueAdmin):
    list_display = ("id", "starts_at", "location", "service", "status", "desk_page")
    list_filter = ("status", "location")
    list_select_related = ("location", "service")
    ordering = ("-starts_at",)


@admin.register(Visit)
class VisitAdmin(OpaqueAdmin):
    list_display = ("id", "started_at", "category", "location", "desk_page")
    list_filter = ("category",)
    list_select_related = ("location",)
    ordering = ("-started_at",)


@admin.register(Procedure)
class ProcedureAdmin(OpaqueAdmin):
    list_display = ("id", "ended_at", "category", "desk_page")
    list_filter = ("category",)
    ordering = ("-ended_at",)


def _may_stand_here(field: Field) -> bool:
    return not isinstance(field, EncryptedField | BlindIndexField) and field.name != "name_keys"
