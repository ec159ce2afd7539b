"""Handing over the notice of privacy practices: whether a patient acknowledged it (45 CFR 164.520(c)(2)(ii))."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clinic.desk import record_look, staff_actor
from clinic.desk_pages import desk_page, show
from clinic.domain.desk import Panel, PanelLine, PanelLink, Verdict, tells_of
from clinic.domain.hours import local_day
from clinic.queries import organisation
from consent.enums import NoticeAnswer, Recorded
from consent.models import NoticeAcknowledgement
from consent.notices import current_notice, last_acknowledgement
from consent.operations import notices
from patients.models import Person

_VERDICTS = {
    NoticeAnswer.ACKNOWLEDGED: Verdict.YES,
    NoticeAnswer.REFUSED: Verdict.NO,
    NoticeAnswer.NOT_POSSIBLE: Verdict.HELD,
}


class HandedOverForm(forms.Form):
    wide = ()

    answer = forms.ChoiceField(label="What came of it", choices=NoticeAnswer)
    told = forms.ChoiceField(
        label="How",
        choices=[(Recorded.PAPER.value, "They signed on paper"), (Recorded.STAFF.value, "They told us")],
        help_text="A refusal is recorded, too: the law asks for the try.",
    )


@desk_page("consent.add_noticeacknowledgement")
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, person_id: UUID) -> HttpResponse:
    one = get_object_or_404(Person.objects.only("id", "language"), pk=person_id)
    now = timezone.now()
    record_look(request, people=[person_id], fields=["consent.noticeacknowledgement", "patients.person.language"])
    current = current_notice(one.language, today=local_day(now, organisation().time_zone))
    form = HandedOverForm(request.POST or None, label_suffix="")
    if request.method == "POST" and current and form.is_valid():
        notices.acknowledge(
            by=staff_actor(request),
            now=now,
            person_id=person_id,
            notice_id=current.pk,
            answer=form.cleaned_data["answer"],
            via=form.cleaned_data["told"],
        )
        messages.success(request, "Recorded.")
        return redirect("admin:desk-person", person_id=person_id)
    given = last_acknowledgement(person_id)
    return show(
        request, "consent/desk/notice.html", title="Privacy notice", one=one, form=form, current=current, given=given
    )


@tells_of("consent.noticeacknowledgement")
def notice_panel(person_id: UUID, now: datetime) -> Panel:
    """Whether they got the notice that counts now."""
    today = local_day(now, organisation().time_zone)
    given, current = last_acknowledgement(person_id), current_notice("en", today=today)
    return Panel(
        title="Privacy notice",
        lines=(_line(given),) if given else (),
        note=_note(given, current.version if current else None),
        links=(PanelLink(reverse("admin:desk-notice", args=[person_id]), "Record that they got it"),),
    )


def _line(given: NoticeAcknowledgement) -> PanelLine:
    answer = NoticeAnswer(given.answer)
    day = local_day(given.recorded_at, organisation().time_zone)
    return PanelLine(f"Version {given.notice.version}", _VERDICTS[answer], f"{answer.label}, {day:%-d %b %Y}")


def _note(given: NoticeAcknowledgement | None, current: int | None) -> str:
    if given is None:
        return "Not given yet, as far as it is recorded."
    return (
        "" if given.notice.version == current else f"Version {current} counts now: it is on display and on our pages."
    )


urlpatterns = [path("person/<uuid:person_id>/notice/", notice, name="desk-notice")]
