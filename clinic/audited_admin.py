"""Admin pages of set-up: each save is one line of the book, in the transaction that makes it; nothing is deleted."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest

from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.desk import staff_actor


class NothingDeleted(admin.ModelAdmin):
    """No delete page, no delete action: what happened stays; mistakes are marked."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyAdmin(NothingDeleted):
    """Rows to look at. Changes go through operations, never through a model form."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class AuditedAdmin(NothingDeleted):
    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        record_change(
            word=AuditWord.CONFIGURE,
            actor=staff_actor(request),
            fields=[f"{obj._meta.label_lower}.{name}" for name in form.changed_data] or [obj._meta.label_lower],
            details={
                "model": obj._meta.label_lower,
                "id": str(obj.pk),
                "what": "changed" if change else "added",
                "fields": " ".join(sorted(form.changed_data)),
                **self.more_for_the_book(obj),
            },
        )

    def more_for_the_book(self, obj: Any) -> dict[str, str]:
        """What else the line says: codes and days of the house's own, never a person's value."""
        return {}
