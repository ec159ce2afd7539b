"""What somebody told us at the desk or by telephone: topics on and off, and papers taken back."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from consent import queries
from consent.enums import Recorded, Topic
from consent.operations import preferences
from patients.models import Person


class ChoicesForm(forms.Form):
    """The topics that stay on."""

    topics = forms.MultipleChoiceField(
        label="E-mail they want",
        choices=[choice for choice in Topic.choices if choice[0] != Topic.ALL],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    told = forms.ChoiceField(
        label="How they told us",
        choices=[(Recorded.STAFF.value, "At the desk or by telephone"), (Recorded.PAPER.value, "On paper")],
    )


@desk_page("consent.add_preference")
@require_http_methods(["GET", "POST"])
def choices(request: HttpRequest, person_id: UUID) -> HttpResponse:
    one = get_object_or_404(Person.objects.only("id", "kind"), pk=person_id)
    now = timezone.now()
    topics = queries.topics_of(person_id, today=now.date())
    form = ChoicesForm(request.POST or None, initial={"topics": [topic for topic, is_on in topics.items() if is_on]})
    form.fields["topics"].choices = [(topic.value, topic.label) for topic in topics]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        preferences.set_topics(
            by=staff_actor(request),
            now=now,
            person_id=person_id,
            wishes=_changed(topics, form.cleaned_data["topics"]),
            via=form.cleaned_data["told"],
        )
        messages.success(request, "Recorded. It counts from now on, also for messages that are already planned.")
        return redirect("admin:desk-person", person_id=person_id)
    return show(request, "consent/desk/choices.html", title="What they want to hear of", one=one, form=form)


def _changed(topics: dict[Topic, bool], wanted: list[Any]) -> dict[Topic, bool]:
    asked = {topic: topic.value in wanted for topic in topics}
    return {topic: want for topic, want in asked.items() if want != topics[topic]}


urlpatterns = [path("person/<uuid:person_id>/choices/", choices, name="desk-choices")]
