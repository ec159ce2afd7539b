"""Texts and their versions: write a draft, look at it, publish it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from campaigns.domain.placeholders import CATALOGUE
from campaigns.domain.texts import Draft, problems
from campaigns.guard_exceptions import draft_of, passed_in
from campaigns.models import MessageTemplate, TemplateVersion
from campaigns.operations.templates import CannotPublish, publish_draft, write_draft
from campaigns.previews import preview
from campaigns.queries import clinics_own
from clinic.audited_admin import AuditedAdmin, NothingDeleted
from clinic.desk import staff_actor
from consent.domain.words import topic_fits
from consent.enums import MessagePurpose


class VersionsInline(admin.TabularInline):
    model = TemplateVersion
    fields = readonly_fields = ("version_page", "language", "subject", "published_at", "published_by")
    ordering = ("-number", "language")
    extra = max_num = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[TemplateVersion]:
        return super().get_queryset(request).select_related("template").defer("html", "text", "body")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description="version")
    def version_page(self, version: TemplateVersion) -> SafeString:
        link = reverse("admin:campaigns_templateversion_change", args=[version.pk])
        return format_html('<a href="{}">{}</a>', link, f"v{version.number}")


class TemplateForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        """Purpose and topic fit each other; once they are stored, both stay."""
        told = super().clean() or self.cleaned_data
        if "purpose" in told and "topic" in told and not topic_fits(told["purpose"], told["topic"]):
            self.add_error("topic", "This topic does not fit the purpose: marketing has topics of its own.")
        return told

    def clean_resend_unknown(self) -> bool:
        wanted: bool = self.cleaned_data["resend_unknown"]
        purpose = self.cleaned_data.get("purpose", self.instance.purpose)
        if wanted and purpose != MessagePurpose.TREATMENT:
            raise forms.ValidationError("Only texts of the purpose treatment may be sent again.")
        return wanted


@admin.register(MessageTemplate)
class MessageTemplateAdmin(AuditedAdmin):
    form = TemplateForm
    list_display = ("name", "purpose", "topic", "channel", "slug")
    list_filter = ("purpose", "topic")
    inlines = (VersionsInline,)
    prepopulated_fields = {"slug": ("name",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Once it exists, its purpose stays: published versions were judged by it."""
        return ("slug", "purpose", "topic", "channel") if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else self.prepopulated_fields


class DraftForm(forms.ModelForm):
    class Meta:
        model = TemplateVersion
        fields = ("template", "language", "subject", "preheader", "body")
        widgets = {
            "body": forms.Textarea(attrs={"rows": 18, "class": "vLargeTextField"}),
            "subject": forms.TextInput(attrs={"class": "vTextField"}),
            "preheader": forms.TextInput(attrs={"class": "vTextField"}),
        }


@admin.register(TemplateVersion)
class TemplateVersionAdmin(NothingDeleted):
    form = DraftForm
    list_display = ("template", "number", "language", "subject", "published_at")
    list_filter = ("language", "template")
    list_select_related = ("template",)
    list_per_page = 50
    show_full_result_count = False
    change_form_template = "admin/campaigns/templateversion/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[TemplateVersion]:
        return super().get_queryset(request).defer("html", "text")

    def get_readonly_fields(self, request: HttpRequest, obj: TemplateVersion | None = None) -> Any:
        return ("template", "language") if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: TemplateVersion | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.published_at is None)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(preview)
        return [
            path("<uuid:version_id>/preview/", view, name="campaigns_templateversion_preview"),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: TemplateVersion, form: Any, change: bool) -> None:
        """One call: the operation finds the draft of this text and language, or begins it."""
        draft = Draft(obj.language, obj.subject, obj.preheader, obj.body)
        written = write_draft(template_id=obj.template_id, draft=draft, by=staff_actor(request), now=timezone.now())
        obj.pk, obj.number = written.pk, written.number

    def response_add(
        self, request: HttpRequest, obj: TemplateVersion, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._after_saving(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: TemplateVersion) -> HttpResponse:
        return self._after_saving(request, obj) or super().response_change(request, obj)

    def _after_saving(self, request: HttpRequest, obj: TemplateVersion) -> HttpResponse | None:
        if "_publish" not in request.POST:
            return None
        try:
            publish_draft(version_id=obj.pk, by=staff_actor(request), now=timezone.now())
        except CannotPublish as cannot:
            said = f"Not published: {len(cannot.problems)} thing(s) speak against it, listed below."
            self.message_user(request, said, messages.ERROR)
        else:
            self.message_user(request, "Published. From now on this text is sent.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:campaigns_templateversion_change", args=[obj.pk]))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        version: TemplateVersion | None = kwargs.get("obj")
        context["catalogue"] = CATALOGUE.values()
        if version is not None:
            context["version"] = version
            if version.published_at is None:
                template = version.template
                context["problems"] = problems(
                    draft_of(version),
                    purpose=template.purpose,
                    own=clinics_own(),
                    channel=template.channel,
                    passed=passed_in(version),
                )
        return super().render_change_form(request, context, *args, **kwargs)
