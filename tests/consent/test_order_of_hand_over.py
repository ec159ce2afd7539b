"""A revocation and a hand-over order themselves: one waits for the other, and sees what it did."""

from threading import Event

from django.db import transaction

from consent.domain.facts import PersonFacts
from consent.enums import Recorded
from consent.operations import authorizations, preferences, rights, rights_answers
from consent.queries import gather_facts
from patients.models import Person
from patients.operations.people import register_person
from tests.at_once import LIMIT, elsewhere, until_somebody_waits_for_a_lock
from tests.conftest import CommittingDatabase
from tests.consent.people import DESK, NOW, TODAY, patient, signed, subscriber


def test_a_revocation_waits_for_the_hand_over_and_the_next_one_sees_it(committing_db: CommittingDatabase) -> None:
    person = patient()
    paper = signed(person.pk)
    with elsewhere() as start, transaction.atomic():
        before = gather_facts([person.pk], channel="email", today=TODAY, lock=True)[person.pk]
        start(lambda: authorizations.revoke(by=DESK, now=NOW, authorization_id=paper.pk, via=Recorded.STAFF))
        until_somebody_waits_for_a_lock()
    after = gather_facts([person.pk], channel="email", today=TODAY, lock=False)[person.pk]
    assert [one.revoked for one in before.authorizations] == [False]
    assert [one.revoked for one in after.authorizations] == [True]


def test_a_hand_over_waits_for_an_unsubscribe_across_the_wall(committing_db: CommittingDatabase) -> None:
    known, also = patient("same@example.org"), subscriber("same@example.org")

    def hand_over() -> PersonFacts:
        with transaction.atomic():
            return gather_facts([known.pk], channel="email", today=TODAY, lock=True)[known.pk]

    with elsewhere() as start, transaction.atomic():
        preferences.unsubscribe_all(by=DESK, now=NOW, person_id=also.pk, via=Recorded.ONE_CLICK)
        seen = start(hand_over)
        until_somebody_waits_for_a_lock()
    assert {choice.wanted for choice in seen.result().neighbours[0].choices} == {False}


def test_two_hand_overs_do_not_wait_for_each_other(committing_db: CommittingDatabase) -> None:
    person = patient()

    def hand_over() -> None:
        with transaction.atomic():
            gather_facts([person.pk], channel="email", today=TODAY, lock=True)

    with elsewhere() as start, transaction.atomic():
        gather_facts([person.pk], channel="email", today=TODAY, lock=True)
        start(hand_over).result(LIMIT)


def test_erasure_and_hand_over_lock_people_in_one_order(committing_db: CommittingDatabase) -> None:
    """A row with a smaller id at the same address: the other way round both would wait for ever."""
    told = {"by": DESK, "now": NOW}
    lead = register_person(**told, kind="lead", given_name="Sam", family_name="Smith", email="sam@example.org")
    mine = subscriber("sam@example.org", given_name="Sam Smith")
    assert lead.pk < mine.pk
    request = rights.receive(
        **told, kind="erasure", name="Sam", email="sam@example.org", words="All.", language="en", via="paper"
    )
    rights.recognise(**told, request_id=request.pk, person_id=mine.pk, how="document")
    waiting = Event()

    def hand_over() -> None:
        with transaction.atomic():
            Person.objects.select_for_update().get(pk=lead.pk)
            waiting.set()
            until_somebody_waits_for_a_lock()
            gather_facts([lead.pk, mine.pk], channel="email", today=TODAY, lock=True)

    with elsewhere() as start:
        start(hand_over)
        assert waiting.wait(LIMIT)
        rights_answers.answer(by=DESK, now=NOW, request_id=request.pk, outcome="granted")
    request.refresh_from_db()
    assert request.state == "granted"
