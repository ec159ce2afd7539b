"""One person's rights: requests, what was agreed, and the account of disclosures."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.enums import PurposeOfUse
from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from clinic.domain.hours import local_day
from clinic.queries import organisation
from consent.accounting import account_of
from consent.enums import Recorded
from consent.models import RightsRequest
from consent.operations import disclosures, restrictions
from consent.pages.rights import REQUEST
from consent.rights_desk.disclosure_form import DisclosureForm
from patients.desk.revealed import NAMES, details_of
from patients.models import Person


@desk_page("consent.view_rightsrequest")
@require_safe
def rights_of(request: HttpRequest, person_id: UUID) -> HttpResponse:
    one = get_object_or_404(Person, pk=person_id)
    by, today = staff_actor(request), local_day(timezone.now(), organisation().time_zone)
    details = details_of([one], NAMES, by=by, purpose=PurposeOfUse.PATIENT_REQUEST, beside=[REQUEST])[one.pk]
    return show(
        request,
        "consent/desk/person_rights.html",
        title="Rights",
        one=one,
        details=details,
        has_confidential_address=one.confidential_email_key is not None,
        restriction=restrictions.in_force(one.pk),
        other_way=restrictions.other_way(one.pk),
        kept_from_plan=restrictions.kept_from_plan(one.pk),
        requests=list(RightsRequest.objects.filter(person=one).order_by("-received_at")),
        account=account_of(one.pk, by=by, today=today),
    )


@desk_page("consent.add_disclosure")
@require_http_methods(["GET", "POST"])
def new_disclosure(request: HttpRequest, person_id: UUID) -> HttpResponse:
    one = get_object_or_404(Person.objects.only("id"), pk=person_id)
    now = timezone.now()
    form = DisclosureForm(request.POST or None, today=local_day(now, organisation().time_zone))
    if request.method == "POST" and form.is_valid():
        disclosures.record(by=staff_actor(request), now=now, person_id=one.pk, **form.cleaned_data)
        messages.success(request, "Recorded.")
        return redirect("admin:desk-person-rights", person_id=one.pk)
    return show(request, "consent/desk/rights_form.html", title="A disclosure", form=form, save="Record", one=one)


@desk_page("consent.change_rightsrequest")
@require_POST
def end_restriction(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The one about messages; with `restriction` another way to reach them (`way`), or what is kept from the plan."""
    one = get_object_or_404(Person.objects.only("id"), pk=person_id)
    by, now, which = staff_actor(request), timezone.now(), request.POST.get("restriction", "")
    if not which:
        is_over = restrictions.end(by=by, now=now, person_id=one.pk, via=Recorded.STAFF)
    elif which == "way":
        is_over = restrictions.end_other_way(by=by, now=now, person_id=one.pk, via=Recorded.STAFF)
    else:
        kept = [row for row in restrictions.kept_from_plan(one.pk) if str(row.pk) == which]
        is_over = any(
            restrictions.end_for_plan(by=by, now=now, restriction_id=row.pk, via=Recorded.STAFF) for row in kept
        )
    if is_over:
        messages.success(request, "The restriction has ended.")
    return redirect("admin:desk-person-rights", person_id=one.pk)
