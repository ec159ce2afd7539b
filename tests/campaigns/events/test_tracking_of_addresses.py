"""What a report does to an address: only what is about a message that went there, in whatever order it came."""

import random
from datetime import timedelta

import pytest

from audit.blind import email_key
from campaigns.domain.bounce_kinds import IN_WORDS, Kind
from campaigns.domain.reports import BY_MAIL, Report
from campaigns.message_life import life_of
from campaigns.models import DeliveryEvent, Message
from campaigns.operations.delivery import deliver_due
from campaigns.operations.tracking import record
from consent.models import Suppression
from consent.operations import suppressions
from patients.operations.people import update_person
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan

pytestmark = pytest.mark.django_db
_ANA, _BOB = "ana@mail.example", "bob@mail.example"


@pytest.fixture
def message(settings: pytest.FixtureRequest) -> Message:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    open_clinic()
    plan(intent(patient(email=_ANA)))
    deliver_due(NOW, by=BY)
    return Message.objects.get()


def _tell(message: Message | None, what: str, *, day: float = 0, to: str | None = _ANA, **more: str) -> bool:
    own = {"own_id": str(message.pk)} if message else {}
    severity = what if what in {"hard", "soft"} else None
    event = "bounced" if severity else what
    told = {"esp": "Postmark", "event_id": f"{what}{day}"} | own | more
    report = Report(event_type=event, occurred_at=NOW + timedelta(days=day), severity=severity, **told)
    return record(report, address_key=email_key(to), by=BY, now=NOW + timedelta(days=40))


def _rows() -> list[tuple[object, ...]]:
    return sorted(Suppression.objects.values_list("cause", "since", "until"))


def test_message_remembers_the_address_it_went_to(message: Message) -> None:
    assert bytes(message.went_to or b"") == email_key(_ANA)


def test_report_counts_for_the_address_the_message_went_to_not_for_the_next_one(message: Message) -> None:
    update_person(by=BY, now=NOW, person_id=message.person_id, email="new@mail.example")
    _tell(message, "hard", to=None)
    assert [bytes(row.address_key) for row in Suppression.objects.all()] == [email_key(_ANA)]


@pytest.mark.parametrize("what", ["hard", "soft", "complained", "delivered", "unsubscribed"])
def test_report_of_another_address_than_the_message_went_to_changes_nothing(message: Message, what: str) -> None:
    patient(email=_BOB)
    assert _tell(message, what, to=_BOB, esp=BY_MAIL)
    message.refresh_from_db()
    event = DeliveryEvent.objects.get()
    assert (message.state, event.message_id, event.address_key, _rows()) == ("accepted", None, None, [])


@pytest.mark.parametrize("what", ["hard", "soft", "complained"])
def test_mail_that_names_no_message_of_ours_silences_nobody(message: Message, what: str) -> None:
    assert _tell(None, what, esp=BY_MAIL)
    assert (_rows(), DeliveryEvent.objects.get().address_key) == ([], None)


def test_mail_that_names_our_message_and_no_address_counts_only_as_a_complaint(message: Message) -> None:
    _tell(message, "hard", to=None, esp=BY_MAIL)
    assert _rows() == []
    _tell(message, "complained", to=None, esp=BY_MAIL)
    assert _rows() == [("complained", NOW, None)]


def test_message_that_never_left_cannot_come_back(settings: pytest.FixtureRequest) -> None:
    open_clinic()
    plan(intent(patient(email=_ANA)))
    waiting = Message.objects.get()
    _tell(waiting, "hard")
    waiting.refresh_from_db()
    assert (waiting.state, _rows()) == ("planned", [])


def test_hard_bounce_of_no_message_of_ours_is_only_kept() -> None:
    patient(email=_ANA)
    assert _tell(None, "hard")
    assert (DeliveryEvent.objects.count(), _rows()) == (1, [])


def test_reports_ten_times_and_shuffled_end_alike(message: Message) -> None:
    told = [("sent", 0.0), ("soft", 1.0), ("soft", 2.0), ("delivered", 2.5), ("soft", 3.0), ("soft", 4.0),
            ("soft", 5.0), ("complained", 6.0), ("hard", 7.0)]  # fmt: skip
    chance = random.Random(11)
    ends = set()
    for _ in range(4):
        DeliveryEvent.objects.all().delete()
        Suppression.objects.all().delete()
        Message.objects.filter(pk=message.pk).delete()
        plan(intent(message.person, origin_id=message.origin_id))
        deliver_due(NOW, by=BY)
        again = Message.objects.get()
        shuffled = told * 10
        chance.shuffle(shuffled)
        for what, day in shuffled:
            _tell(again, what, day=day)
        again.refresh_from_db()
        ends.add((again.state, DeliveryEvent.objects.count(), *_rows()))
    weeks = NOW + timedelta(days=7)
    assert ends == {("complained", 9, ("bounced", weeks, None), ("complained", NOW + timedelta(days=6), None))}


def test_pause_that_a_late_delivery_takes_back_was_none(message: Message) -> None:
    for day in (1, 2, 3):
        _tell(message, "soft", day=day)
    [(_, since, until)] = _rows()
    assert (since, until) == (NOW + timedelta(days=3), NOW + timedelta(days=17))
    _tell(message, "delivered", day=2.5)
    [(_, since, until)] = _rows()
    assert since == until


def test_what_happened_before_a_lifting_does_not_bring_it_back(message: Message) -> None:
    _tell(message, "hard", day=1)
    row = Suppression.objects.get()
    lifted_at = NOW + timedelta(days=2)
    assert suppressions.lift(by=BY, now=lifted_at, suppression_id=row.pk, because="works-again")
    _tell(message, "hard", day=1.5)
    assert Suppression.objects.get().until == lifted_at
    _tell(message, "hard", day=3)
    assert (Suppression.objects.get().since, Suppression.objects.get().until) == (NOW + timedelta(days=3), None)


def test_nothing_that_the_other_side_wrote_is_kept(message: Message) -> None:
    _tell(message, "hard", reason="bounced", status="5.1.1", kind="userunknown")
    event = DeliveryEvent.objects.get()
    assert (event.reason, event.status, event.kind, event.severity) == ("bounced", "5.1.1", "userunknown", "hard")


def test_life_of_a_message_says_what_went_wrong_and_whether_it_lasts(message: Message) -> None:
    _tell(message, "hard", esp=BY_MAIL, reason="bounced", status="5.1.1", kind="userunknown")
    said = {line.what: line.why for line in life_of(message)}
    assert said["A returned mail says: came back"] == "There is no such mailbox, for good, 5.1.1"


def test_second_try_that_waits_takes_reports_of_the_first(message: Message) -> None:
    Message.objects.filter(pk=message.pk).delete()
    plan(intent(message.person, origin_id=message.origin_id))
    Message.objects.update(went_to=email_key(_ANA))
    _tell(Message.objects.get(), "hard")
    assert [cause for cause, *_ in _rows()] == ["bounced"]


def test_each_kind_has_words_for_the_desk() -> None:
    assert set(Kind) - set(IN_WORDS) == {Kind.DELIVERED, Kind.FEEDBACK, Kind.VACATION}
