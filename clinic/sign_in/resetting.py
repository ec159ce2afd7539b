"""Somebody lost phone and codes: a colleague who may not set their password resets their second factor."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from clinic.domain.second_factors import why_not_reset
from clinic.models import Staff
from clinic.operations.rights import NotAllowed, member_of
from clinic.sign_in import operations
from clinic.sign_in.fresh import needs_fresh_sign_in


@desk_page("clinic.view_staff")
@needs_fresh_sign_in
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    member = get_object_or_404(Staff, pk=staff_id)
    if request.method == "POST":
        return _reset(request, member)
    why_not = why_not_reset(staff_actor(request), member_of(member)) or ""
    return show(
        request, "clinic/sign_in/reset.html", title="Reset the second factor", member=member, why_not=str(why_not)
    )


def _reset(request: HttpRequest, member: Staff) -> HttpResponse:
    try:
        operations.reset_second_factor(by=staff_actor(request), staff_id=member.pk, now=timezone.now())
    except NotAllowed as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Reset. {member} is told so, and sets up a new second factor with a set-up code.")
        return redirect("admin:sign-in-make-set-up-code", member.pk)
    return redirect("admin:clinic_staff_change", member.pk)
