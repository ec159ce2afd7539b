"""The register of vendors: who carries our messages, what was signed with them, and until when (R43)."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import content_disposition_header
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from clinic.audited_admin import AuditedAdmin
from clinic.denials import NotForThisRole
from clinic.desk import staff_actor
from clinic.domain import papers
from clinic.domain.agreements import Agreement, Standing, agreement_on
from clinic.enums import BaaScope, Channel
from clinic.models import Vendor, VendorPaper
from clinic.operations import vendors as operations
from clinic.registers import agreement_ending, without_agreement
from clinic.staff_names import names_of

_COLOURS = {Standing.IN_FORCE: "yes", Standing.ENDING: "held", Standing.NOT_YET: "held"}


class VendorForm(forms.ModelForm):
    baa_scope = forms.MultipleChoiceField(
        label="BAA covers",
        choices=BaaScope.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="What they may do with PHI. Without “Send it” no message leaves through them.",
    )
    paper = forms.FileField(
        label="Add a paper",
        required=False,
        help_text="The signed agreement: PDF, PNG or JPEG, up to 10 MB. Papers are kept; a new one replaces none.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )

    class Meta:
        model = Vendor
        fields = ("name", "channel", "backend", "baa_signed_on", "baa_ends_on", "baa_scope", "subcontractors")

    def clean_backend(self) -> str:
        """A path that names nothing would be found out when a message is due, and not sent."""
        backend: str = self.cleaned_data["backend"].strip()
        if "backend" not in self.changed_data:
            return backend
        try:
            found = import_string(backend)
        except Exception:  # whatever a module does when it is imported
            raise ValidationError("No such backend is installed here: check each letter of the path.") from None
        sends_mail = self.cleaned_data.get("channel") == Channel.EMAIL
        if sends_mail and not (isinstance(found, type) and issubclass(found, BaseEmailBackend)):
            raise ValidationError("This is no mail backend: the path ends in its class, such as EmailBackend.")
        return backend

    def clean_paper(self) -> Any:
        paper = self.cleaned_data["paper"]
        if paper:
            try:
                papers.media_type(paper.read())
            except papers.NotAPaper as problem:
                raise ValidationError(str(problem)) from None
        return paper

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        signed, ends = told.get("baa_signed_on"), told.get("baa_ends_on")
        if ends and not signed:
            self.add_error("baa_signed_on", "An agreement that ends was signed on some day.")
        if signed and ends and ends < signed:
            self.add_error("baa_ends_on", "It cannot end before it was signed.")
        return told


class StandingFilter(admin.SimpleListFilter):
    """The two matters of the privacy desk."""

    title, parameter_name = "agreement", "standing"

    def lookups(self, request: HttpRequest, page: Any) -> list[tuple[str, str]]:
        return [("without", "None in force"), ("ending", "Ends within 60 days")]

    def queryset(self, request: HttpRequest, vendors: QuerySet[Vendor]) -> QuerySet[Vendor]:
        wanted = {"without": without_agreement, "ending": agreement_ending}.get(self.value() or "")
        return vendors.filter(wanted(timezone.localdate())) if wanted else vendors


@admin.register(Vendor)
class VendorAdmin(AuditedAdmin):
    form = VendorForm
    change_form_template = "clinic/vendor.html"
    list_display = ("name", "agreement", "covers", "baa_signed_on", "baa_ends_on", "number_of_papers", "in_use")
    list_filter = (StandingFilter, "channel")
    readonly_fields = ("agreement", "papers")
    fieldsets = (
        (None, {"fields": ("name", "channel", "backend")}),
        (
            "Business associate agreement",
            {"fields": ("agreement", "baa_signed_on", "baa_ends_on", "baa_scope", "subcontractors")},
        ),
        ("Limits", {"fields": ("rate_per_second", "most_connections", "daily_limit")}),
        ("Papers", {"fields": ("papers", "paper")}),
    )

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(require_POST(self.download))
        return [path("paper/<uuid:vendor_paper_id>/", page, name="clinic_vendor_paper"), *super().get_urls()]

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """What needs attention comes first: nothing signed, then what ended or ends next."""
        return [F("baa_signed_on").asc(nulls_first=True), F("baa_ends_on").asc(nulls_last=True), F("name").asc()]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("papers")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if paper := form.cleaned_data.get("paper"):
            paper.seek(0)
            operations.add_paper(
                by=staff_actor(request), now=timezone.now(), vendor_id=obj.pk, name=paper.name, content=paper.read()
            )

    def more_for_the_book(self, obj: Vendor) -> dict[str, str]:
        """How the agreement stood since when: lines of the book are its history."""
        days = (str(day) if day else "" for day in (obj.baa_signed_on, obj.baa_ends_on))
        return {"agreement": "/".join(days), "covers": " ".join(sorted(obj.baa_scope))}

    def download(self, request: HttpRequest, vendor_paper_id: Any) -> HttpResponse:
        """A POST: it leaves a line in the book, and a link that is followed by accident must not."""
        if not request.user.has_perm("clinic.view_vendorpaper"):
            raise NotForThisRole("clinic.view_vendorpaper")
        paper = get_object_or_404(VendorPaper, pk=vendor_paper_id)
        content = operations.paper_content(by=staff_actor(request), paper=paper)
        return HttpResponse(
            content,
            content_type=paper.media_type,
            headers={
                "Content-Disposition": content_disposition_header(True, paper.name) or "attachment",
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "sandbox; default-src 'none'",
                "Cache-Control": "no-store",
            },
        )

    @admin.display(description="agreement")
    def agreement(self, vendor: Vendor) -> SafeString:
        found = _agreement(vendor)
        colour = "held" if _is_partial(vendor, found) else _COLOURS.get(found.standing, "no")
        return format_html('<span class="desk-pill {}">{}</span>', colour, _words(vendor, found))

    @admin.display(description="covers")
    def covers(self, vendor: Vendor) -> str:
        return ", ".join(BaaScope(scope).label.lower() for scope in vendor.baa_scope) or "nothing"

    @admin.display(description="papers")
    def number_of_papers(self, vendor: Vendor) -> int:
        return len(vendor.papers.all())

    @admin.display(description="sends our messages")
    def in_use(self, vendor: Vendor) -> str:
        return "Yes" if vendor.backend in (settings.EMAIL_BACKEND, settings.SMS_BACKEND) else ""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Vendors and their agreements", **(extra_context or {})})

    @admin.display(description="papers kept")
    def papers(self, vendor: Vendor) -> SafeString | str:
        kept = list(vendor.papers.all()) if vendor.pk else []
        if not kept:
            return "None yet."
        names = names_of(paper.added_by for paper in kept if paper.added_by)
        rows = (
            (_button(paper), f"{timezone.localtime(paper.added_at):%-d %B %Y}", _by(paper, names)) for paper in kept
        )
        listed = format_html_join("", "<div>{} <span class='quiet'>added {}{}</span></div>", rows)
        return format_html('<div class="desk desk-papers">{}</div>', listed)


def _agreement(vendor: Vendor) -> Agreement:
    return agreement_on(timezone.localdate(), signed_on=vendor.baa_signed_on, ends_on=vendor.baa_ends_on)


def _words(vendor: Vendor, agreement: Agreement) -> str:
    return f"{agreement.words}, but not for sending" if _is_partial(vendor, agreement) else agreement.words


def _is_partial(vendor: Vendor, agreement: Agreement) -> bool:
    return agreement.is_active and BaaScope.SEND not in vendor.baa_scope


def _button(paper: VendorPaper) -> SafeString:
    return format_html(
        '<button class="desk-button plain small" form="vendor-paper" formaction="{}">{}</button>',
        reverse("admin:clinic_vendor_paper", args=[paper.pk]),
        paper.name,
    )


def _by(paper: VendorPaper, names: Any) -> str:
    return f" by {names[paper.added_by]}" if paper.added_by in names else ""
