"""The book, to read. Nobody adds, changes or deletes; reading it is itself in it (a refused try as such)."""

import json
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from audit import ledger
from audit.book import view
from audit.book.form import BookForm, person_of
from audit.domain.actors import Actor
from audit.enums import AuditWord, DataCategory, PurposeOfUse
from audit.events_in_words import name_actors, place_in_words
from audit.models import AuditEvent
from audit.review.admin import ReviewCaseAdmin

__all__ = ["AuditEventAdmin", "ReviewCaseAdmin"]


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin):
    fieldsets = (
        (None, {"fields": ("when", "who", "what", "outcome", "why", "where", "address")}),
        ("About", {"fields": ("whom", "data", "protected", "names_of_fields", "more")}),
        ("In the database", {"fields": ("id", "xid", "epoch", "actor_kind", "actor_id"), "classes": ("collapse",)}),
    )

    class Media:
        css = {"all": ("audit/book.css",)}

    def get_readonly_fields(self, request: HttpRequest, obj: AuditEvent | None = None) -> Any:
        return [name for _, section in self.fieldsets for name in section["fields"]]

    @admin.display(description="When")
    def when(self, event: AuditEvent) -> str:
        return f"{timezone.localtime(event.occurred_at):%A %-d %B %Y, %H:%M:%S %Z}"

    @admin.display(description="Who")
    def who(self, event: AuditEvent) -> str:
        return str(event.who)  # type: ignore[attr-defined]

    @admin.display(description="What")
    def what(self, event: AuditEvent) -> str:
        return event.get_word_display()

    @admin.display(description="Specially protected")
    def protected(self, event: AuditEvent) -> str:
        return "Yes" if event.saw_protected else "No"

    @admin.display(description="Whom")
    def whom(self, event: AuditEvent) -> str:
        """Ids: the book holds no names. Their pages say who it is, which is a look of its own."""
        return (
            format_html_join("", "<code class='book-id'>{}</code> ", ((one,) for one in event.people))
            or "nobody in particular"
        )

    @admin.display(description="Purpose")
    def why(self, event: AuditEvent) -> str:
        return event.get_purpose_display() or "–"

    @admin.display(description="Kind of data")
    def data(self, event: AuditEvent) -> str:
        return ", ".join(str(DataCategory(one).label) for one in event.categories)

    @admin.display(description="Fields")
    def names_of_fields(self, event: AuditEvent) -> str:
        return format_html_join("", "<code class='book-id'>{}</code> ", ((one,) for one in event.fields))

    @admin.display(description="More")
    def more(self, event: AuditEvent) -> str:
        lines = ((name.replace("_", " "), _plain(value)) for name, value in sorted(event.details.items()))
        listed = format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", lines)
        return format_html("<dl class='book-more'>{}</dl>", listed) if event.details else ""

    @admin.display(description="Where")
    def where(self, event: AuditEvent) -> str:
        return place_in_words(event.place)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Our own list instead of Django's, which counts all rows and knows no page by its last line."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = BookForm(request.GET)
        if form.is_valid():
            wanted = form.wanted()
            _note_reading(request.user, wanted.criteria(), person_of(wanted))
        else:
            _note_reading(request.user, {})
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "Access book"}
        return TemplateResponse(request, "audit/book.html", {**context, **view.shown(form, request.GET)})

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


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _note_reading(user: Any, details: dict[str, Any], people: tuple[UUID, ...] = ()) -> None:
    ledger.record_read(
        word=AuditWord.AUDIT,
        actor=Actor.staff(user.pk, user.role),
        purpose=PurposeOfUse.OPERATIONS,
        people=people,
        fields=("audit.auditevent",),
        details=details,
    )
