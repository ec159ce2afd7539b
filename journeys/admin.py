"""Journeys, the people on them, and the runs, for staff to look at; a journey is switched on and off."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_POST

from clinic.audited_admin import ReadOnlyAdmin
from clinic.desk import staff_actor
from clinic.people_admin import PeopleAdmin
from journeys.desk import run_page
from journeys.editor.journey import journey_page
from journeys.enums import EnrolmentState
from journeys.models import Enrolment, Journey, Run
from journeys.operations import switching


class JourneyPages(ReadOnlyAdmin):
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = str(self.opts.verbose_name_plural).capitalize()
        return super().changelist_view(request, {"title": title, **(extra_context or {})})


@admin.register(Journey)
class JourneyAdmin(JourneyPages):
    list_display = ("name", "is_on", "under_way", "trigger")
    ordering = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Journey]:
        under_way = Count("enrolments", filter=Q(enrolments__state=EnrolmentState.ACTIVE))
        return super().get_queryset(request).annotate(under_way=under_way)

    @admin.display(description="on", boolean=True, ordering="is_active")
    def is_on(self, journey: Journey) -> bool:
        return journey.is_active

    @admin.display(description="people under way", ordering="under_way")
    def under_way(self, journey: Any) -> int:
        return int(journey.under_way)

    def get_urls(self) -> list[URLPattern]:
        switch = self.admin_site.admin_view(self.switch_view)
        return [path("<uuid:journey_id>/switch/", switch, name="journeys_journey_switch"), *super().get_urls()]

    @method_decorator(require_GET)
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        journey = _found(self, request, object_id)
        return _page(self, request, "journey", title=journey.name, page=journey_page(journey, timezone.now()))

    @method_decorator(require_POST)
    def switch_view(self, request: HttpRequest, journey_id: UUID) -> HttpResponse:
        if not request.user.has_perm("journeys.change_journey"):
            raise PermissionDenied
        journey = get_object_or_404(Journey, pk=journey_id)
        now = timezone.now()
        if request.POST.get("to") == "on":
            self._switch_on(request, journey, now)
        else:
            taken = switching.switch_off(journey_id=journey.pk, by=staff_actor(request), now=now)
            messages.success(request, f"{journey.name} is off. Messages taken back: {taken}.")
        return HttpResponseRedirect(reverse("admin:journeys_journey_change", args=[journey.pk]))

    def _switch_on(self, request: HttpRequest, journey: Journey, now: datetime) -> None:
        try:
            switching.switch_on(journey_id=journey.pk, by=staff_actor(request), now=now)
        except switching.GoesAlready as reason:
            messages.error(request, f"{journey.name} stays off. {reason}")
        else:
            messages.success(request, f"{journey.name} is on. The next run looks at everybody again.")


@admin.register(Enrolment)
class EnrolmentAdmin(PeopleAdmin, JourneyPages):
    list_display = ("person_link", "journey", "state", "exit_reason", "anchor_at", "next_due_at")
    list_display_links = None
    list_filter = ("journey", "state", "exit_reason")
    list_select_related = ("journey",)
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-enrolled_at", "-id")

    @admin.display(description="person")
    def person_link(self, enrolment: Enrolment) -> str:
        url = reverse("admin:desk-person", args=[enrolment.person_id])
        return format_html('<a href="{}">person {}</a>', url, str(enrolment.person_id)[-12:])


@admin.register(Run)
class RunAdmin(JourneyPages):
    list_display = ("decided_as_of", "kind", "finished", "planned", "accepted", "not_allowed", "too_late", "other")
    ordering = ("-at", "-started_at")
    list_filter = ("kind",)
    date_hierarchy = None
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description="planned")
    def planned(self, run: Run) -> int:
        return int(run.counts.get("planned", 0))

    @admin.display(description="decided as of", ordering="at")
    def decided_as_of(self, run: Run) -> datetime:
        return run.at

    @admin.display(description="finished", ordering="finished_at")
    def finished(self, run: Run) -> datetime | None:
        return run.finished_at

    @admin.display(description="sent")
    def accepted(self, run: Run) -> int:
        return int(run.counts.get("outcomes", {}).get("accepted", 0))

    @admin.display(description="not allowed")
    def not_allowed(self, run: Run) -> int:
        return int(run.counts.get("outcomes", {}).get("refused", 0))

    @admin.display(description="too late")
    def too_late(self, run: Run) -> int:
        return int(run.counts.get("outcomes", {}).get("expired", 0))

    @admin.display(description="held, failed or unknown")
    def other(self, run: Run) -> int:
        outcomes = run.counts.get("outcomes", {})
        return sum(int(outcomes.get(outcome, 0)) for outcome in ("held", "failed", "unknown"))

    @method_decorator(require_GET)
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        run = _found(self, request, object_id)
        return _page(self, request, "run", title=str(run), page=run_page(run, timezone.now()))


def _found(page: ReadOnlyAdmin, request: HttpRequest, object_id: str) -> Any:
    if not page.has_view_permission(request):
        raise PermissionDenied
    found = page.get_object(request, object_id)
    if found is None:
        raise Http404
    return found


def _page(admin_page: ReadOnlyAdmin, request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    about = {**admin_page.admin_site.each_context(request), "opts": admin_page.opts, **context}
    return TemplateResponse(request, f"journeys/desk/{name}.html", about)
