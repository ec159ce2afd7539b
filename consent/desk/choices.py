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
from clinic.enums import Channel
from clinic.queries import organisation
from consent import queries
from consent.domain.choices import NEEDS_A_YES
from consent.enums import MARKETING_TOPICS, Recorded, Topic
from consent.operations import preferences
from patients.enums import PersonKind
from patients.models import Person

YES, NO = "yes", "no"
_NEEDS_AUTHORIZATION = MARKETING_TOPICS - {Topic.NEWSLETTER}


class ChoicesForm(forms.Form):
    """One field for each topic: yes, no, or nothing said yet."""

    told = forms.ChoiceField(
        label="How they told us",
        choices=[(Recorded.STAFF.value, "At the desk or by telephone"), (Recorded.PAPER.value, "On paper")],
    )

    def __init__(self, data: QueryDict | None, *, said: Mapping[Topic, bool | None], channel: Channel) -> None:
        super().__init__(data)
        self.said = said
        topics = {topic.value: _field(topic, word, channel) for topic, word in said.items()}
        self.fields = topics | self.fields

    def wishes(self) -> dict[Topic, bool]:
        """What is answered other than it was recorded."""
        answers = {topic: self.cleaned_data[topic.value] for topic in self.said}
        return {
            topic: answer == YES for topic, answer in answers.items() if answer not in {"", _word(self.said[topic])}
        }


def _field(topic: Topic, said: bool | None, channel: Channel) -> forms.ChoiceField:
    answers = [(YES, "Yes, they want it"), (NO, "No, they do not want it")]
    if said is None:
        answers.insert(0, ("", _nothing_said(topic, channel)))
    return forms.ChoiceField(label=topic.label, choices=answers, initial=_word(said), required=said is not None)


def _word(said: bool | None) -> str:
    return "" if said is None else YES if said else NO


def _nothing_said(topic: Topic, channel: Channel) -> str:
    if topic in _NEEDS_AUTHORIZATION:
        return "Nothing said: needs a signed paper"
    needs_a_yes = channel == Channel.SMS or topic in NEEDS_A_YES
    return "Nothing said: not sent" if needs_a_yes else "Nothing said: sent"


@desk_page("consent.add_preference")
@require_http_methods(["GET", "POST"])
def choices(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """By e-mail, or with `?channel=sms` by text message: a choice of its own, for patients with a number."""
    one = get_object_or_404(Person.objects.only("id", "kind", "phone_key"), pk=person_id)
    texts = bool(one.phone_key) and one.kind == PersonKind.PATIENT
    channel = Channel.SMS if texts and request.GET.get("channel") == Channel.SMS else Channel.EMAIL
    now = timezone.now()
    record_look(request, people=[person_id], fields=["consent.preference"])
    said = queries.said_about_topics(person_id, today=local_day(now, organisation().time_zone), channel=channel)
    form = ChoicesForm(request.POST or None, said=said, channel=channel)
    if request.method == "POST" and form.is_valid():
        new = preferences.set_topics(
            by=staff_actor(request),
            now=now,
            person_id=person_id,
            wishes=form.wishes(),
            via=form.cleaned_data["told"],
            channel=channel,
            told_each=True,
        )
        if new:
            messages.success(request, "Recorded. It counts from now on, also for messages that are already planned.")
        else:
            messages.info(request, "Nothing was changed, so nothing was recorded.")
        return redirect("admin:desk-person", person_id=person_id)
    title = "Choices about text messages" if channel == Channel.SMS else "E-mail choices"
    return show(request, "consent/desk/choices.html", title=title, one=one, form=form, channel=channel, texts=texts)


urlpatterns = [path("person/<uuid:person_id>/choices/", choices, name="desk-choices")]
