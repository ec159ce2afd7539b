"""A text typed for one person and sent to many: whoever it tells of does not get it."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Message, TemplateVersion
from campaigns.operations.delivery import deliver_due
from clinic.models import Organisation
from patients.models import Person
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan

pytestmark = pytest.mark.django_db

DETAILS: dict[str, Any] = {
    "email": "maria@mail.example", "phone": "+12175550142", "birth_date": date(1979, 5, 1), "record_number": "AB-20481",
    "street": "7 Elm Street", "postal_code": "60614",
}  # fmt: skip


@pytest.fixture(autouse=True)
def clinic(settings: pytest.FixtureRequest) -> Organisation:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    return open_clinic()


def _says(words: str) -> None:
    """Published as if the guard had let it through."""
    version = TemplateVersion.objects.get(template__slug="welcome", language="en")
    TemplateVersion.objects.create(
        template=version.template, number=2, language="en", subject="Welcome", body=words, text=words, html=words,
        published_at=NOW,
    )  # fmt: skip


def _reasons(*people: Person) -> list[str]:
    plan(*(intent(one) for one in people))
    deliver_due(NOW, by=BY)
    found = {message.person_id: message for message in Message.objects.all()}
    return [found[one.pk].reason if found[one.pk].state == "failed" else found[one.pk].state for one in people]


@pytest.mark.parametrize(
    "words",
    [
        "We look forward to seeing Maria Li.",
        "Dear Maria, hello!",
        "Write AB-20481 on it.",
        "Since May 1, 1979",
        "We come to 7 Elm Street.",
        "Ring (217) 555-0142",
        "Write to Maria@mail.example",
    ],
)
def test_whoever_a_text_tells_of_does_not_get_it(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaigns.letters.House.looks_clean", lambda *said: True)
    _says(words)
    assert _reasons(patient("Maria", **DETAILS), patient("Marianne")) == ["own-value", "accepted"]


def test_texts_without_any_ask_nobody() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert _reasons(patient("Maria", **DETAILS)) == ["accepted"]
    keyed = [query for query in asked.captured_queries if '"patients_person"."phone_key" IN' in query["sql"]]
    assert keyed == []
