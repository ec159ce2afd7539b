"""Requests for a right: from the first word to the answer, and what a yes does."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.domain.actors import Actor
from audit.models import AuditEvent
from clinic.enums import NoticeKind, StaffAlert
from clinic.models import Notice
from consent.domain.policy import Facts, Transport, decide
from consent.enums import KnownBy
from consent.models import Erasure, RightsRequest, RightsStep, Suppression
from consent.operations import (
    disclosures,
    erasure,
    opt_ins,
    restrictions,
    rights,
    rights_answers,
    rights_clock,
    suppressions,
)
from consent.operations.rights_answers import Effect
from consent.queries import gather_facts
from consent.rights_steps import Closed
from patients.models import Person
from patients.operations.wiping import KEPT
from tests.consent.people import DESK, NOW, TODAY, patient, subscriber
from tests.desk_people import house

pytestmark = pytest.mark.django_db(databases=["default"])
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _house() -> None:
    house()


def asked(kind: str = "access", **changes: Any) -> RightsRequest:
    told = {
        "name": "Pat Lee",
        "email": "pat@example.org",
        "words": "All of it.",
        "language": "en",
        "via": "rights-page",
    }
    return rights.receive(by=DESK, now=NOW, kind=kind, **{**told, **changes})


def known(request: RightsRequest, person: Person, how: str = KnownBy.DOCUMENT) -> RightsRequest:
    rights.recognise(by=DESK, now=NOW, request_id=request.pk, person_id=person.pk, how=how)
    request.refresh_from_db()
    return request


def answer(request: RightsRequest, outcome: str = "granted", **told: Any) -> None:
    rights_answers.answer(by=DESK, now=NOW, request_id=request.pk, outcome=outcome, **told)


def steps(request: RightsRequest) -> list[str]:
    return list(request.steps.values_list("what", flat=True))


def notices(kind: str) -> list[Any]:
    return list(Notice.objects.filter(kind=kind).values_list("person_id", flat=True))


def test_request_starts_its_clock_tells_the_officer_and_answers_the_typed_address() -> None:
    mine = patient()
    request = asked()
    assert (request.received_on, request.due_on) == (TODAY, TODAY + timedelta(days=30))
    assert Notice.objects.get(alert=StaffAlert.RIGHTS_ASKED).audience == "privacy-officer"
    assert notices(NoticeKind.RIGHTS_RECEIVED) == [request.reply_to_id]
    assert request.reply_to_id != mine.pk
    assert Person.objects.get(pk=request.reply_to_id).kind == "subscriber"


def test_same_right_again_while_open_has_one_clock_and_one_mail() -> None:
    first = asked()
    again = rights.receive(
        by=DESK, now=NOW + timedelta(days=3), kind="access", name=" pat  LEE", email="PAT@example.org ", words="Still",
        language="en", via="rights-page",
    )  # fmt: skip
    assert again.pk == first.pk
    assert steps(first) == ["received", "again"]
    assert len(notices(NoticeKind.RIGHTS_RECEIVED)) == 1


def test_another_member_of_the_household_asks_for_themselves() -> None:
    ann, bob = asked(name="Ann Lee"), asked(name="Bob Lee")
    assert ann.pk != bob.pk
    assert len(notices(NoticeKind.RIGHTS_RECEIVED)) == 2


def test_letter_counts_from_the_day_it_came_but_not_from_a_later_one() -> None:
    assert asked(received_on=date(2026, 6, 10)).due_on == date(2026, 7, 10)
    with pytest.raises(ValueError, match="future"):
        asked(kind="amendment", received_on=date(2026, 6, 16))


def test_confirmed_mailbox_proves_the_person_whose_address_it_is_and_nobody_else() -> None:
    mine, other = patient(), patient("other@example.org")
    request = asked()
    with pytest.raises(rights.NotTheirMailbox):
        known(request, mine, KnownBy.MAILBOX)
    assert rights.confirm_mailbox(by=DESK, now=NOW, request_id=request.pk)
    assert not rights.confirm_mailbox(by=DESK, now=NOW, request_id=request.pk)
    with pytest.raises(rights.NotTheirMailbox):
        known(request, other, KnownBy.MAILBOX)
    assert known(request, mine, KnownBy.MAILBOX).person_id == mine.pk


@pytest.mark.parametrize(
    "details",
    [{"confidential_email": "safe@example.org"}, {"shares_inbox": True}, {"birth_date": date(2015, 1, 1)}],
    ids=["gave-it-up", "shares-it", "minor"],
)
def test_mailbox_that_others_may_read_proves_nobody(details: dict[str, Any]) -> None:
    person = patient(**details)
    request = asked()
    rights.confirm_mailbox(by=DESK, now=NOW, request_id=request.pk)
    with pytest.raises(rights.NotTheirMailbox):
        known(request, person, KnownBy.MAILBOX)


def test_mailbox_of_two_people_proves_neither_but_their_subscription() -> None:
    mine, _ = patient(), patient(given_name="Kim")
    request = asked()
    rights.confirm_mailbox(by=DESK, now=NOW, request_id=request.pk)
    with pytest.raises(rights.NotTheirMailbox):
        known(request, mine, KnownBy.MAILBOX)
    assert request.reply_to is not None
    assert known(request, request.reply_to, KnownBy.MAILBOX).person_id == request.reply_to_id


def test_answer_goes_to_the_address_on_file_not_to_the_one_that_was_typed() -> None:
    mine = patient("pat-on-file@example.org")
    request = known(asked(email="somebody@example.net"), mine)
    answer(request)
    assert notices(NoticeKind.RIGHTS_ANSWERED) == [mine.pk]


def test_answer_to_somebody_nobody_knows_goes_to_the_typed_address() -> None:
    request = asked()
    answer(request, "denied", ground="not-recognised", words="We found nobody.")
    assert notices(NoticeKind.RIGHTS_ANSWERED) == [request.reply_to_id]


def test_answer_that_lacks_something_leaves_everything_as_it_was() -> None:
    request = asked()
    with pytest.raises(rights_answers.NotAnswered):
        answer(request)
    request.refresh_from_db()
    assert (request.state, steps(request)) == ("received", ["received"])


def test_answered_request_is_closed_for_good() -> None:
    request = known(asked(), patient())
    answer(request)
    with pytest.raises(Closed):
        answer(request, "denied", ground="danger", words="Other words.")
    with pytest.raises(IntegrityError), transaction.atomic():
        RightsRequest.objects.filter(pk=request.pk).update(state="denied")
    assert Notice.objects.get(alert=StaffAlert.RIGHTS_ASKED).seen_at == NOW


def test_more_time_is_told_with_its_reason_and_taken_once() -> None:
    request = known(asked(), patient())
    rights_answers.extend(by=DESK, now=NOW, request_id=request.pk, to=date(2026, 8, 1), why="The film is elsewhere.")
    request.refresh_from_db()
    assert (request.extended_to, len(notices(NoticeKind.RIGHTS_ANSWERED))) == (date(2026, 8, 1), 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        RightsRequest.objects.filter(pk=request.pk).update(extended_to=date(2026, 8, 9))


def test_denied_amendment_takes_a_statement_of_disagreement_and_nothing_else_does() -> None:
    request = known(asked("amendment"), patient())
    with pytest.raises(rights_answers.NotAnswered):
        rights_answers.disagree(by=DESK, now=NOW, request_id=request.pk, words="It is wrong.")
    answer(request, "denied", ground="accurate", words="It says what was found.")
    rights_answers.disagree(by=DESK, now=NOW, request_id=request.pk, words="It is wrong.")
    assert steps(request)[-1] == "disagreed"


def test_granted_confidential_address_is_used_from_now_on() -> None:
    mine = patient()
    request = known(asked("confidential"), mine)
    with pytest.raises(rights_answers.NotAnswered):
        answer(request)
    answer(request, effect=Effect(address="quiet@example.org"))
    facts = gather_facts([mine.pk], channel="email", today=TODAY)[mine.pk]
    assert facts.uses_confidential_address


def test_granted_restriction_holds_until_it_is_ended() -> None:
    mine = patient()
    answer(known(asked("restriction"), mine), effect=Effect(covers="all-but-care"))
    found = restrictions.in_force(mine.pk)
    assert found is not None
    assert found.covers == "all-but-care"
    assert restrictions.end(by=DESK, now=NOW, person_id=mine.pk, via="staff")
    assert restrictions.in_force(mine.pk) is None
    assert not restrictions.end(by=DESK, now=NOW, person_id=mine.pk, via="staff")


def test_alert_when_an_answer_is_due_once_for_each_stage() -> None:
    request = asked()
    for today in (date(2026, 6, 16), date(2026, 7, 1), date(2026, 7, 2), date(2026, 7, 15), date(2026, 8, 1)):
        rights_clock.tell_of_due(today=today)
    told = Notice.objects.filter(alert=StaffAlert.RIGHTS_DUE, subject_id=request.pk)
    assert sorted(key.rsplit(":", 1)[1] for key in told.values_list("once_key", flat=True)) == ["-1", "0", "14"]


# --- erasure ------------------------------------------------------------------------------------------------


def _erased() -> tuple[Person, RightsRequest]:
    opt_in = opt_ins.ask(
        by=DESK, now=NOW, name="Sub", email="sub@example.org", language="en", form="f", text_version="t"
    )
    assert opt_in is not None
    opt_ins.confirm(by=DESK, now=NOW, opt_in_id=opt_in.pk)
    request = known(asked("erasure", email="sub@example.org"), opt_in.person)
    answer(request)
    Notice.objects.filter(kind=NoticeKind.RIGHTS_ANSWERED).update(handled_at=NOW, outcome="accepted")
    return opt_in.person, request


def _may_get_news(person_id: Any, at: Any = NOW) -> tuple[str, str]:
    facts = gather_facts([person_id], channel="email", today=TODAY)[person_id]
    decision = decide("newsletter", "email", Facts(facts, "newsletter", Transport(True, True)), at)
    return decision.outcome, decision.reason


def test_erasure_stops_all_mail_at_once_and_empties_the_rows_an_hour_later() -> None:
    person, request = _erased()
    assert _may_get_news(person.pk)[0] == "refused"
    assert erasure.carry_out(by=DESK, now=NOW + HOUR - timedelta(seconds=1)) == 0
    assert erasure.carry_out(by=DESK, now=NOW + HOUR) == 1
    assert erasure.carry_out(by=DESK, now=NOW + HOUR) == 0
    wiped = Person.objects.get(pk=person.pk)
    empty = {f.name: f.get_default() for f in Person._meta.concrete_fields if f.name not in {*KEPT, "updated_at"}}
    assert {name: getattr(wiped, Person._meta.get_field(name).attname) for name in empty} == empty
    request.refresh_from_db()
    assert (request.name, request.email, request.words, request.email_key) == (None, None, None, None)
    assert Erasure.objects.get().person_id == person.pk
    assert RightsStep.objects.exclude(note=None).count() == 0


def test_erasure_waits_for_its_answer_to_leave_but_not_for_ever() -> None:
    _erased()
    Notice.objects.filter(kind=NoticeKind.RIGHTS_ANSWERED).update(outcome="retry")
    assert erasure.carry_out(by=DESK, now=NOW + 24 * HOUR) == 0
    assert erasure.carry_out(by=DESK, now=NOW + 25 * HOUR) == 1


def test_erasure_is_never_granted_in_part() -> None:
    request = known(asked("erasure"), subscriber())
    with pytest.raises(rights_answers.NotAnswered, match="whole or none"):
        answer(request, "partly", ground="record-must-stay", words="We keep the address.")


def test_erased_again_counts_from_the_second_time() -> None:
    told = {"by": DESK, "address_key": b"k" * 32, "cause": "erased"}
    suppressions.suppress(**told, now=NOW)
    assert suppressions.suppress(**told, now=NOW + HOUR).since == NOW + HOUR


def test_who_came_back_with_a_record_stops_nobody_else() -> None:
    person, _ = _erased()
    erasure.carry_out(by=DESK, now=NOW + HOUR)
    Person.objects.filter(pk=person.pk).update(email_key=b"k" * 32)
    Person.objects.filter(pk=patient().pk).update(guardian=person)
    assert erasure.carry_out(by=DESK, now=NOW + 2 * HOUR) == 0
    assert Notice.objects.filter(alert=StaffAlert.RIGHTS_DUE, once_key__endswith="came-back").count() == 1


def test_old_list_imported_after_an_erasure_mails_nobody_but_a_new_yes_does() -> None:
    _erased()
    erasure.carry_out(by=DESK, now=NOW + HOUR)
    back = subscriber("sub@example.org")
    later = NOW + 2 * HOUR
    old = {"person": back, "mode": "single", "form": "list", "text_version": "t", "via": "import"}
    back.opt_ins.create(**old, asked_at=NOW - timedelta(days=90))
    assert _may_get_news(back.pk, later) == ("refused", "address-erased")
    back.opt_ins.create(**{**old, "via": "sign-up-form"}, asked_at=later)
    assert _may_get_news(back.pk, later) == ("allowed", "opted-in")


def test_erased_subscriber_does_not_silence_a_patient_with_the_same_address() -> None:
    mine = patient("sub@example.org")
    _erased()
    erasure.carry_out(by=DESK, now=NOW + HOUR)
    facts = gather_facts([mine.pk], channel="email", today=TODAY)[mine.pk]
    case = Facts(facts, "appointments", Transport(True, True))
    assert decide("treatment", "email", case, NOW + HOUR).outcome == "allowed"


def test_patient_is_never_erased() -> None:
    request = known(asked("erasure"), patient())
    with pytest.raises(erasure.NotErasable):
        answer(request)
    request.refresh_from_db()
    assert request.state == "known"
    assert Suppression.objects.count() == 0


def test_who_comes_back_with_a_restored_copy_is_emptied_again() -> None:
    person, _ = _erased()
    erasure.carry_out(by=DESK, now=NOW + HOUR)
    restored = Person.objects.get(pk=person.pk)
    restored.given_name = "Sub"
    restored.save()
    assert erasure.carry_out(by=DESK, now=NOW + 2 * HOUR) == 1
    assert Person.objects.get(pk=person.pk).given_name is None


def test_disclosure_is_recorded_whole_and_stays() -> None:
    mine = patient()
    told = {"kind": "court", "disclosed_on": TODAY, "recipient": "County court", "what": "Dates of visits"}
    with pytest.raises(ValueError, match="all three"):
        disclosures.record(by=DESK, now=NOW, person_id=mine.pk, **told, why=" ")
    row = disclosures.record(by=DESK, now=NOW, person_id=mine.pk, **told, why="Subpoena of May 2")
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(kind="police")


def test_no_word_of_a_request_stands_in_the_book() -> None:
    request = known(asked(), patient())
    rights.confirm_mailbox(by=Actor.patient(request.person_id), now=NOW, request_id=request.pk)
    lines = AuditEvent.objects.filter(fields__contains=["consent.rightsrequest.state"]).order_by("id")
    told = [(line.word, line.details["what"]) for line in lines]
    assert told == [("create", "received"), ("change", "known"), ("change", "mailbox-confirmed")]
    assert all(value not in str(line.details) for line in lines for value in ("Pat", "example.org", "All of it"))
