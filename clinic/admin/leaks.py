"""The leak check's page: when it last looked, at how much, and what is open (R49)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from clinic.audited_admin import ReadOnlyAdmin
from clinic.denials import NotForThisRole
from clinic.desk import staff_actor
from clinic.models import LeakCheck, LeakFinding
from clinic.operations import leaks
from clinic.staff_names import names_of

_THINGS = {
    "pages": "pages",
    "forms": "forms",
    "cookies": "cookies",
    "logs": "log lines",
    "templates": "message texts",
    "vendors": "mail settings",
}


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = "state", "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("accepted", "Accepted"), ("gone", "Gone"), ("all", "All")]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [{**first, "display": "Open"}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[LeakFinding]) -> QuerySet[LeakFinding]:
        match self.value():
            case "accepted":
                return queryset.filter(gone_at=None, accepted_at__isnull=False)
            case "gone":
                return queryset.filter(gone_at__isnull=False)
            case "all":
                return queryset
        return queryset.filter(gone_at=None, accepted_at=None)


@admin.register(LeakFinding)
class LeakFindingAdmin(ReadOnlyAdmin):
    list_display = ("place", "found", "advice", "since", "answer")
    list_display_links = None
    list_filter = (StateFilter, "probe")
    list_select_related = ("first_seen",)
    list_per_page = 50
    ordering = ("is_warning", "probe", "place", "what")
    actions = None
    change_list_template = "clinic/leaks.html"

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(require_POST(self.accept))
        return [path("<uuid:leak_finding_id>/accept/", page, name="clinic_leakfinding_accept"), *super().get_urls()]

    def accept(self, request: HttpRequest, leak_finding_id: UUID) -> HttpResponse:
        if not request.user.has_perm("clinic.change_leakfinding"):
            raise NotForThisRole("clinic.change_leakfinding")
        try:
            leaks.accept(by=staff_actor(request), now=timezone.now(), finding_id=leak_finding_id)
        except LeakFinding.DoesNotExist:
            raise Http404 from None
        return redirect("admin:clinic_leakfinding_changelist")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        last = LeakCheck.objects.exclude(finished_at=None).first()
        unfinished = LeakCheck.objects.filter(finished_at=None, started_at__lt=timezone.now() - leaks.GIVEN_UP_AFTER)
        told = {
            "title": "Leak check",
            "last_check": last,
            "broke_off": unfinished.filter(started_at__gt=last.started_at).exists() if last else unfinished.exists(),
            "looked_at": _in_words(last.looked_at) if last else [],
            "is_all_well": not LeakFinding.objects.filter(gone_at=None, accepted_at=None).exists(),
        }
        return super().changelist_view(request, told | (extra_context or {}))

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Names of those who accepted something, in one query for the page."""
        changelist = super().get_changelist_instance(request)
        rows = list(changelist.result_list)
        names = names_of(row.accepted_by for row in rows if row.accepted_by)
        may_accept = request.user.has_perm("clinic.change_leakfinding")
        for row in rows:
            row.answered_by, row.may_accept = names.get(row.accepted_by, ""), may_accept
        changelist.result_list = rows
        return changelist

    @admin.display(description="what")
    def found(self, finding: LeakFinding) -> SafeString:
        pill, word = ("held", "Warning") if finding.is_warning else ("no", "Finding")
        return format_html('<span class="desk-pill {}">{}</span> {}', pill, word, finding.what)

    @admin.display(description="since", ordering="first_seen__started_at")
    def since(self, finding: LeakFinding) -> str:
        return _day(finding.first_seen.started_at)

    @admin.display(description="answer")
    def answer(self, finding: LeakFinding) -> SafeString | str:
        if finding.gone_at:
            return f"Gone on {_day(finding.gone_at)}"
        if finding.accepted_at:
            return f"Accepted by {finding.answered_by or 'somebody'} on {_day(finding.accepted_at)}"  # type: ignore[attr-defined]
        if not finding.may_accept:  # type: ignore[attr-defined]
            return "Open"
        return format_html(
            '<span class="desk"><button class="desk-button plain small" formaction="{}" aria-label="Accept: {}, {}">'
            "Accept</button></span>",
            reverse("admin:clinic_leakfinding_accept", args=[finding.pk]),
            finding.place,
            finding.what,
        )


def _in_words(looked_at: dict[str, int]) -> list[str]:
    return [f"{number:,} {_THINGS.get(probe, probe)}" for probe, number in sorted(looked_at.items())]


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%-d %B %Y}"
