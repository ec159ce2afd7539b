"""The quarterly review: one's own lines to answer, and how far it is."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clinic.access_desk.queries import open_reviews, own_items
from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from clinic.domain.access_reviews import why_not_open
from clinic.domain.hours import local_day
from clinic.enums import ReviewAnswer
from clinic.models import AccessReview
from clinic.operations import access_reviews
from clinic.operations.rights import NotAllowed
from clinic.queries import organisation
from clinic.sign_in.fresh import needs_fresh_sign_in

_GIVEN = frozenset({ReviewAnswer.KEEP.value, ReviewAnswer.END.value})


@desk_page("clinic.change_accessreviewitem")
@needs_fresh_sign_in
@require_http_methods(["GET", "POST"])
def reviews(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        _answer(request)
        return redirect("admin:desk-access-reviews")
    by, today = staff_actor(request), local_day(timezone.now(), organisation().time_zone)
    quarters = set(AccessReview.objects.values_list("quarter", flat=True))
    return show(
        request,
        "clinic/desk/access_reviews.html",
        title="Access review",
        items=own_items(by),
        reviews=open_reviews(),
        past=AccessReview.objects.exclude(closed_at=None)[:8],
        may_open=why_not_open(by, quarters=quarters, today=today) is None,
        sees_all=request.user.has_perm("clinic.view_accessreview"),
    )


@desk_page("clinic.add_accessreview")
@needs_fresh_sign_in
@require_POST
def open_review(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    try:
        access_reviews.open_review(by=staff_actor(request), now=now, today=local_day(now, organisation().time_zone))
    except NotAllowed as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "The review is open. Everybody who answers was told.")
    return redirect("admin:desk-access-reviews")


def _answer(request: HttpRequest) -> None:
    answers = _told(request)
    try:
        access_reviews.answer(by=staff_actor(request), now=timezone.now(), answers=answers)
    except NotAllowed as refused:
        messages.error(request, f"Nothing was saved. {refused}")
    else:
        messages.success(request, f"Answered for {len(answers)}. What you ended has ended.")


def _told(request: HttpRequest) -> dict[UUID, ReviewAnswer]:
    """`item-<id>` → keep or end; the button "keep all" answers for the lines it was pressed on."""
    keeps_all = "keep-all" in request.POST
    told: dict[UUID, ReviewAnswer] = {}
    for item in own_items(staff_actor(request)):
        given = "keep" if keeps_all else request.POST.get(f"item-{item.pk}", "")
        if given in _GIVEN and f"shown-{item.pk}" in request.POST:
            told[item.pk] = ReviewAnswer(given)
    return told
