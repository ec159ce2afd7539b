"""One button: the person's own export, for the person."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit.exporting import Cut
from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from clinic.sign_in.fresh import needs_fresh_sign_in
from consent.copies import persons_copy
from consent.copies.fonts import NoFont
from consent.copies.machine_fonts import WHAT_TO_INSTALL
from patients.models import Person


@desk_page("audit.add_export")
@require_http_methods(["GET", "POST"])
@needs_fresh_sign_in
def export(request: HttpRequest, person_id: UUID) -> HttpResponseBase:
    one = get_object_or_404(Person.objects.only("id"), pk=person_id)
    if request.method == "POST":
        return _file(request, one.pk)
    return show(request, "consent/desk/person_export.html", title="The person's own export", one=one)


def _file(request: HttpRequest, person_id: UUID) -> HttpResponse:
    try:
        made = persons_copy.make(by=staff_actor(request), person_id=person_id, now=timezone.now())
    except Cut as cut:
        raise PermissionDenied("the right to export ended while the file was made") from cut
    except NoFont:
        messages.error(request, f"No file was made. {WHAT_TO_INSTALL}")
        return redirect(request.path)
    return HttpResponse(
        made.content,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-store"},
    )
