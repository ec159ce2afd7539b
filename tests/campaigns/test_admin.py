from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Message, MessageDecision, MessageTemplate, Segment, TemplateVersion
from campaigns.operations.delivery import deliver_due
from clinic.models import Staff
from consent.enums import Recorded
from consent.models import Preference
from journeys.models import Journey
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan
from tests.staff_sign_in import sign_in

pytestmark = pytest.mark.django_db

CANARY = "Zzyzxana"


@pytest.fixture
def desk(client: Client, settings: pytest.FixtureRequest) -> Client:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    open_clinic()
    staff = Staff.objects.create(username=uuid4().hex, role="administrator", is_staff=True)
    return sign_in(client, staff)


def _sent(number: int) -> None:
    plan(*(intent(patient(CANARY)) for _ in range(number)))
    deliver_due(NOW, by=BY)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("page", "queries"),
    [("message", 9), ("templateversion", 8), ("segment", 8)],
)
def test_lists_ask_the_same_number_of_queries_for_any_number_of_rows(
    desk: Client, django_assert_num_queries: object, page: str, queries: int, rows: int
) -> None:
    _sent(rows)
    address = reverse(f"admin:campaigns_{page}_changelist")
    desk.get(address)
    with django_assert_num_queries(queries):  # type: ignore[operator]
        assert desk.get(address).status_code == 200


