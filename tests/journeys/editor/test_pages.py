"""The editor's pages, as a journey manager and others find them."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from campaigns.models import MessageTemplate, Segment
from clinic.enums import Role
from clinic.models import Location, Notice
from journeys.doubled import already_sent
from journeys.drafts import draft_of
from journeys.enums import RunKind, Trigger
from journeys.library import BUILT_IN
from journeys.models import Journey, JourneyReview, JourneyVersion, Step
from journeys.operations import definitions, reviews
from journeys.operations.runs import run
from tests.desk_people import signed_in, staff
from tests.journeys.small_clinic import BY, another_version, booked, local, operated, patient


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with time_machine.travel(local("11-23 10:00")):
        yield


def at_desk(role: Role = Role.MARKETER) -> Client:
    return signed_in(staff(role))


def page(name: str, *args: Any) -> str:
    return reverse(f"admin:{name}", args=args)


def care() -> Journey:
    return Journey.objects.get(slug="post-op-care")


def filled(desk: Client, journey: Journey, **changes: Any) -> dict[str, Any]:
    """What a browser would send back of the draft's page, with changes; a value of None is left out."""
    context = desk.get(page("journey-draft", journey.pk)).context
    told: dict[str, Any] = {"read": context["read"]}
    rows = context["rows"]
    told |= {f"steps-{name}": value for name, value in rows.management_form.initial.items()}
    for form in (context["form"], *rows.forms):
        for field in form:
            value = field.value()
            if hasattr(value, "pk"):
                value = value.pk
            told[field.html_name] = "on" if value is True else value
    return {
        name: value for name, value in (told | changes).items() if not (value is None or value is False or value == "")
    }


def test_manager_goes_from_a_clone_to_a_published_version(clinic: Location) -> None:
    desk = at_desk()
    answer = desk.post(page("journey-clone", care().pk), {"name": "Care after fillings"})
    made = Journey.objects.get(name="Care after fillings")
    assert answer["Location"] == page("journey-draft", made.pk)
    sent = filled(desk, made, **{"steps-1-days": 10, "save": "1"})
    assert desk.post(page("journey-draft", made.pk), sent).status_code == 302
    draft = draft_of(made)
    assert draft is not None
    assert [(step.key, step.offset_days) for step in draft.steps.all()] == [("next-day", 1), ("one-week", 10)]
    answer = desk.post(page("journey-draft", made.pk), filled(desk, made, publish="1"))
    assert answer["Location"] == page("journeys_journey_change", made.pk)
    assert (draft_of(made), made.versions.exclude(published_at=None).count()) == (None, 1)
    assert Journey.objects.get(pk=made.pk).is_active is False


def test_clone_beside_its_original_stays_off_and_says_why(clinic: Location) -> None:
    reminder, desk = Journey.objects.get(slug="appointment-reminder"), at_desk()
    made = definitions.clone(journey_id=reminder.pk, name="Mine", by=BY, now=local("11-23 10:00"))
    says = "This text already goes to the same people from “Appointment reminder”."
    assert says in desk.get(page("journey-draft", made.pk)).content.decode()
    definitions.publish(journey_id=made.pk, by=BY, now=local("11-23 10:00"))
    refused = desk.post(page("journeys_journey_switch", made.pk), {"to": "on"}, follow=True).content.decode()
    assert ("Mine stays off" in refused, says in refused) == (True, True)
    Journey.objects.filter(pk=reminder.pk).update(is_active=False)
    desk.post(page("journeys_journey_switch", made.pk), {"to": "on"})
    assert Journey.objects.get(pk=made.pk).is_active


def test_other_segment_than_the_original_goes_on(clinic: Location) -> None:
    """Where both are for a segment of their own; beside one for everybody it is refused."""
    reminder, now = Journey.objects.get(slug="appointment-reminder"), local("11-23 10:00")
    segments = list(Segment.objects.order_by("slug")[:2])
    another_version("appointment-reminder", segment=segments[0])
    for number, segment in enumerate(segments):
        made = definitions.clone(journey_id=reminder.pk, name=f"Mine {number}", by=BY, now=now)
        JourneyVersion.objects.filter(journey=made).update(segment=segment)
        found = definitions.publish(journey_id=made.pk, by=BY, now=now)
        assert [one.says for one in already_sent(found, found.steps.all())] == [
            "This text already goes to the same people from “Appointment reminder”."
        ] * (number == 0)


