"""run_journeys and explain, as other programs and people see them."""

import json
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from audit.models import AuditEvent
from campaigns.models import Message
from clinic.models import Location
from journeys.domain.report import LIBRARY_SLUGS
from journeys.library import BUILT_IN
from tests.journeys.small_clinic import booked, patient

IDLE = {slug: {} for slug in LIBRARY_SLUGS}


def said(*order: str) -> dict:
    out = StringIO()
    call_command(*order, "--json", stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


def test_run_says_what_it_did_as_json(clinic: Location) -> None:
    booked(patient(), "11-24 14:00")
    booked(patient("silent", email=""), "11-24 14:00")
    assert said("run_journeys", "--at", "2026-11-23T14:00") == {
        "at": "2026-11-23T20:00:00+00:00",
        "planned": 1,
        "outcomes": {"accepted": 1, "refused": 1, "held": 0, "expired": 0, "failed": 0, "unknown": 0},
        "reasons": {"no-address": 1},
        "journeys": IDLE | {"appointment-reminder": {"accepted": 1, "refused": 1}},
    }


def test_run_with_nothing_due_names_all_journeys(clinic: Location) -> None:
    answer = said("run_journeys", "--at", "2026-11-23T20:00Z")
    assert (answer["at"], answer["planned"], answer["journeys"]) == ("2026-11-23T20:00:00+00:00", 0, IDLE)


def test_rehearsal_names_people_by_id(clinic: Location) -> None:
    person = patient()
    booked(person, "11-24 14:00")
    answer = said("run_journeys", "--at", "2026-11-23T14:00", "--rehearse")
    assert answer["rehearsal"] is True
    assert answer["messages"] == [
        {
            "person": str(person.pk),
            "journey": "appointment-reminder",
            "step": "a-day-before",
            "due_at": "2026-11-23T20:00:00+00:00",
            "outcome": "planned",
            "reason": "treatment-allowed",
        }
    ]
    assert Message.objects.count() == 0


@pytest.mark.parametrize("at", ["tomorrow", "2026-13-01", "10:00", ""])
def test_moment_that_is_none_is_bad_usage(clinic: Location, at: str) -> None:
    with pytest.raises(CommandError) as error:
        call_command("run_journeys", "--at", at)
    assert error.value.returncode == 2


def test_run_shows_people_a_table(clinic: Location, capsys: pytest.CaptureFixture[str]) -> None:
    booked(patient("silent", email=""), "11-24 14:00")
    call_command("run_journeys", "--at", "2026-11-23T14:00")
    shown = capsys.readouterr().out
    assert "appointment-reminder" in shown
    assert "No address for this channel" in shown


def test_explain_says_why_each_message_came_or_not(clinic: Location) -> None:
    person = patient("silent", email="")
    booked(person, "11-24 14:00")
    call_command("run_journeys", "--at", "2026-11-23T14:00", "--json", stdout=StringIO())
    answer = said("explain", str(person.pk))
    journeys = {journey["slug"]: journey for journey in answer["journeys"]}
    [enrolment] = journeys["appointment-reminder"]["enrolments"]
    [message] = enrolment["messages"]
    [decision] = message["decisions"]
    assert (message["state"], message["rule"], message["template_version"]) == (
        "refused",
        "treatment/appointments",
        "v1 en",
    )
    assert (decision["outcome"], decision["reason"]) == ("refused", "no-address")
    assert decision["words"] == "No address for this channel; a minor's must be the guardian's"
    off = {plan.slug: "The journey is switched off." for plan in BUILT_IN if not plan.is_on}
    assert {slug: journey["why_not"] for slug, journey in journeys.items()} == off | {
        "annual-checkup": "No check-up is on record.",
        "appointment-reminder": "",
        "seminar-reminder": "Has no place at a seminar that is near.",
        "post-op-care": "Nothing that needs aftercare was done in the last 8 days.",
        "welcome": "The clinic does not know the day of joining.",
    }


def test_explain_one_message(clinic: Location) -> None:
    person = patient()
    booked(person, "11-24 14:00")
    call_command("run_journeys", "--at", "2026-11-23T14:00", "--json", stdout=StringIO())
    message = Message.objects.get()
    answer = said("explain", str(person.pk), "--message", str(message.pk))
    assert (answer["id"], answer["state"]) == (str(message.pk), "accepted")
    assert [decision["stage"] for decision in answer["decisions"]] == ["planning", "hand-over"]
    with pytest.raises(CommandError, match="has no message"):
        said("explain", str(person.pk), "--message", str(uuid4()))


def test_explain_prints_no_name_and_leaves_its_event(clinic: Location, capsys: pytest.CaptureFixture[str]) -> None:
    person = patient("zebulon")
    booked(person, "11-24 14:00")
    call_command("run_journeys", "--at", "2026-11-23T14:00", "--json", stdout=StringIO())
    call_command("explain", str(person.pk))
    shown = capsys.readouterr().out.lower()
    assert "appointment-reminder" in shown
    assert [word for word in ("zebulon", "lovelace", "@") if word in shown] == []
    [event] = AuditEvent.objects.filter(actor_id="explain", people__contains=[person.pk])
    assert (event.word, event.place) == ("reveal", "command:explain")
    assert event.fields == [
        "campaigns.message",
        "consent.preference",
        "journeys.enrolment",
        "patients.appointment",
        "patients.person",
    ]


def test_explain_of_somebody_unknown_fails_in_one_sentence(clinic: Location) -> None:
    nobody = uuid4()
    with pytest.raises(CommandError, match=f"There is no person {nobody}.") as error:
        call_command("explain", str(nobody))
    assert error.value.returncode == 1


def test_rehearsal_leaves_a_preview_of_all_whom_it_names(clinic: Location) -> None:
    person = patient()
    booked(person, "11-24 14:00")
    said("run_journeys", "--at", "2026-11-23T14:00", "--rehearse")
    [event] = AuditEvent.objects.filter(word="preview", people__contains=[person.pk])
    assert (event.place, event.actor_id, event.categories) == ("command:run_journeys", "run_journeys", ["messages"])
