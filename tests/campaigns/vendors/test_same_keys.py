"""A service that takes each key once gets the same key with each try, and so may be tried again while it knows it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from campaigns.channels import Handed, Mail, Verdict
from campaigns.channels.email import EmailLine
from campaigns.channels.keys import BREVO, RESEND, known_until
from campaigns.domain.reports import Report
from campaigns.enums import Unsent
from campaigns.models import Campaign, Message, Segment, Settlement
from campaigns.operations import unknowns
from campaigns.operations.delivery import deliver_due
from campaigns.operations.outbox import withdraw
from campaigns.operations.tracking import record
from clinic.models import Vendor
from patients.operations.people import update_person
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan
from tests.campaigns.unknown.lost import report
from tests.campaigns.vendors.keyed_sink import KeyedSink, started

_SOON = NOW + timedelta(minutes=2)
_KNOWN_FOR = timedelta(hours=21)


@pytest.fixture
def sink(settings: Any) -> Iterator[KeyedSink]:
    """The clinic sends through Resend, whose place a server of this machine takes."""
    sink = KeyedSink()
    server = started(sink)
    settings.EMAIL_BACKEND, settings.MAIL_VENDOR_ENFORCES_TLS = RESEND, True
    settings.ANYMAIL = {
        **{"RESEND_API_KEY": "re_1", "RESEND_API_URL": sink.url},
        **{"BREVO_API_KEY": "br_1", "BREVO_API_URL": sink.url},
        **{"POSTMARK_SERVER_TOKEN": "pm_1", "POSTMARK_API_URL": sink.url},
        "REQUESTS_TIMEOUT": 60,
    }
    yield sink
    server.shutdown()
    server.server_close()


def _mail() -> Mail:
    message_id = uuid4()
    return Mail(
        message_id=message_id,
        to="ana@mail.example",
        sender="Clinic <hello@maple.example>",
        subject="Health reminder",
        text="Hello\n",
        html="<p>Hello</p>",
        headers={"Message-ID": f"<{message_id}@maple.example>"},
    )


def _hand_over(mail: Mail) -> Handed:
    line = EmailLine()
    try:
        return line.hand_over(mail)
    finally:
        line.close()


@pytest.mark.parametrize("backend", [RESEND, BREVO])
def test_each_try_of_a_message_has_its_key_and_is_taken_once(sink: KeyedSink, settings: Any, backend: str) -> None:
    settings.EMAIL_BACKEND = backend
    mail, other = _mail(), _mail()
    sink.hangs_up = True
    assert _hand_over(mail).verdict == Verdict.UNKNOWN
    sink.hangs_up = False
    assert [_hand_over(one).verdict for one in (mail, other)] == [Verdict.ACCEPTED] * 2
    assert [key for key, _ in sink.got] == [str(one.message_id) for one in (mail, mail, other)]
    assert list(sink.taken) == [str(mail.message_id), str(other.message_id)]


def test_a_service_without_keys_gets_none(sink: KeyedSink, settings: Any) -> None:
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    _hand_over(_mail())
    assert [key for key, _ in sink.got] == [""]


@pytest.mark.parametrize(
    ("backend", "status", "answer", "verdict"),
    [
        (RESEND, 409, {"statusCode": 409, "name": "invalid_idempotent_request"}, Verdict.UNKNOWN),
        (RESEND, 409, {"statusCode": 409, "name": "concurrent_idempotent_requests"}, Verdict.UNKNOWN),
        (RESEND, 409, {"statusCode": 409, "name": "something_else"}, Verdict.REJECTED),
        (RESEND, 409, ["name"], Verdict.REJECTED),
        (RESEND, 422, {"statusCode": 422, "name": "validation_error"}, Verdict.REJECTED),
        (RESEND, 429, {"statusCode": 429, "name": "rate_limit_exceeded"}, Verdict.TRY_LATER),
        (RESEND, 500, {"statusCode": 500, "name": "application_error"}, Verdict.UNKNOWN),
        (BREVO, 400, {"code": "duplicate_parameter", "message": "idempotencyKey"}, Verdict.UNKNOWN),
        (BREVO, 400, {"code": "invalid_parameter", "message": "email is not valid"}, Verdict.REJECTED),
    ],
)
def test_that_a_key_is_known_says_that_the_message_may_be_there(
    sink: KeyedSink, settings: Any, backend: str, status: int, answer: Any, verdict: Verdict
) -> None:
    settings.EMAIL_BACKEND, sink.status, sink.answer = backend, status, answer
    assert _hand_over(_mail()).verdict == verdict


# --- a second try -----------------------------------------------------------------------------------------


@pytest.fixture
def lost(sink: KeyedSink, db: None) -> Message:
    """A welcome that Resend took without ever answering."""
    open_clinic()
    Vendor.objects.create(name="Resend", backend=RESEND, baa_signed_on="2026-01-01", baa_scope=["send"])
    plan(intent(patient(), expires_at=NOW + timedelta(days=3)))
    sink.hangs_up = True
    assert deliver_due(NOW, by=BY, ticks=lambda: 0.0).outcomes == {"unknown": 1}
    sink.hangs_up = False
    return Message.objects.get()


def _again(at: datetime = _SOON) -> int:
    return unknowns.plan_again_with_key(by=BY, now=at)


def _state(message: Message) -> tuple[str, int]:
    message.refresh_from_db()
    return message.state, message.resends


def test_what_was_cut_off_is_tried_again_with_the_same_key_and_arrives_once(sink: KeyedSink, lost: Message) -> None:
    assert (_again(NOW), _again(), _again()) == (0, 1, 0)
    assert deliver_due(_SOON, by=BY).outcomes == {"accepted": 1}
    assert [key for key, _ in sink.got] == [str(lost.pk)] * 2
    assert sink.got[0] == sink.got[1]
    assert len(sink.taken) == 1
    assert (_state(lost), lost.receipt) == (("accepted", 1), "re-1")
    assert list(Settlement.objects.values_list("found", "basis")) == [("sent-again", "same-key")]


def test_it_is_not_tried_a_third_time(sink: KeyedSink, lost: Message) -> None:
    _again()
    sink.hangs_up = True
    deliver_due(_SOON, by=BY)
    assert (_again(_SOON + timedelta(minutes=5)), _state(lost)) == (0, ("unknown", 1))


def test_after_the_time_for_which_the_service_knows_it_nothing_is_tried_again(lost: Message) -> None:
    assert (_again(NOW + _KNOWN_FOR), _state(lost)) == (0, ("unknown", 0))
    assert _again(NOW + _KNOWN_FOR - timedelta(minutes=1)) == 1


def test_a_second_try_that_waited_too_long_is_given_back(sink: KeyedSink, lost: Message) -> None:
    _again()
    late = NOW + timedelta(days=1)
    assert deliver_due(late, by=BY, ticks=lambda: 0.0).outcomes == {"expired": 1}
    unknowns.give_back(now=late)
    assert (len(sink.got), _state(lost)) == (1, ("unknown", 1))


def test_the_time_counts_from_the_first_try_however_often_the_second_is_put_off(sink: KeyedSink, lost: Message) -> None:
    """Resend is busy in the evening, and the next attempt waits for the morning: it has forgotten the first by then."""
    _again()
    sink.status = 429
    evening = NOW + timedelta(hours=9)
    assert deliver_due(evening, by=BY, ticks=lambda: 0.0).outcomes == {"retry": 1}
    sink.status = 0
    morning = NOW + timedelta(hours=23)
    assert deliver_due(morning, by=BY, ticks=lambda: 0.0).outcomes == {"expired": 1}
    unknowns.give_back(now=morning)
    assert (len(sink.got), _state(lost)) == (2, ("unknown", 1))


def test_a_second_try_does_not_go_to_another_service(sink: KeyedSink, lost: Message, settings: Any) -> None:
    _again()
    settings.EMAIL_BACKEND = BREVO
    Vendor.objects.create(name="Brevo", backend=BREVO, baa_signed_on="2026-01-01", baa_scope=["send"])
    assert deliver_due(_SOON, by=BY).outcomes == {"expired": 1}
    unknowns.give_back(now=_SOON)
    assert (len(sink.got), _state(lost)) == (1, ("unknown", 1))


def test_a_second_try_does_not_go_to_another_address(sink: KeyedSink, lost: Message) -> None:
    """The service would only say that it knows the key; what it reports is about the address that the first went to."""
    first = bytes(lost.went_to or b"")
    _again()
    update_person(by=BY, now=NOW, person_id=lost.person_id, email="moved@mail.example")
    assert deliver_due(_SOON, by=BY).outcomes == {"expired": 1}
    unknowns.give_back(now=_SOON)
    assert (len(sink.got), _state(lost)) == (1, ("unknown", 1))
    told = Report(esp="Resend", event_type="delivered", occurred_at=_SOON, own_id=str(lost.pk))
    record(told, address_key=first, by=BY, now=_SOON)
    assert _state(lost) == ("delivered", 1)


def test_what_was_withdrawn_meanwhile_is_not_tried_again(sink: KeyedSink, lost: Message) -> None:
    assert withdraw(origin_ids=[lost.origin_id], reason=Unsent.JOURNEY_OFF, by=BY, now=_SOON) == 0
    assert (_again(), _state(lost)) == (0, ("unknown", 0))
    report(lost, "delivered")
    assert _state(lost) == ("delivered", 0)


@pytest.mark.parametrize(
    ("state", "number"),
    [("sending", 1), ("done", 1), ("paused", 0), ("cancelled", 0)],
)
def test_nothing_of_a_campaign_that_is_paused_or_cancelled_is_tried_again(
    lost: Message, state: str, number: int
) -> None:
    campaign = Campaign.objects.create(
        name="News", slug="news", template=lost.template, segment=Segment.objects.first(), state=state,
        starts_at=NOW, ends_at=NOW + timedelta(days=3), written_at=NOW, approved_at=NOW,
        written_by="one", approved_by="another",
    )  # fmt: skip
    Message.objects.update(origin="campaign", origin_id=campaign.pk)
    assert _again() == number


def test_through_a_service_that_promises_no_time_nothing_is_tried_again(lost: Message, settings: Any) -> None:
    settings.EMAIL_BACKEND = BREVO
    Vendor.objects.update(backend=BREVO)
    assert _again() == 0


@pytest.mark.parametrize("event_type", ["deferred", "delivered"])
def test_what_was_reported_on_is_not_tried_again(lost: Message, event_type: str) -> None:
    report(lost, event_type)
    assert (_again(), _state(lost)[1]) == (0, 0)


def test_a_worker_that_stood_still_lets_nothing_go_after_that_time(sink: KeyedSink, settings: Any, db: None) -> None:
    settings.MAIL_CONNECTIONS = 1
    open_clinic()
    Vendor.objects.create(name="Resend", backend=RESEND, baa_signed_on="2026-01-01", baa_scope=["send"])
    plan(*(intent(patient(), expires_at=NOW + timedelta(days=3)) for _ in range(2)))
    past = _KNOWN_FOR.total_seconds()
    told = deliver_due(NOW, by=BY, ticks=lambda: past if sink.got else 0.0)
    assert (len(sink.got), told.outcomes) == (1, {"accepted": 1, "retry": 1})


@pytest.mark.parametrize(
    ("first", "at", "until"),
    [
        (None, NOW, NOW + _KNOWN_FOR),
        (NOW, NOW + timedelta(hours=20), NOW + _KNOWN_FOR),
        (NOW, NOW + timedelta(hours=30), NOW + timedelta(hours=30) + _KNOWN_FOR),
    ],
)
def test_how_long_a_mail_may_be_on_its_way(first: datetime | None, at: datetime, until: datetime) -> None:
    assert known_until(RESEND, first=first, at=at) == until
    assert known_until(BREVO, first=first, at=at) is None
