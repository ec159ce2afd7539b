"""What people chose and signed, as opaque rows to look at: no name, no signature. Changes go through operations."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from clinic.audited_admin import ReadOnlyAdmin
from clinic.desk import staff_actor
from clinic.domain.hours import local_day
from clinic.people_admin import PeopleAdmin
from clinic.queries import organisation
from consent import fact_rows
from consent.desk.paper_files import address as file_address
from consent.doorstep_admin import PostedAdmin, SignUpFormAdmin
from consent.enums import CopyGiven, Recorded, Standing
from consent.models import (
    Authorization,
    AuthorizationForm,
    OptIn,
    Preference,
    RiskAcknowledgement,
    SigningRequest,
)
from consent.notice_admin import PrivacyNoticeAdmin
from consent.operations import authorizations, paper_reminders
from consent.signed_papers import has_copy, stands_today
from consent.suppression_admin import SuppressionAdmin

_OPEN_FILE = '<button class="desk-button plain small" formaction="{}">{}</button>'
__all__ = [
    "PostedAdmin",
    "PrivacyNoticeAdmin",
    "SignUpFormAdmin",
    "SuppressionAdmin",
]  # Django looks for pages in this module alone


class ConsentAdmin(PeopleAdmin):
    list_per_page = 50
    show_full_result_count = False
    actions: Any = None

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return list(self.get_fields(request, obj))

    @admin.display(description="person")
    def desk_page(self, row: Any) -> SafeString:
        return format_html('<a href="{}">Open</a>', reverse("admin:desk-person", args=[row.person_id]))


@admin.register(Preference)
class PreferenceAdmin(ConsentAdmin):
    """A choice told at the desk or by telephone is recorded on the person's page."""

    list_display = ("recorded_at", "topic", "wanted", "channel", "via", "desk_page")
    list_filter = ("topic", "wanted", "via")
    ordering = ("-recorded_at", "-id")
    fields = ("desk_page", "topic", "wanted", "channel", "recorded_at", "via", "text_version")


@admin.register(OptIn)
class OptInAdmin(ConsentAdmin):
    list_display = ("asked_at", "topic", "mode", "confirmed_at", "via", "form", "desk_page")
    list_filter = ("mode", "via")
    ordering = ("-asked_at", "-id")
    fields = ("desk_page", "topic", "channel", "mode", "form", "text_version", "asked_at", "confirmed_at", "via")


@admin.register(RiskAcknowledgement)
class RiskAcknowledgementAdmin(ConsentAdmin):
    list_display = ("recorded_at", "accepted", "via", "text_version", "desk_page")
    ordering = ("-recorded_at", "-id")
    fields = ("desk_page", "accepted", "recorded_at", "via", "text_version")


@admin.register(AuthorizationForm)
class AuthorizationFormAdmin(ReadOnlyAdmin):
    """Row by row. Written, checked and published as whole versions: `consent.desk.forms`."""

    list_display = ("title", "kind", "version", "language", "valid_days", "published_at", "version_page")
    list_filter = ("kind", "language")

    @admin.display(description="whole version")
    def version_page(self, row: AuthorizationForm) -> SafeString:
        return format_html('<a href="{}">Open</a>', reverse("admin:desk-form-version", args=[row.pk]))


class NeedsSomebody(admin.SimpleListFilter):
    """What the front desk is reminded of."""

    title = "what needs somebody"
    parameter_name = "needs"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("ending", "Ends within thirty days"), ("copy", "Copy not given yet")]

    def queryset(self, request: HttpRequest, papers: QuerySet[Authorization]) -> QuerySet[Authorization]:
        if self.value() == "ending":
            return papers & paper_reminders.ending(local_day(timezone.now(), organisation().time_zone))
        return papers & paper_reminders.waiting_for_a_copy() if self.value() == "copy" else papers


@admin.register(Authorization)
class AuthorizationAdmin(ConsentAdmin):
    """Papers with what they lack of 45 CFR 164.508. The signature itself is not shown here."""

    list_display = ("recorded_at", "form", "state", "signed_on", "expires_on", "revoked_at", "missing", "desk_page")
    list_filter = (NeedsSomebody, "state", "form__kind")
    list_select_related = ("form",)
    ordering = ("-recorded_at", "-id")
    actions = ("revoke", "copy_given")
    fields = (
        "desk_page", "form", "state", "signed_by_representative", "signed_on", "expires_on", "missing",
        "copy_given_at", "files", "via", "recorded_at", "revoked_at", "revoked_via",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Authorization]:
        return fact_rows.with_what_is_there(super().get_queryset(request))

    def has_take_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("consent.change_authorization")

    @admin.display(description="missing elements")
    def missing(self, paper: Authorization) -> str:
        lacks = fact_rows.as_paper(paper, paper.form).missing
        return "; ".join(f"{element.citation} {element.meaning}" for element in lacks) or "nothing"

    @admin.display(description="files")
    def files(self, paper: Authorization) -> SafeString | str:
        """A button each: opening one leaves a line in the book."""
        rows = paper.files.defer("content").order_by("stored_at")
        return (
            format_html_join(" ", _OPEN_FILE, ((file_address(file), file.get_kind_display()) for file in rows)) or "-"
        )

    @admin.action(description="Revoke: told by the person", permissions=["take"])
    def revoke(self, request: HttpRequest, papers: QuerySet[Authorization]) -> None:
        by, now = staff_actor(request), timezone.now()
        done = _each(
            papers,
            lambda paper: authorizations.revoke(by=by, now=now, authorization_id=paper.pk, via=Recorded.STAFF),
        )
        messages.success(request, f"{done} revoked. Marketing that rested on them stops now.")

    @admin.action(description="A copy was given to the signer", permissions=["take"])
    def copy_given(self, request: HttpRequest, papers: QuerySet[Authorization]) -> None:
        by, now = staff_actor(request), timezone.now()
        with_copy = [paper for paper in papers if paper.request_id is None or has_copy(paper)]
        marked = [
            paper.pk
            for paper in with_copy
            if authorizations.give_copy(by=by, now=now, authorization_id=paper.pk, via=CopyGiven.PRINTED)
        ]
        counting = sum(stands_today(pk, local_day(now, organisation().time_zone)) == Standing.ACTIVE for pk in marked)
        words = f"{len(marked)} marked; {counting} of them count from now on."
        without = len(papers) - len(with_copy)
        messages.success(request, f"{words} {without} left alone: their copy was never made." if without else words)


@admin.register(SigningRequest)
class SigningRequestAdmin(ConsentAdmin):
    """Who was asked to sign what, and what became of it. Asking and taking back: the person's page."""

    list_display = ("asked_at", "kind", "way", "state", "closed_at", "tries", "desk_page")
    list_filter = ("state", "way", "kind")
    ordering = ("-asked_at", "-id")
    fields = ("desk_page", "kind", "version", "way", "state", "asked_at", "expires_at", "closed_at", "tries")


def _each(rows: QuerySet[Any], act: Callable[[Any], bool]) -> int:
    """How many rows the act changed."""
    return sum(act(row) for row in rows)
