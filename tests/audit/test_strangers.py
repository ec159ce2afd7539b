"""Refused tries of whoever is not signed in: kept, without what was tried, and without room for a flood."""

from collections.abc import Iterator

import pytest
from django.test import Client

from audit import strangers
from audit.models import AuditEvent
from audit.origin import acting_from
from tests.conftest import CommittingDatabase


@pytest.fixture
def visitor(committing_db: CommittingDatabase) -> Client:
    return Client()


def _denied() -> Iterator[AuditEvent]:
    return AuditEvent.objects.filter(outcome="denied").order_by("id").iterator()


@pytest.mark.parametrize("page", ["preferences", "u", "subscribe/confirm"])
def test_link_that_we_never_made_is_in_the_book_without_it(visitor: Client, page: str) -> None:
    assert visitor.get(f"/{page}/made-up-token/", REMOTE_ADDR="203.0.113.9").status_code == 404
    [event] = _denied()
    assert (event.actor_kind, event.actor_id, event.address, event.people) == ("system", "stranger", "203.0.113.9", [])
    assert (event.categories, event.details, "made-up" in event.place) == (["consent"], {}, False)


def test_report_that_no_mail_service_signed_is_in_the_book(visitor: Client, settings: object) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": "user:secret"}  # type: ignore[attr-defined]
    answer = visitor.post("/webhooks/anymail/sparkpost/tracking/", "[]", content_type="application/json")
    assert answer.status_code in {400, 403}
    assert [event.place for event in _denied()] == ["web:anymail:sparkpost_tracking_webhook"]


def test_a_flood_from_one_address_leaves_ten_lines_and_says_so(committing_db: CommittingDatabase) -> None:
    with acting_from("web:consent:preferences", "203.0.113.9"):
        for _ in range(15):
            strangers.record_refusal()
    with acting_from("web:consent:preferences", "203.0.113.10"):
        strangers.record_refusal()
    found = [(event.address, bool(event.details)) for event in _denied()]
    assert found == [("203.0.113.9", False)] * 9 + [("203.0.113.9", True), ("203.0.113.10", False)]


def test_a_flood_from_everywhere_leaves_two_hundred(committing_db: CommittingDatabase) -> None:
    for last in range(220):
        with acting_from("web:consent:preferences", f"203.0.113.{last}"):
            strangers.record_refusal()
    kept = list(_denied())
    assert (len(kept), kept[-1].details) == (200, {"more": "left out for ten minutes"})
