"""A new second factor for somebody who lost phone and recovery codes: asks first, and ends their sessions."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from clinic.access_desk.queries import members
from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from clinic.domain.grants import may_reset_second_factor
from clinic.operations.rights import member_of
from clinic.sign_in.fresh import needs_fresh_sign_in
from clinic.sign_in.operations import reset_second_factor


@desk_page("clinic.change_staff")
@needs_fresh_sign_in
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    member, by = get_object_or_404(members(), pk=staff_id), staff_actor(request)
    if not may_reset_second_factor(by, member_of(member)):
        raise PermissionDenied
    if request.method == "POST":
        reset_second_factor(by=by, staff_id=member.pk)
        messages.success(request, f"{member} sets up a new second factor at the next sign-in.")
        return redirect("admin:clinic_staff_change", member.pk)
    return show(request, "clinic/desk/second_factor.html", title="Reset the second factor", member=member)
