"""The book, to read. Nobody adds, changes or deletes; reading it is itself in it (a refused try as such)."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from audit import ledger
from audit.domain.actors import Actor
from audit.enums import AuditWord, PurposeOfUse
from audit.events_in_words import name_actors, place_in_words
from audit.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin):
    list_display = ("when", "who", "what", "whom", "why", "outcome", "where")
    fields = ("when", "who", "what", "whom", "people", "why", "outcome", "where", "address", "fields", "details")
    list_filter = ("word", "actor_kind", "outcome", "purpose")
    date_hierarchy = "occurred_at"
    ordering = ("-id",)
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: AuditEvent | None = None) -> Any:
        return self.fields

    @admin.display(description="When", ordering="id")
    def when(self, event: AuditEvent) -> str:
        return f"{timezone.localtime(event.occurred_at):%-d %b %Y, %H:%M:%S}"

    @admin.display(description="Who")
    def who(self, event: AuditEvent) -> str:
        return str(event.who)  # type: ignore[attr-defined]

    @admin.display(description="What", ordering="word")
    def what(self, event: AuditEvent) -> str:
        return event.get_word_display()

    @admin.display(description="Whom")
    def whom(self, event: AuditEvent) -> str:
        number = len(event.people)
        return f"{number} {'person' if number == 1 else 'people'}" if number else ""

    @admin.display(description="Purpose", ordering="purpose")
    def why(self, event: AuditEvent) -> str:
        return event.get_purpose_display()

    @admin.display(description="Where", ordering="place")
    def where(self, event: AuditEvent) -> str:
        return place_in_words(event.place)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        _note_reading(request.user, {})
        changelist = super().get_changelist_instance(request)
        name_actors(list(changelist.result_list))
        return changelist

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> AuditEvent | None:
        event = super().get_object(request, object_id, from_field)
        if event:
            name_actors([event])
        return event

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
        word=AuditWord.AUDIT,
        actor=Actor.staff(user.pk, user.role),
        purpose=PurposeOfUse.OPERATIONS,
        people=(),
        fields=("audit.auditevent",),
        details=details,
    )