def test_steps_are_added_and_taken_away(clinic: Location) -> None:
    desk = at_desk()
    definitions.begin_draft(journey_id=care().pk, by=BY, now=local("11-23 10:00"))
    added = desk.post(page("journey-draft", care().pk), filled(desk, care(), add="1"))
    assert added["Location"].endswith("/draft/?add=1#new-step")
    rows = desk.get(page("journey-draft", care().pk), {"add": 1}).context["rows"]
    assert [row["key"].value() for row in rows] == ["next-day", "one-week", None]
    text = MessageTemplate.objects.get(slug="post-op-one-week")
    sent = filled(desk, care(), save="1", **{"steps-TOTAL_FORMS": 3, "steps-0-DELETE": "on"}) | {
        "steps-2-days": 3, "steps-2-side": "after", "steps-2-template": text.pk, "steps-2-window_from": "10:00",
        "steps-2-window_until": "12:00", "steps-2-too_late_hours": 48, "steps-2-late_entry_hours": 0,
        "steps-2-weekdays": [1, 2], "steps-2-condition": "",
    }  # fmt: skip
    assert desk.post(page("journey-draft", care().pk), sent).status_code == 302
    draft = draft_of(care())
    found = [(step.key, step.offset_days, step.weekdays) for step in Step.objects.filter(version=draft)]
    assert found == [("3-days-after", 3, [1, 2]), ("one-week", 7, [])]


def test_channel_of_a_step_is_that_of_its_text(clinic: Location) -> None:
    """It is not asked for: whoever chooses a text message for what was an e-mail has a step by text message."""
    desk, text = at_desk(), MessageTemplate.objects.filter(channel="sms", purpose="treatment").first()
    assert text is not None
    definitions.begin_draft(journey_id=care().pk, by=BY, now=local("11-23 10:00"))
    shown = desk.get(page("journey-draft", care().pk)).content.decode()
    assert ('name="steps-0-channel"' in shown, f"{text.name} (SMS)" in shown) == (False, True)
    desk.post(page("journey-draft", care().pk), filled(desk, care(), save="1", **{"steps-0-template": text.pk}))
    steps = Step.objects.filter(version=draft_of(care()))
    assert [(step.channel, step.template.channel) for step in steps] == [("sms", "sms"), ("email", "email")]


def test_new_row_that_nobody_filled_in_is_no_step(clinic: Location) -> None:
    desk = at_desk()
    desk.post(page("journey-new"), {"name": "News", "trigger": "procedure"})
    made = Journey.objects.get(name="News")
    context = desk.get(page("journey-draft", made.pk)).context
    assert len(context["rows"].forms) == 1
    assert desk.post(page("journey-draft", made.pk), filled(desk, made, save="1")).status_code == 302
    assert Step.objects.filter(version__journey=made).count() == 0


def test_what_cannot_be_saved_says_so_beside_the_field(clinic: Location) -> None:
    desk = at_desk()
    definitions.begin_draft(journey_id=care().pk, by=BY, now=local("11-23 10:00"))
    sent = filled(desk, care(), **{"steps-0-days": "soon", "save": "1"})
    answer = desk.post(page("journey-draft", care().pk), sent)
    assert "Nothing was saved yet" in answer.content.decode()
    assert answer.context["rows"].forms[0].errors == {"days": ["Enter a whole number."]}
    assert 'aria-describedby="id_steps-0-days_error"' in answer.content.decode()


def test_what_speaks_against_it_is_said_and_stops_publishing(clinic: Location) -> None:
    desk = at_desk()
    definitions.begin_draft(journey_id=care().pk, by=BY, now=local("11-23 10:00"))
    night = {"steps-0-window_from": "21:00", "steps-0-window_until": "22:00"}
    answer = desk.post(page("journey-draft", care().pk), filled(desk, care(), publish="1", **night), follow=True)
    said = answer.content.decode()
    assert "Saved, and not published" in said
    assert "lies inside the clinic&#x27;s quiet hours, 20:00 to 08:00." in said
    assert care().versions.exclude(published_at=None).count() == 1


def test_two_people_at_one_draft_lose_nothing(clinic: Location) -> None:
    one, other = at_desk(), at_desk(Role.ADMINISTRATOR)
    definitions.begin_draft(journey_id=care().pk, by=BY, now=local("11-23 10:00"))
    first, second = filled(one, care(), save="1", name="Mine"), filled(other, care(), save="1", name="Hers", priority=9)
    one.post(page("journey-draft", care().pk), first | {"priority": 3})
    answer = other.post(page("journey-draft", care().pk), second)
    assert (answer.status_code, care().name) == (409, "Mine")
    assert 'value="Hers"' in answer.content.decode()
    again = other.post(page("journey-draft", care().pk), second)
    assert again.status_code == 409


