"""Asking to let a finding of the guard pass, and the page where a second person answers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from campaigns.domain import guard, texts
from campaigns.domain.guard import Finding, Passed
from campaigns.guard_exceptions import draft_of
from campaigns.models import GuardException, TemplateVersion
from campaigns.operations import guard_exceptions
from campaigns.operations.guard_exceptions import CannotExcept
from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from clinic.staff_names import called

MOST = 100
_ACTS = {
    "grant": (guard_exceptions.grant, "Granted, for exactly this text. It still has to be published."),
    "refuse": (guard_exceptions.refuse, "Refused: the text has to be changed."),
}


@desk_page("campaigns.add_guardexception")
@require_POST
def ask(request: HttpRequest, version_id: UUID) -> HttpResponse:
    get_object_or_404(TemplateVersion.objects.only("pk"), pk=version_id)
    finding = Passed(*(request.POST.get(name, "")[:200] for name in Passed._fields))
    reason = request.POST.get("reason", "")
    try:
        guard_exceptions.ask(
            version_id=version_id, finding=finding, reason=reason, by=staff_actor(request), now=timezone.now()
        )
    except CannotExcept as refused:
        messages.error(request, refused.problem)
    else:
        messages.success(request, "Asked. Somebody else answers it on the page of exceptions.")
    return redirect("admin:desk-text-version", version_id)


@desk_page("campaigns.view_guardexception")
@require_safe
def exceptions(request: HttpRequest) -> HttpResponse:
    """What waits, with the whole text to read, then what was answered last."""
    rows = GuardException.objects.select_related("version__template")
    waiting = list(rows.filter(answer="").order_by("asked_at")[:MOST])
    answered = list(rows.exclude(answer="").order_by("-answered_at")[:MOST])
    by = str(staff_actor(request).id)
    names = called({who for one in (*waiting, *answered) for who in (one.asked_by, one.answered_by) if who})
    return show(
        request,
        "campaigns/texts/exceptions.html",
        title="Exceptions of the guard",
        waiting=[_waiting(one, names, by) for one in waiting],
        answered=[(one, names[one.asked_by], names[one.answered_by]) for one in answered],
    )


@desk_page("campaigns.answer_guardexception")
@require_POST
def answer(request: HttpRequest, exception_id: UUID) -> HttpResponse:
    get_object_or_404(GuardException.objects.only("pk"), pk=exception_id)
    if request.POST.get("do") not in _ACTS:
        messages.error(request, "Nothing was changed: the form did not say what to do.")
        return redirect("admin:desk-text-exceptions")
    operation, says = _ACTS[request.POST["do"]]
    try:
        operation(exception_id=exception_id, by=staff_actor(request), now=timezone.now())
    except CannotExcept as refused:
        messages.error(request, refused.problem)
    else:
        messages.success(request, says)
    return redirect("admin:desk-text-exceptions")


def _waiting(one: GuardException, names: dict[str, str], by: str) -> dict[str, object]:
    draft = draft_of(one.version)
    return {
        "exception": one,
        "asked_by": names[one.asked_by],
        "draft": draft,
        "said": guard.advice(Finding(one.rule, one.word), part=one.part),
        "is_stale": texts.digest(draft) != one.text_digest,
        "is_own": by in (one.asked_by, one.version.written_by),
    }
