"""What somebody told us at the desk or by telephone: topics on and off, and papers taken back."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clinic.desk import record_look, staff_actor
from clinic.desk_pages import desk_page, show
from clinic.domain.hours import local_day
from clinic.queries import organisation
from consent import queries
from consent.domain.choices import NEEDS_A_YES
from consent.enums import MARKETING_TOPICS, Recorded, Topic
from consent.operations import preferences
from patients.models import Person

YES, NO = "yes", "no"
_NEEDS_AUTHORIZATION = MARKETING_TOPICS - {Topic.NEWSLETTER}


class ChoicesForm(forms.Form):
    """One field for each topic: yes, no, or nothing said yet."""

    told = forms.ChoiceField(
        label="How they told us",
        choices=[(Recorded.STAFF.value, "At the desk or by telephone"), (Recorded.PAPER.value, "On paper")],
    )

    def __init__(self, data: QueryDict | None, *, said: Mapping[Topic, bool | None]) -> None:
        super().__init__(data)
        self.said = said
        topics = {topic.value: _field(topic, word) for topic, word in said.items()}
        self.fields = topics | self.fields

    def wishes(self) -> dict[Topic, bool]:
        """What is answered other than it was recorded."""
        answers = {topic: self.cleaned_data[topic.value] for topic in self.said}
        return {
            topic: answer == YES for topic, answer in answers.items() if answer not in {"", _word(self.said[topic])}
        }


def _field(topic: Topic, said: bool | None) -> forms.ChoiceField:
    answers = [(YES, "Yes, they want it"), (NO, "No, they do not want it")]
    if said is None:
        answers.insert(0, ("", _nothing_said(topic)))
    return forms.ChoiceField(label=topic.label, choices=answers, initial=_word(said), required=said is not None)


def _word(said: bool | None) -> str:
    return "" if said is None else YES if said else NO


def _nothing_said(topic: Topic) -> str:
    if topic in _NEEDS_AUTHORIZATION:
        return "Nothing said: needs a signed paper"
    return "Nothing said: not sent" if topic in NEEDS_A_YES else "Nothing said: sent"


@desk_page("consent.add_preference")
@require_http_methods(["GET", "POST"])
def choices(request: HttpRequest, person_id: UUID) -> HttpResponse:
    one = get_object_or_404(Person.objects.only("id", "kind"), pk=person_id)
    now = timezone.now()
    record_look(request, people=[person_id], fields=["consent.preference"])
    said = queries.said_about_topics(person_id, today=local_day(now, organisation().time_zone))
    form = ChoicesForm(request.POST or None, said=said)
    if request.method == "POST" and form.is_valid():
        new = preferences.set_topics(
            by=staff_actor(request),
            now=now,
            person_id=person_id,
            wishes=form.wishes(),
            via=form.cleaned_data["told"],
            told_each=True,
        )
        if new:
            messages.success(request, "Recorded. It counts from now on, also for messages that are already planned.")
        else:
            messages.info(request, "Nothing was changed, so nothing was recorded.")
        return redirect("admin:desk-person", person_id=person_id)
    return show(request, "consent/desk/choices.html", title="E-mail choices", one=one, form=form)


urlpatterns = [path("person/<uuid:person_id>/choices/", choices, name="desk-choices")]
