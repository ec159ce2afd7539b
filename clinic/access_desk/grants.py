"""Roles that wait for a second person, and the page where one is asked for."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.access_desk.queries import WaitingGrant, members, waiting_grants
from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from clinic.domain.grants import DECIDERS, Asked, why_not_decide, why_not_withdraw
from clinic.enums import Role
from clinic.models import AccessGrant, Staff
from clinic.operations import grants
from clinic.operations.rights import NotAllowed
from clinic.sign_in.fresh import needs_fresh_sign_in
from clinic.sign_in.tickets import has_factor

_ACTS = {"grant": grants.grant_asked, "refuse": grants.refuse_asked, "withdraw": grants.withdraw_asked}
_DONE = {
    "grant": "Granted. The role is in force now.",
    "refuse": "Refused. Nothing has changed for them.",
    "withdraw": "Withdrawn.",
}


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role, label="Role", widget=forms.RadioSelect)


@desk_page("clinic.view_accessgrant")
@needs_fresh_sign_in
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    by = staff_actor(request)
    lines = [_line(grant, request) for grant in waiting_grants()]
    return show(request, "clinic/desk/asked.html", title="Roles asked for", lines=lines, decides=by.role in DECIDERS)


@desk_page("clinic.change_accessgrant")
@needs_fresh_sign_in
@require_POST
def decide(request: HttpRequest, access_grant_id: UUID) -> HttpResponse:
    grant = get_object_or_404(AccessGrant, pk=access_grant_id)
    answer = request.POST.get("answer", "")
    if answer in _ACTS:
        try:
            _ACTS[answer](by=staff_actor(request), now=timezone.now(), grant_id=access_grant_id)
        except NotAllowed as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _DONE[answer])
            if answer == "grant" and not has_factor(grant.staff_id):
                return redirect("admin:sign-in-make-set-up-code", grant.staff_id)
    return redirect("admin:desk-asked-roles")


@desk_page("clinic.add_accessgrant")
@needs_fresh_sign_in
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Another role for somebody, or the way back for who was let go: from here it waits for a second person."""
    member = get_object_or_404(members(), pk=staff_id)
    form = RoleForm(request.POST or None, initial={"role": member.role})
    if request.method == "POST" and form.is_valid() and _asked_for(request, member, form):
        return redirect("admin:clinic_staff_change", member.pk)
    return show(request, "clinic/desk/ask.html", title="Ask for a role", member=member, form=form)


def _asked_for(request: HttpRequest, member: Staff, form: RoleForm) -> bool:
    """Whether it is asked; else the form says why not."""
    role = Role(form.cleaned_data["role"])
    try:
        grant = grants.ask(by=staff_actor(request), now=timezone.now(), staff_id=member.pk, role=role)
    except NotAllowed as refused:
        form.add_error("role", str(refused))
        return False
    deciders = grants.possible_deciders(grant)
    if deciders:
        messages.success(request, f"Asked for. {len(deciders)} can decide it and were told.")
    else:
        messages.warning(request, _NOBODY)
    return True


_NOBODY = (
    "Asked for, but nobody here can decide it: it takes a second administrator or privacy officer. "
    "From the shell, the command hire can make one."
)


def _line(grant: AccessGrant, request: HttpRequest) -> WaitingGrant:
    by = staff_actor(request)
    asked = Asked(str(grant.staff_id), str(grant.asked_by_id or ""))
    why = why_not_decide(by, asked)
    return WaitingGrant(grant, why_not=str(why or ""), may_withdraw=why_not_withdraw(by, asked) is None)
