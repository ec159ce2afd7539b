"""Links in messages that were locked after five wrong years of birth: whose, and a button to open them again."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from audit.enums import AuditWord
from campaigns.models import LinkGuard
from campaigns.operations import link_guards
from clinic.desk import purpose_of_use, staff_actor
from clinic.desk_pages import desk_page, show
from patients.desk.revealed import NAMES, details_of

_MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    guard: LinkGuard
    name: str


@desk_page("campaigns.view_linkguard")
@require_safe
def locked(request: HttpRequest) -> HttpResponse:
    guards = list(
        LinkGuard.objects.filter(locked_at__isnull=False).select_related("person").order_by("-locked_at")[:_MOST]
    )
    shown = details_of(
        [guard.person for guard in guards],
        NAMES,
        by=staff_actor(request),
        purpose=purpose_of_use(request),
        beside=("campaigns.linkguard",),
        word=AuditWord.LIST,
    )
    lines = [Line(guard, shown[guard.person_id].name) for guard in guards]
    return show(request, "campaigns/desk/locked_links.html", title="Locked links", lines=lines)


@desk_page("campaigns.change_linkguard")
@require_POST
def open_again(request: HttpRequest, link_guard_id: UUID) -> HttpResponse:
    get_object_or_404(LinkGuard.objects.only("pk"), pk=link_guard_id)
    if link_guards.open_again(by=staff_actor(request), now=timezone.now(), guard_id=link_guard_id):
        messages.success(request, "The link opens again: five more tries.")
    return redirect("admin:desk-locked-links")


urlpatterns = [
    path("locked-links/", locked, name="desk-locked-links"),
    path("locked-links/<uuid:link_guard_id>/open/", open_again, name="desk-link-open"),
]
