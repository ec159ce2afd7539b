"""What a mail server says while a mail is handed over means for the address what the same words in a bounce mean."""

from datetime import timedelta

import pytest

from campaigns.domain.bounce_verdicts import Stage, judged
from campaigns.domain.reports import AT_ONCE
from campaigns.enums import Basis
from campaigns.models import DeliveryEvent, Message
from campaigns.operations import unknowns
from campaigns.operations.delivery import deliver_due
from consent.models import Suppression
from patients.models import Person
from tests.campaigns.post import Sink, Start
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan
from tests.campaigns.unknown.lost import lost_reminder

#: (at which command, what is answered, what it says of the address)
ANSWERS = [
    ("RCPT", "550 5.1.1 <ana@mail.example>: Recipient address rejected: User unknown", "hard"),
    ("RCPT", "550 5.1.1 no", "hard"),
    ("RCPT", "550 no such user here", "hard"),
    ("RCPT", "550-5.1.1 The email account that you tried\r\n550 5.1.1 does not exist", "hard"),
    ("RCPT", "550 5.1.2 bad destination system", "hard"),
    ("RCPT", "556 5.1.10 recipient address has null MX", "hard"),
    ("RCPT", "552 5.2.2 mailbox full", "soft"),
    ("RCPT", "550 5.2.1 mailbox disabled", "soft"),
    ("RCPT", "550 5.7.1 message refused by policy", ""),
    ("RCPT", "550 5.7.1 relaying denied", ""),
    ("RCPT", "554 5.7.26 not authenticated", ""),
    ("RCPT", "550 5.7.25 no reverse DNS", ""),
    ("RCPT", "550 no", "soft"),
    ("RCPT", "553 5.1.8 sender's domain does not exist", ""),
    ("RCPT", "450 4.2.1 mailbox busy", ""),
    ("RCPT", "450 4.1.1 user unknown", ""),
    ("DATA", "550 5.1.1 user unknown", "hard"),
    ("DATA", "550 user unknown", "soft"),
    ("DATA", "554 5.7.1 looks like spam", ""),
    ("DATA", "552 5.3.4 too big", ""),
    ("MAIL", "550 5.1.1 user unknown", ""),
    ("MAIL", "550 5.7.1 sender refused", ""),
]


@pytest.fixture
def sink(smtp: Start, settings: pytest.FixtureRequest, db: None) -> Sink:
    sink = smtp()
    settings.DEBUG = True
    open_clinic()
    return sink


def _send(person: Person, day: int = 0) -> str:
    at = NOW + timedelta(days=day)
    plan(intent(person, due_at=at, expires_at=at + timedelta(hours=12), occurrence=str(day)))
    deliver_due(at, by=BY, ticks=lambda: 0.0)
    return str(Message.objects.latest("pk").state)


def _stopped() -> list[tuple[str, bool]]:
    return [(row.cause, row.until is None) for row in Suppression.objects.all()]


@pytest.mark.parametrize(("step", "answer", "severity"), ANSWERS)
def test_what_is_answered_decides_over_smtp(sink: Sink, step: str, answer: str, severity: str) -> None:
    sink.answers[step] = answer
    assert _send(patient()) == ("failed" if answer.startswith("5") else "retry")
    told = list(DeliveryEvent.objects.values_list("esp", "event_type", "severity"))
    assert told == ([(AT_ONCE, "rejected", severity)] if severity else [])
    assert _stopped() == ([("bounced", True)] if severity == "hard" else [])


def test_the_next_mail_to_a_mailbox_that_is_not_there_is_refused(sink: Sink) -> None:
    person, other = patient(), patient()
    sink.answers["RCPT"] = "550 5.1.1 user unknown"
    assert _send(person) == "failed"
    sink.answers.clear()
    assert _send(person, day=1) == "refused"
    assert _send(other, day=2) == "accepted"


def test_a_full_mailbox_on_three_days_is_left_alone_for_a_while(sink: Sink) -> None:
    person = patient()
    sink.answers["RCPT"] = "552 5.2.2 mailbox full"
    assert [(_send(person, day), _stopped()) for day in (0, 1)] == [("failed", [])] * 2
    _send(person, day=2)
    assert _stopped() == [("bounced", False)]


def test_nothing_of_what_was_written_is_kept(sink: Sink) -> None:
    sink.answers["RCPT"] = "550 5.1.1 <ana@mail.example> unknown here"
    _send(patient())
    event = DeliveryEvent.objects.get()
    kept = (event.reason, event.status, event.kind, event.message_id)
    assert kept == ("bounced", "5.1.1", "userunknown", Message.objects.get().pk)


def test_what_is_said_of_a_second_try_does_not_settle_the_first(sink: Sink) -> None:
    """Its mailbox may have been there, and a report on it still counts."""
    message = lost_reminder()
    unknowns.send_again([message.pk], basis=Basis.SERVICE_LOG, by=BY, now=NOW)
    sink.answers["RCPT"] = "552 5.2.2 mailbox full"
    deliver_due(NOW + timedelta(minutes=1), by=BY)
    message.refresh_from_db()
    assert (message.state, message.reason) == ("failed", "rejected")


def test_where_the_command_is_known_the_words_need_not_name_it() -> None:
    assert judged("550 no such user", stage=Stage.RCPT).severity == "hard"
    assert judged("550 no such user").severity == "soft"


@pytest.mark.parametrize(
    ("notice", "severity"),
    [
        ("User Ana (ana@mail.example) not listed in Domino Directory", "hard"),
        ("Ana (ana@mail.example) は Domino ディレクトリには見つかりません。", "hard"),
        ("The recipient name is not recognized\nMSEXCH:IMS:CLINIC:SITE:SERVER 0 (000C05A6) Unknown Recipient", "hard"),
        ("No route found to domain mail.example from server HUB, check Domino Directory", ""),
        ("MSEXCH:IMS:CLINIC:SITE:SERVER 3550 (000B09B6) 550 we do not relay", ""),
    ],
)
def test_who_keeps_the_mailboxes_and_has_looked_is_believed(notice: str, severity: str) -> None:
    verdict = judged("", status="5.0.0", action="failed", notice=notice)
    assert (verdict.severity == "hard") == (severity == "hard")
