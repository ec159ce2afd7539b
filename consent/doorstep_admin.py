"""Forms for the newsletter as marketers set them up, and letters of public pages that could not be taken up."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clinic.audited_admin import AuditedAdmin
from clinic.desk import staff_actor
from clinic.people_admin import PeopleAdmin
from consent.models import Posted, SignUpForm
from consent.operations import doorstep


@admin.register(SignUpForm)
class SignUpFormAdmin(AuditedAdmin):
    """A form's name stays as it is: sign-ups are recorded under it. One that is over is closed."""

    list_display = ("slug", "title_en", "place", "mode", "is_open", "page", "paper_list")
    list_filter = ("place", "mode", "is_open")
    fields = ("slug", "place", "mode", "title_en", "title_zh_hant", "title_zh_hans", "is_open")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    def save_model(self, request: HttpRequest, obj: SignUpForm, form: ModelForm, change: bool) -> None:
        obj.created_at = obj.created_at or timezone.now()
        super().save_model(request, obj, form, change)

    def more_for_the_book(self, obj: SignUpForm) -> dict[str, str]:
        return {"form": obj.slug, "mode": obj.mode, "open": str(obj.is_open).lower()}

    @admin.display(description="page")
    def page(self, form: SignUpForm) -> SafeString:
        path = reverse("consent:subscribe-form", args=[form.slug])
        return format_html('<a href="{}">{}</a>', path, path)

    @admin.display(description="on paper")
    def paper_list(self, form: SignUpForm) -> SafeString:
        return format_html('<a href="{}">Type in a list</a>', reverse("admin:sign-up-list", args=[form.slug]))


@admin.register(Posted)
class PostedAdmin(PeopleAdmin):
    """Letters that nobody tries any more. What is in them is read on a letter's own page, through the door."""

    list_display = ("posted_at", "kind", "language", "tries", "problem")
    list_filter = ("kind",)
    ordering = ("posted_at", "pk")
    fields = ("posted_at", "kind", "language", "tries", "problem", "said")
    actions = ("try_again", "seen_to")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Posted]:
        return doorstep.stuck()

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return self.fields

    def render_change_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        letter = doorstep.read(kwargs["obj"], by=staff_actor(request))
        kwargs["obj"].said_here = "\n".join(f"{name}: {value}" for name, value in letter.content.items())
        return super().render_change_form(request, *args, **kwargs)

    @admin.display(description="what it says")
    def said(self, posted: Any) -> SafeString:
        return format_html("<pre>{}</pre>", posted.said_here)

    def has_see_to_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("consent.change_posted")

    @admin.action(description="Try again", permissions=["see_to"])
    def try_again(self, request: HttpRequest, letters: QuerySet[Posted]) -> None:
        by, now = staff_actor(request), timezone.now()
        done = sum(doorstep.try_again(by=by, now=now, posted_id=letter.pk) for letter in letters)
        messages.success(request, f"{done} will be tried again within seconds.")

    @admin.action(description="Seen to by hand: empty it", permissions=["see_to"])
    def seen_to(self, request: HttpRequest, letters: QuerySet[Posted]) -> None:
        by, now = staff_actor(request), timezone.now()
        done = sum(doorstep.see_to_by_hand(by=by, now=now, posted_id=letter.pk) for letter in letters)
        messages.success(request, f"{done} emptied.")
