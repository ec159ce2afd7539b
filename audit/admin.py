"""The book, to read. Nobody adds, changes or deletes; reading it is itself in it (a refused try as such)."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest, HttpResponse

from audit import ledger
from audit.domain.actors import Actor
from audit.enums import AuditWord, PurposeOfUse
from audit.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin):
    list_display = (
        "occurred_at",
        "word",
        "actor_kind",
        "actor_role",
        "actor_id",
        "purpose",
        "how_many",
        "outcome",
        "place",
    )
    list_filter = ("word", "actor_kind", "outcome", "purpose")
    date_hierarchy = "occurred_at"
    ordering = ("-id",)
    list_per_page = 50
    show_full_result_count = False
    actions = None

    @admin.display(description="people")
    def how_many(self, event: AuditEvent) -> int:
        return len(event.people)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        _note_reading(request.user, {})
        return super().get_changelist_instance(request)

    def render_change_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _note_reading(request.user, {"event": str(kwargs["obj"].pk)})
        return super().render_change_form(request, *args, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEvent | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEvent | None = None) -> bool:
        return False


def _note_reading(user: Any, details: dict[str, str]) -> None:
    ledger.record_read(
        word=AuditWord.LIST,
        actor=Actor.staff(user.pk, user.role),
        purpose=PurposeOfUse.OPERATIONS,
        people=(),
        fields=("audit.auditevent",),
        details=details,
    )
