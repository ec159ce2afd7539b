"""Addresses that are not written to: a list, and lifting one, with a reason."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import display_for_value
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format

from clinic.desk import staff_actor
from clinic.people_admin import PeopleAdmin
from consent.enums import LiftReason, SuppressionCause
from consent.models import Suppression
from consent.operations import suppressions


class LiftForm(forms.Form):
    """Words to choose from: the book holds nothing that somebody typed."""

    because = forms.ChoiceField(
        label="Why", choices=LiftReason.choices, widget=forms.RadioSelect, error_messages={"required": "Say why."}
    )


@admin.register(Suppression)
class SuppressionAdmin(PeopleAdmin):
    """Addresses as digests: whose they are is not shown. What a decision on a message rested on leads here."""

    list_display = ("day", "cause", "stands", "channel")
    list_filter = ("cause", "channel")
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-since", "-id")
    fields = ("cause", "channel", "since", "ends", "lifted_at")
    actions = ("lift",)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return list(self.get_fields(request, obj))

    def has_lift_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("consent.change_suppression")

    @admin.display(description="until", ordering="until")
    def ends(self, row: Suppression) -> Any:
        return display_for_value(row.until, "") if row.until else "Until it is lifted"

    @admin.display(description="since", ordering="since")
    def day(self, row: Suppression) -> str:
        return date_format(timezone.localtime(row.since), "j M Y")

    @admin.display(description="stands", ordering="until")
    def stands(self, row: Suppression) -> str:
        if row.lifted_at:
            return f"Lifted {date_format(timezone.localtime(row.lifted_at), 'j M Y')}"
        if row.until is None:
            return "Until it is lifted"
        word = "Until" if row.until > timezone.now() else "Ended"
        return f"{word} {date_format(timezone.localtime(row.until), 'j M Y')}"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Not written to any more"} | (extra_context or {}))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        offered = {"may_lift": self.has_lift_permission(request)}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | offered)

    @admin.action(description="Lift: write to them again", permissions=["lift"])
    def lift(self, request: HttpRequest, rows: QuerySet[Suppression]) -> HttpResponse | None:
        """Asks why first, then does it."""
        form = LiftForm(request.POST if "because" in request.POST or "_why" in request.POST else None)
        if not form.is_valid():
            return self._ask_why(request, rows, form)
        by, now, because = staff_actor(request), timezone.now(), form.cleaned_data["because"]
        done = sum(
            suppressions.lift(by=by, now=now, suppression_id=pk, because=because)
            for pk in rows.values_list("pk", flat=True)
        )
        erased = rows.filter(cause=SuppressionCause.ERASED).count()
        kept = f" {erased} left: who had everything erased must ask for mail anew." if erased else ""
        messages.success(request, f"{done} lifted.{kept}")
        return None

    def _ask_why(self, request: HttpRequest, rows: QuerySet[Suppression], form: LiftForm) -> HttpResponse:
        told = {
            **self.admin_site.each_context(request),
            "title": "Write to them again?",
            "opts": self.opts,
            "form": form,
            "rows": list(rows),
        }
        return TemplateResponse(request, "admin/consent/suppression/lift.html", told)
