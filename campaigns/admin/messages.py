"""Messages: what was to be sent, what became of it and why. Opaque ids and coarse words only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from campaigns.enums import reason_in_words
from campaigns.models import Message
from campaigns.queries import life_of
from clinic.people_admin import PeopleAdmin


@admin.register(Message)
class MessageAdmin(PeopleAdmin):
    list_display = ("short_id", "template", "purpose", "state", "why", "due_at", "origin_slug")
    list_filter = ("state", "purpose", "origin_slug", "due_at")
    list_select_related = ("template",)
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-due_at", "-id")
    change_form_template = "admin/campaigns/message/change_form.html"
    fields = (
        "id",
        "person_page",
        "template",
        "version",
        "purpose",
        "topic",
        "channel",
        "state",
        "why",
        "origin",
        "origin_slug",
        "step",
        "due_at",
        "expires_at",
        "attempts",
        "vendor",
        "receipt",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Message | None = None) -> Any:
        return self.fields

    def get_queryset(self, request: HttpRequest) -> Any:
        found = super().get_queryset(request)
        return found.select_related("template", "version__template", "vendor").defer("version__html", "version__text")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().change_view(request, object_id, form_url, {"life": life_of(object_id), **(extra_context or {})})

    @admin.display(description="message", ordering="id")
    def short_id(self, message: Message) -> str:
        return f"…{str(message.pk)[-6:]}"

    @admin.display(description="why")
    def why(self, message: Message) -> str:
        return reason_in_words(message.reason)

    @admin.display(description="person")
    def person_page(self, message: Message) -> SafeString:
        return format_html('<a href="{}">Open</a>', reverse("admin:desk-person", args=[message.person_id]))
