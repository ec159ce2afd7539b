"""The privacy notice for its officer: read the published, write the next version, see what is missing, publish."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clinic.audited_admin import AuditedAdmin
from clinic.denials import NotForThisRole
from clinic.desk import staff_actor
from clinic.desk_pages import show
from clinic.domain.hours import local_day
from clinic.queries import organisation
from consent.models import PrivacyNotice
from consent.operations import notices
from consent.pages.notice_html import shown


@admin.register(PrivacyNotice)
class PrivacyNoticeAdmin(AuditedAdmin):
    """A draft is written here, one text a language; a version is published as a whole, and never changes after that."""

    list_display = ("title", "version", "language", "effective_on", "published_at")
    list_filter = ("language",)
    fields = ("version", "language", "title", "body", "changes", "effective_on", "published_at")
    readonly_fields = ("version", "language", "published_at")
    change_list_template = "admin/consent/privacynotice/change_list.html"
    change_form_template = "admin/consent/privacynotice/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows begin with a version, in all languages: `begin`."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: PrivacyNotice | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.published_at is None)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("begin/", view(require_POST(self.begin)), name="consent_privacynotice_begin"),
            path("<uuid:notice_id>/preview/", view(self.preview), name="consent_privacynotice_preview"),
            *super().get_urls(),
        ]

    def begin(self, request: HttpRequest) -> HttpResponse:
        """Drafts of the next version; where there are some already, those."""
        if not request.user.has_perm("consent.add_privacynotice"):
            raise NotForThisRole("consent.add_privacynotice")
        notices.begin_version(by=staff_actor(request), now=timezone.now())
        return HttpResponseRedirect(f"{reverse('admin:consent_privacynotice_changelist')}?published_at__isnull=True")

    def preview(self, request: HttpRequest, notice_id: Any) -> HttpResponse:
        if not request.user.has_perm("consent.view_privacynotice"):
            raise NotForThisRole("consent.view_privacynotice")
        notice = get_object_or_404(PrivacyNotice, pk=notice_id)
        return show(
            request, "consent/desk/notice_preview.html", title=notice.title, notice=notice, shown=shown(notice.body)
        )

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "published_at__isnull" or super().lookup_allowed(lookup, value, request)

    def response_change(self, request: HttpRequest, obj: PrivacyNotice) -> HttpResponse:
        return self._published(request, obj) if "_publish" in request.POST else super().response_change(request, obj)

    def _published(self, request: HttpRequest, obj: PrivacyNotice) -> HttpResponse:
        try:
            notices.publish(version=obj.version, by=staff_actor(request), now=timezone.now())
        except notices.CannotPublish as cannot:
            said = f"Not published: {len(cannot.faults)} thing(s) speak against it, listed below."
            self.message_user(request, said, messages.ERROR)
        else:
            said = f"Version {obj.version} is published in all languages, and counts from {obj.effective_on}."
            self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:consent_privacynotice_change", args=[obj.pk]))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        notice: PrivacyNotice | None = kwargs.get("obj")
        if notice is not None:
            context["notice"] = notice
            context["faults"] = _faults(notice) if notice.published_at is None else []
        return super().render_change_form(request, context, *args, **kwargs)


def _faults(notice: PrivacyNotice) -> list[str]:
    drafts = list(PrivacyNotice.objects.filter(version=notice.version))
    return notices.faults_of(drafts, today=local_day(timezone.now(), organisation().time_zone))
