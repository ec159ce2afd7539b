"""Two codes that a colleague makes and hands over: to set up a second factor, and for a browser that is kept out."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit.domain.actors import Actor
from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from clinic.domain.tickets import why_not_set_up_code, why_not_ticket
from clinic.models import Staff
from clinic.operations.rights import NotAllowed, member_of
from clinic.sign_in import tickets
from clinic.sign_in.fresh import needs_fresh_sign_in


@desk_page("clinic.view_staff")
@needs_fresh_sign_in
@require_http_methods(["GET", "POST"])
def set_up_code(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    return _page(request, staff_id, "set-up", "Set-up code", tickets.issue_set_up_code, _why_no_set_up_code)


@desk_page("clinic.view_staff")
@needs_fresh_sign_in
@require_http_methods(["GET", "POST"])
def ticket(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    return _page(request, staff_id, "browser", "Ticket for a new browser", tickets.issue_ticket, _why_no_ticket)


def _page(
    request: HttpRequest,
    staff_id: UUID,
    kind: str,
    title: str,
    issue: Callable[..., str],
    why_not: Callable[[Actor, Staff, datetime], str],
) -> HttpResponse:
    """Asked first. The code stands in the answer to the form that made it: no address shows it again."""
    member, by, now = get_object_or_404(Staff, pk=staff_id), staff_actor(request), timezone.now()
    code, why = "", why_not(by, member, now)
    if request.method == "POST":
        try:
            code = issue(by=by, staff_id=staff_id, now=now)
        except NotAllowed as refused:
            why = refused.why
    return show(
        request, "clinic/sign_in/hand_over.html", title=title, member=member, kind=kind, code=code, why_not=str(why)
    )


def _why_no_set_up_code(by: Actor, member: Staff, now: datetime) -> str:
    return why_not_set_up_code(by, member_of(member), has_factor=tickets.has_factor(member.pk)) or ""


def _why_no_ticket(by: Actor, member: Staff, now: datetime) -> str:
    return why_not_ticket(by, member_of(member), within_a_day=tickets.tickets_within_a_day(member.pk, now)) or ""