@pytest.mark.parametrize(
    ("purpose", "topic", "is_taken"),
    [("marketing", "appointments", False), ("treatment", "offers", False), ("marketing", "offers", True)],
)
def test_a_topic_that_is_not_of_the_purpose_is_refused_on_the_page(
    desk: Client, purpose: str, topic: str, is_taken: bool
) -> None:
    told = {"name": "Whitening", "slug": "whitening", "purpose": purpose, "topic": topic, "channel": "email"}
    inline = {"versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0}
    page = desk.post(reverse("admin:campaigns_messagetemplate_add"), told | inline)
    assert MessageTemplate.objects.filter(slug="whitening").exists() == is_taken
    if not is_taken:
        assert page.context["adminform"].form.errors.keys() == {"topic"}


def test_message_page_tells_its_life_and_names_nobody(desk: Client) -> None:
    _sent(1)
    message = Message.objects.get()
    page = desk.get(reverse("admin:campaigns_message_change", args=[message.pk])).content.decode()
    for words in (
        "May it be planned? Yes",
        "May it leave now? Yes",
        "Handed over to the mail service",
        "Practical message, nothing forbids it",
        "Accepted by the mail service",
    ):
        assert words in page
    assert CANARY not in page
    places = [page.index(words) for words in (">Desk</a>", "Its life", "Journey:", "Technical details", "Receipt:")]
    assert places == sorted(places)
    assert "Origin slug" not in page


def test_message_is_of_the_journey_that_staff_know(desk: Client) -> None:
    _sent(1)
    Message.objects.update(origin_slug="post-op-care")
    Journey.objects.get_or_create(slug="post-op-care", defaults={"name": "Care after a procedure"})
    message = Message.objects.get()
    for address in (
        reverse("admin:campaigns_message_change", args=[message.pk]), reverse("admin:campaigns_message_changelist"),
    ):  # fmt: skip
        page = desk.get(address).content.decode()
        assert ("Care after a procedure" in page, "Post op care" in page) == (True, False)


def test_message_page_leads_to_what_its_answer_rests_on(desk: Client) -> None:
    _sent(1)
    message = Message.objects.get()
    preference = Preference.objects.create(
        person=message.person, topic="appointments", wanted=True, recorded_at=NOW, via=Recorded.values[0]
    )
    MessageDecision.objects.filter(message=message).update(evidence=[preference.pk])
    page = desk.get(reverse("admin:campaigns_message_change", args=[message.pk])).content.decode()
    assert reverse("admin:consent_preference_change", args=[preference.pk]) in page


def test_a_draft_is_written_looked_at_and_published(desk: Client) -> None:
    template = MessageTemplate.objects.get(slug="welcome")
    told = {"template": template.pk, "language": "en", "subject": "Welcome", "preheader": "", "body": "Hello!"}
    desk.post(reverse("admin:campaigns_templateversion_add"), told | {"_continue": "1"})
    draft = TemplateVersion.objects.get(template=template, published_at=None)
    assert (draft.number, draft.language, draft.body) == (2, "en", "Hello!")
    other = sign_in(Client(), Staff.objects.create(username=uuid4().hex, role="marketer", is_staff=True))
    for reader in (desk, other):
        draft.refresh_from_db()
        assert draft.published_at is None
        reader.post(reverse("admin:campaigns_templateversion_change", args=[draft.pk]), told | {"_publish": "1"})
    draft.refresh_from_db()
    assert draft.published_at is not None
    assert "<p>Hello!</p>" in draft.html


def test_a_draft_that_gives_something_away_stays_a_draft(desk: Client) -> None:
    template = MessageTemplate.objects.get(slug="welcome")
    told = {
        "template": template.pk,
        "language": "en",
        "subject": "Your appointment, {{ person.given_name }}",
        "preheader": "",
        "body": "Your biopsy {% for x in y %}",
    }
    answer = desk.post(reverse("admin:campaigns_templateversion_add"), told | {"_publish": "1"}, follow=True)
    page = answer.content.decode()
    assert TemplateVersion.objects.get(template=template, number=2).published_at is None
    for words in (
        "The subject takes no placeholder",
        "“appointment” is not in the list of neutral words",
        "“biopsy” names a condition, a drug or a treatment",
        "“{% for %}” is not available here",
    ):
        assert words in page


def test_a_published_version_cannot_be_changed_in_the_admin(desk: Client) -> None:
    version = TemplateVersion.objects.filter(published_at__isnull=False).first()
    assert version is not None
    answer = desk.post(
        reverse("admin:campaigns_templateversion_change", args=[version.pk]), {"subject": "News", "body": "x"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_preview_shows_a_person_who_does_not_exist_under_its_own_policy(desk: Client, language: str) -> None:
    version = TemplateVersion.objects.get(template__slug="appointment-reminder", language=language)
    answer = desk.get(reverse("admin:campaigns_templateversion_preview", args=[version.pk]))
    assert {"en": "Alex", "zh-hant": "怡君", "zh-hans": "晓明"}[language] in answer.content.decode()
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "sandbox" in policy


def test_a_segment_is_written_in_fields_and_counted_before_it_is_saved(desk: Client) -> None:
    patient(birth_date=None)
    for _ in range(11):
        patient()
    told = {"name": "Grown-ups", "slug": "grown-ups", "kinds": ["patient"], "age_at_least": "40"}
    counted = desk.post(reverse("admin:campaigns_segment_count"), told).json()
    assert counted == {
        "says": "People who are patients, and are 40 or older by the end of this year.",
        "people": "11",
        "warning": "",
    }
    desk.post(reverse("admin:campaigns_segment_add"), told)
    assert Segment.objects.get(slug="grown-ups").rules == [
        {"kind": "person-kind", "any_of": ["patient"]},
        {"kind": "age", "at_least": 40},
    ]


def test_a_segment_that_cannot_be_says_why(desk: Client) -> None:
    told = {"name": "Nobody", "slug": "nobody", "age_at_least": "50", "age_at_most": "40"}
    assert desk.post(reverse("admin:campaigns_segment_count"), told).json() == {
        "problems": ["Rule 1: Age: nobody is at least 50 and at most 40."]
    }
    page = desk.post(reverse("admin:campaigns_segment_add"), told).content.decode()
    assert "nobody is at least 50 and at most 40" in page
    assert not Segment.objects.filter(slug="nobody").exists()


def test_few_people_are_no_number_but_a_warning(desk: Client) -> None:
    patient()
    told = desk.post(reverse("admin:campaigns_segment_count"), {"kinds": ["patient"]}).json()
    assert told["people"] == "fewer than 11"
    assert "can be told apart" in told["warning"]
    page = desk.get(reverse("admin:campaigns_segment_change", args=[Segment.objects.get(slug="check-up-due").pk]))
    assert "fewer than 11" in page.content.decode()


def test_groups_of_a_segment_are_fields_too_and_the_rest_stays_as_it_is(desk: Client) -> None:
    told = {
        "name": "Readers",
        "slug": "readers",
        "languages": ["en"],
        "any_interests": "sleep",
        "any_services": ["dental"],
        "none_upcoming": "yes",
        "more_rules": '[{"kind": "all", "rules": [{"kind": "tier", "any_of": ["gold"]}]}]',
    }
    desk.post(reverse("admin:campaigns_segment_add"), told)
    segment = Segment.objects.get(slug="readers")
    assert segment.rules == [
        {"kind": "language", "any_of": ["en"]},
        {
            "kind": "any",
            "rules": [{"kind": "interest", "any_of": ["sleep"]}, {"kind": "service", "any_of": ["dental"]}],
        },
        {"kind": "none", "rules": [{"kind": "upcoming-visit", "has": True}]},
        {"kind": "all", "rules": [{"kind": "tier", "any_of": ["gold"]}]},
    ]
    shown = desk.get(reverse("admin:campaigns_segment_change", args=[segment.pk])).context["adminform"].form.initial
    assert {name: value for name, value in shown.items() if value} == {
        "name": "Readers",
        "slug": "readers",
        "languages": ["en"],
        "any_interests": "sleep",
        "any_services": ["dental"],
        "none_upcoming": "yes",
        "more_rules": segment.rules[-1:],
    }


def test_what_a_segments_page_shows_is_what_it_saves(desk: Client) -> None:
    segment = Segment.objects.get(slug="check-up-due")
    address = reverse("admin:campaigns_segment_change", args=[segment.pk])
    form = desk.get(address).context["adminform"].form
    told = {name: form.initial.get(name) or "" for name in form.fields}
    rules = segment.rules
    desk.post(address, told)
    segment.refresh_from_db()
    assert segment.rules == rules
