"""Letting somebody go: a page that says what will end, and one click."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clinic.access_desk.queries import members
from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from clinic.domain.grants import why_not_let_go
from clinic.enums import Role
from clinic.models import Staff
from clinic.operations import leaving
from clinic.operations.rights import NotAllowed, member_of
from clinic.sign_in.fresh import needs_fresh_sign_in


@desk_page("clinic.change_staff")
@needs_fresh_sign_in
@require_http_methods(["GET", "POST"])
def let_go(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    member = get_object_or_404(members(), pk=staff_id)
    if request.method == "POST":
        _let_go(request, member)
        return redirect("admin:clinic_staff_changelist")
    last = leaving.last_of(member)
    return show(
        request,
        "clinic/desk/let_go.html",
        title="Let somebody go",
        member=member,
        last=Role(last).label.lower() if last else "",
        why_not=why_not_let_go(staff_actor(request), member_of(member)) or "",
    )


def _let_go(request: HttpRequest, member: Staff) -> None:
    try:
        leaving.let_go(by=staff_actor(request), now=timezone.now(), staff_id=member.pk)
    except NotAllowed as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{member} can no longer do anything here. Sessions and open work are ended.")
