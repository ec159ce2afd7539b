"""Emergency access as privacy officers see it: what waits for their review, and what was reviewed lately."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from audit.door import phi_access
from audit.enums import AuditWord
from clinic.access_desk.queries import Emergency, emergencies
from clinic.desk import purpose_of_use, staff_actor
from clinic.desk_pages import desk_page, show
from clinic.domain.break_glass import is_open, why_not_review
from clinic.models import BreakGlass
from clinic.operations import break_glass
from clinic.operations.rights import NotAllowed

WORDS = "clinic.breakglass.words"
_ANSWERS = {"justified": True, "not-justified": False}


@desk_page("clinic.change_breakglass")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    by, purpose = staff_actor(request), purpose_of_use(request)
    now = timezone.now()
    lines = emergencies(now)
    people = [line.opened.person_id for line in lines]
    with phi_access(actor=by, purpose=purpose, people=people, fields=[WORDS], word=AuditWord.LIST) as phi:
        for line in lines:
            line.words = phi.reveal(line.opened.words) or ""
            line.may_review = _may_review(request, line, now)
        page = show(
            request,
            "clinic/desk/emergencies.html",
            title="Emergency access",
            waiting=[line for line in lines if not line.opened.reviewed_at],
            reviewed=[line for line in lines if line.opened.reviewed_at],
        )
    return page


@desk_page("clinic.change_breakglass")
@require_POST
def review(request: HttpRequest, break_glass_id: UUID) -> HttpResponse:
    get_object_or_404(BreakGlass, pk=break_glass_id)
    answer = _ANSWERS.get(request.POST.get("answer", ""))
    if answer is not None:
        try:
            break_glass.review(
                by=staff_actor(request), now=timezone.now(), break_glass_id=break_glass_id, was_justified=answer
            )
        except NotAllowed as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "Reviewed. Your answer is in the access book.")
    return redirect("admin:desk-emergencies")


def _may_review(request: HttpRequest, line: Emergency, now: datetime) -> bool:
    why_not = why_not_review(
        staff_actor(request),
        reader_id=str(line.opened.staff_id),
        has_ended=not is_open(now, line.opened.ends_at),
        is_reviewed=line.opened.reviewed_at is not None,
    )
    return why_not is None
