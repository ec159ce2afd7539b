"""Messages: what was to be sent, what became of it and why. Opaque ids and coarse words only."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from campaigns.enums import reason_in_words
from campaigns.message_life import life_of
from campaigns.models import Message
from campaigns.origin_names import origin_names
from clinic.people_admin import PeopleAdmin

#: Set on the rows of a list, so that all of their journeys are asked for at once.
_NAME = "name_of_journey"


@admin.register(Message)
class MessageAdmin(PeopleAdmin):
    list_display = ("short_id", "template", "purpose", "state", "why", "due", "journey")
    list_filter = ("state", "purpose", "origin_slug", "due_at")
    list_select_related = ("template",)
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-due_at", "-id")
    change_form_template = "admin/campaigns/message/change_form.html"
    fieldsets = (
        ("About", {"fields": ("person_page", "text", "purpose", "topic", "journey", "due", "state", "why")}),
        (
            "Technical details",
            {
                "classes": ("collapse",),
                "fields": (
                    "id",
                    "text_version",
                    "channel",
                    "origin",
                    "step",
                    "leaves_until",
                    "attempts",
                    "resends",
                    "carried_by",
                    "receipt",
                ),
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Message | None = None) -> Any:
        return [field for _, options in self.fieldsets for field in options["fields"]]

    def get_queryset(self, request: HttpRequest) -> Any:
        found = super().get_queryset(request)
        return found.select_related("template", "version__template", "vendor").defer("version__html", "version__text")

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        found = super().get_changelist_instance(request)
        names = origin_names(found.result_list)
        for message in found.result_list:
            setattr(message, _NAME, names[message.origin, message.origin_slug])
        return found

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        message = self.get_object(request, object_id)
        context = {"life": life_of(message) if message else [], "title": "Message", "subtitle": None}
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    @admin.display(description="message", ordering="id")
    def short_id(self, message: Message) -> str:
        return f"…{str(message.pk)[-6:]}"

    @admin.display(description="template")
    def text(self, message: Message) -> str:
        """Without a link: not everybody who sees messages may open texts."""
        return message.template.name

    @admin.display(description="version")
    def text_version(self, message: Message) -> str:
        return str(message.version or "–")

    @admin.display(description="vendor")
    def carried_by(self, message: Message) -> str:
        return message.vendor.name if message.vendor else "–"

    @admin.display(description="why")
    def why(self, message: Message) -> str:
        return reason_in_words(message.reason)

    @admin.display(description="person")
    def person_page(self, message: Message) -> SafeString:
        return format_html('<a href="{}">Open</a>', reverse("admin:desk-person", args=[message.person_id]))

    @admin.display(description="journey", ordering="origin_slug")
    def journey(self, message: Message) -> str:
        """Or the campaign; of a notice, what it is about."""
        name = getattr(message, _NAME, None) or origin_names([message])[message.origin, message.origin_slug]
        return str(name)

    @admin.display(description="due", ordering="due_at")
    def due(self, message: Message) -> str:
        return _moment(message.due_at)

    @admin.display(description="leaves until")
    def leaves_until(self, message: Message) -> str:
        return _moment(message.expires_at)


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "j M Y, H:i")