def test_journey_page_counts_where_everybody_stands(
    clinic: Location, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for name in ("ada", "grace"):
        operated(patient(name), "11-22 15:00")
    silent = patient("silent", email="")
    operated(silent, "11-22 15:00")
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
    desk, url = at_desk(), page("journeys_journey_change", care().pk)
    desk.get(url)
    with django_assert_num_queries(15):
        said = desk.get(url).content.decode()
    assert "2 waiting · 1 refused" in said
    assert "1 × No address for this channel" in said
    assert "3 coming" in said
    assert "3 under way · 0 completed · 0 left" in said


def test_front_desk_looks_and_changes_nothing(clinic: Location) -> None:
    desk = at_desk(Role.FRONT_DESK)
    said = desk.get(page("journeys_journey_change", care().pk)).content.decode()
    assert ("Draft a new version" in said, "Clone" in said) == (False, False)
    for name in ("journey-draft", "journey-clone"):
        assert desk.get(page(name, care().pk)).status_code == 403
    for name in ("journey-begin-draft", "journey-discard-draft", "journey-review"):
        assert desk.post(page(name, care().pk)).status_code == 403
    assert desk.get(page("journey-version", care().pk, 1)).status_code == 200
    assert JourneyVersion.objects.filter(published_at=None).count() == 0


def test_looking_at_the_editor_changes_nothing(clinic: Location) -> None:
    desk = at_desk()
    assert desk.get(page("journey-draft", care().pk)).status_code == 302
    for name in ("journey-begin-draft", "journey-discard-draft", "journey-review"):
        assert desk.get(page(name, care().pk)).status_code == 405
    assert JourneyVersion.objects.filter(published_at=None).count() == 0


def test_drafts_are_no_versions_to_look_at(clinic: Location) -> None:
    definitions.begin_draft(journey_id=care().pk, by=BY, now=local("11-23 10:00"))
    assert at_desk().get(page("journey-version", care().pk, 2)).status_code == 404


def test_page_of_a_journey_without_a_version_says_what_to_do(clinic: Location) -> None:
    made = definitions.begin(name="New", trigger="birthday", by=BY, now=local("11-23 10:00"))
    said = at_desk().get(page("journeys_journey_change", made.pk)).content.decode()
    assert "Nothing is published yet" in said
    assert "Switch on" not in said


@pytest.mark.parametrize("journey", [journey.slug for journey in BUILT_IN])
def test_every_built_in_journey_opens_in_the_editor(clinic: Location, journey: str) -> None:
    found = Journey.objects.filter(slug=journey).first()
    if found is None:
        pytest.skip("its texts are not installed")
    draft = definitions.begin_draft(journey_id=found.pk, by=BY, now=local("11-23 10:00"))
    if found.trigger == Trigger.HOLIDAY:  # the clinic of these tests has chosen none
        JourneyVersion.objects.filter(pk=draft.pk).update(holidays=["us:easter"])
    desk = at_desk()
    answer = desk.get(page("journey-draft", found.pk))
    assert (answer.status_code, [one.says for one, _ in answer.context["findings"] if one.blocks]) == (200, [])
    before = [step.offset_days * 24 + step.offset_hours for step in Step.objects.filter(version__journey=found)]
    assert desk.post(page("journey-draft", found.pk), filled(desk, found, publish="1")).status_code == 302
    after = [step.offset_days * 24 + step.offset_hours for step in Step.objects.filter(version__journey=found)]
    assert (draft_of(found), sorted(before)) == (None, sorted(after))


def test_journeys_come_up_to_be_read_again(clinic: Location) -> None:
    """Published on 5 January, read every six months; one that is off is nobody's task."""
    Journey.objects.exclude(slug="post-op-care").update(is_active=False)
    for at, told in (("07-04 12:00", 0), ("07-05 12:00", 2), ("07-06 12:00", 2)):
        reviews.tell_of_due_reviews(now=local(at))
        assert Notice.objects.filter(alert="journey-review-due").count() == told
    desk = at_desk()
    assert "Care after a procedure" in desk.get(page("journey-reviews")).content.decode()
    desk.post(page("journey-review", care().pk), {"found": "The second text is too long"})
    assert list(JourneyReview.objects.values_list("found", flat=True)) == ["The second text is too long"]
    assert Notice.objects.filter(alert="journey-review-due", seen_at=None).count() == 0
    said = desk.get(page("journey-reviews")).content.decode()
    assert ("Nothing is due" in said, "The second text is too long" in said) == (True, True)
    assert "22 May 2027" not in said
    assert "23 May 2027" in said


@pytest.mark.parametrize("rows", [1, 3])
def test_reviews_ask_the_same_queries_whatever_their_number(
    clinic: Location, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    Journey.objects.exclude(pk__in=list(Journey.objects.values_list("pk", flat=True)[:rows])).update(is_active=False)
    Journey.objects.filter(pk__in=list(Journey.objects.values_list("pk", flat=True)[:rows])).update(is_active=True)
    for _ in range(rows):
        reviews.record_review(journey_id=care().pk, found="", by=BY, now=local("03-01 12:00"))
    desk = at_desk()
    desk.get(page("journey-reviews"))
    with django_assert_num_queries(10):
        assert desk.get(page("journey-reviews")).status_code == 200


def test_booked_people_stand_before_the_step_that_comes(clinic: Location) -> None:
    booked(patient("ada"), "11-27 14:00")
    run(local("11-23 10:00"), kind=RunKind.MANUAL, by=BY)
    reminder = Journey.objects.get(slug="appointment-reminder")
    said = at_desk().get(page("journeys_journey_change", reminder.pk)).content.decode()
    assert "1 coming" in said
