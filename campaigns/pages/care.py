"""`/care/<token>/`: how to recover after a treatment, and "I am fine" or "please call me"; behind the year of birth.

Mails stay general: what was done is on this page alone, and as a coarse category.
"""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns.care_guides import category_of, guide_for
from campaigns.enums import CareAnswerKind, LinkPurpose
from campaigns.models import Message
from campaigns.operations import care_answers
from campaigns.pages.behind_messages import Behind, asked_first, here, opened, page
from campaigns.pages.guide_html import guide_html
from clinic.public_limits import limited, the_link
from clinic.public_pages import in_chosen_language, kept_by_nobody, spoken_language
from consent.pages.behind_links import record_look

PURPOSE, VIEW = LinkPurpose.CARE, "campaigns:care"
SHOWN = ("patients.procedure", "campaigns.careanswer")


@require_http_methods(["GET", "HEAD", "POST"])
@in_chosen_language
@kept_by_nobody
@limited("care", per_minute=20, by=the_link)
def care(request: HttpRequest, token: str) -> HttpResponse:
    message = opened(PURPOSE, token)
    behind = Behind(PURPOSE, VIEW, token, message, message.person_id, timezone.now())
    if instead := asked_first(request, behind):
        return instead
    if request.POST.get("answer", "") in CareAnswerKind.values:
        return _answered(request, behind)
    return _page(request, message)


def _answered(request: HttpRequest, behind: Behind) -> HttpResponse:
    care_answers.answer(
        by=behind.reader,
        now=behind.now,
        message=behind.message,
        answer=CareAnswerKind(request.POST["answer"]),
        category=category_of(behind.message),
    )
    return here(request, behind, done=request.POST["answer"])


def _page(request: HttpRequest, message: Message) -> HttpResponse:
    record_look(message.person_id, *SHOWN)
    guide = guide_for(category_of(message), spoken_language())
    context = {
        "guide": guide,
        "text": guide_html(guide.body) if guide else "",
        "answer": care_answers.latest_answer(message),
        "is_waiting": care_answers.open_call(message) is not None,
        "is_done": "done" in request.GET,
    }
    return page(request, "care", context)
