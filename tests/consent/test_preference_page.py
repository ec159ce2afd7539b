"""The page of somebody's choices: channels, a pause, the language, e-mail's risk, and what may be counted."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from audit.models import AuditEvent
from consent import bound_links
from consent.enums import Recorded
from consent.models import Pause, Preference, RiskAcknowledgement, TrackingChoice
from consent.operations import pauses, tracking
from consent.queries import may_track, paused_until, said_about_tracking
from patients.models import Person
from patients.operations.people import register_person
from tests.consent.people import DESK, form, patient, signed, subscriber

pytestmark = pytest.mark.django_db(databases=["default"])
PHONE = "+1 312 555 0142"


def _path(person: Person) -> str:
    return f"/preferences/{bound_links.preferences_token(person.pk)}/"


def _boxes(page: str, channel: str) -> set[str]:
    return set(re.findall(rf'type="checkbox" name="{channel}" value="([a-z-]+)"', page))


def _ticked(page: str, channel: str) -> set[str]:
    return set(re.findall(rf'name="{channel}" value="([a-z-]+)"[^>]* checked', page))


def _rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Preference, Pause, RiskAcknowledgement, TrackingChoice))


def test_text_messages_are_a_choice_of_their_own_for_patients_with_a_number(client: Client) -> None:
    person = patient(phone=PHONE)
    page = client.get(_path(person)).content.decode()
    assert _boxes(page, "sms") == _boxes(page, "email")
    assert _ticked(page, "sms") == set()
    client.post(_path(person), {"do": "topics", "email": [*_ticked(page, "email")], "sms": ["appointments"]})
    assert list(Preference.objects.values_list("channel", "topic", "wanted")) == [("sms", "appointments", True)]
    page = client.get(_path(person)).content.decode()
    assert ("aftercare" in _ticked(page, "email"), _ticked(page, "sms")) == (True, {"appointments"})


SIGNED_TOPICS = {"health-news", "offers", "events"}


def test_no_marketing_box_comes_ticked_before_something_permits_it(client: Client) -> None:
    person = patient()
    page = client.get(_path(person)).content.decode()
    assert "A tick here is no signature." in page
    assert _ticked(page, "email") == {"appointments", "aftercare", "check-ups", "welcome"}
    client.post(_path(person), {"do": "topics", "email": [*_ticked(page, "email")]})
    assert Preference.objects.count() == 0
    signed(person.pk, form())
    assert _ticked(client.get(_path(person)).content.decode(), "email") & SIGNED_TOPICS == SIGNED_TOPICS


def test_a_marketing_box_that_is_ticked_is_a_yes_that_stays_ticked(client: Client) -> None:
    person = patient()
    before = _ticked(client.get(_path(person)).content.decode(), "email")
    client.post(_path(person), {"do": "topics", "email": [*before, "offers"]})
    assert list(Preference.objects.values_list("topic", "wanted")) == [("offers", True)]
    assert _ticked(client.get(_path(person)).content.decode(), "email") == before | {"offers"}
    client.post(_path(person), {"do": "topics", "email": [*before]})
    assert Preference.objects.get(wanted=False).topic == "offers"


@pytest.mark.parametrize("somebody", [lambda: patient(), lambda: subscriber(phone=PHONE)])
def test_without_a_number_or_as_a_subscriber_there_is_e_mail_alone(client: Client, somebody: object) -> None:
    page = client.get(_path(somebody())).content.decode()  # type: ignore[operator]
    assert _boxes(page, "sms") == set()


def test_a_lead_can_leave_the_introduction_too(client: Client) -> None:
    lead = register_person(
        by=DESK, now=datetime.now(UTC), kind="lead", given_name="Li", family_name="", email="lead@example.org"
    )
    assert _boxes(client.get(_path(lead)).content.decode(), "email") == {"introduction", "newsletter"}


def test_everything_off_is_off_on_every_channel(client: Client) -> None:
    person = patient(phone=PHONE)
    client.post(_path(person), {"do": "everything-off"})
    page = client.get(_path(person)).content.decode()
    assert (_ticked(page, "email"), _ticked(page, "sms")) == (set(), set())


def test_a_pause_and_its_end(client: Client) -> None:
    person = patient()
    client.post(_path(person), {"do": "pause", "weeks": "8"})
    assert paused_until(person.pk, datetime.now(UTC)) is not None
    page = client.get(_path(person)).content.decode()
    assert ("paused until" in page, 'value="resume"' in page, 'name="weeks"' in page) == (True, True, False)
    client.post(_path(person), {"do": "resume"})
    assert paused_until(person.pk, datetime.now(UTC)) is None
    assert 'name="weeks"' in client.get(_path(person)).content.decode()


def test_somebodys_pause_does_not_show_on_anothers_page_at_the_same_address(client: Client) -> None:
    one, other = patient("same@example.org"), subscriber("same@example.org")
    pauses.pause(by=DESK, now=datetime.now(UTC), person_id=one.pk, weeks=4, via=Recorded.STAFF)
    assert "paused until" not in client.get(_path(other)).content.decode()


@pytest.mark.parametrize(
    "told",
    [
        {}, {"do": ""}, {"do": "what"}, {"do": "pause"}, {"do": "pause", "weeks": "52"}, {"do": "resume"},
        {"do": "risk"}, {"do": "risk", "accepted": "maybe"}, {"do": "language", "language": "xx"}, {"do": "tracking"},
        {"email": "newsletter"},
    ],
)  # fmt: skip
def test_what_no_form_of_the_page_says_changes_nothing(client: Client, told: dict[str, str]) -> None:
    person = patient()
    assert client.post(_path(person), told).status_code == 302
    assert (_rows(), Person.objects.get().language) == ((0, 0, 0, 0), person.language)


def test_the_language_of_letters(client: Client) -> None:
    person = patient(language="en")
    for _ in range(2):
        client.post(_path(person), {"do": "language", "language": "zh-hant"})
    assert Person.objects.get().language == "zh-hant"
    assert AuditEvent.objects.filter(word="change", actor_kind="patient").count() == 1


def test_the_answer_about_e_mails_risk_names_its_text(client: Client) -> None:
    person = patient()
    for answer in ("yes", "yes", "no"):
        client.post(_path(person), {"do": "risk", "accepted": answer})
    rows = RiskAcknowledgement.objects.order_by("recorded_at").values_list("accepted", "via", "text_version")
    assert list(rows) == [(answer, "preference-page", "email-risk-2026-11") for answer in (True, False)]
    assert "You did not accept the risk" in client.get(_path(person)).content.decode()


def test_a_subscriber_is_not_asked_about_a_patients_risk(client: Client) -> None:
    person = subscriber()
    assert 'name="accepted"' not in client.get(_path(person)).content.decode()
    client.post(_path(person), {"do": "risk", "accepted": "yes"})
    assert RiskAcknowledgement.objects.count() == 0


def test_counting_is_off_until_its_box_is_ticked(client: Client) -> None:
    person = patient()
    box = re.compile(r'name="allowed"[^>]*?( checked)?>')
    assert [found[1] for found in [box.search(client.get(_path(person)).content.decode())] if found] == [None]
    client.post(_path(person), {"do": "tracking", "allowed": "yes"})
    assert may_track([person.pk]) == {person.pk}
    client.post(_path(person), {"do": "topics"})  # another form says nothing about counting
    assert may_track([person.pk]) == {person.pk}
    client.post(_path(person), {"do": "tracking"})
    assert may_track([person.pk]) == frozenset()


@pytest.mark.parametrize("signal", [{"Sec-GPC": "1"}, {"DNT": "1"}])
def test_a_browser_that_asks_not_to_be_tracked_says_no_for_its_person(client: Client, signal: dict[str, str]) -> None:
    person = patient()
    tracking.choose(
        by=DESK, now=datetime.now(UTC), person_id=person.pk, wanted=True, via="preference-page", text_version="t"
    )
    page = client.get(_path(person), headers=signal).content.decode()
    assert ("We do as it says" in page, 'name="allowed"' in page) == (True, False)
    assert said_about_tracking(person.pk) is True  # looking changes nothing
    client.post(_path(person), {"do": "tracking", "allowed": "yes"}, headers=signal)
    assert TrackingChoice.objects.latest("recorded_at").via == "browser-signal"
    assert may_track([person.pk]) == frozenset()


def test_who_signed_something_finds_the_way_to_take_it_back(client: Client) -> None:
    person = patient()
    assert "/permissions/" not in client.get(_path(person)).content.decode()
    signed(person.pk, form())
    page = client.get(_path(person), {"lang": "zh-hant"}).content.decode()
    assert f'href="{_path(person)}permissions/?lang=zh-hant"' in page
