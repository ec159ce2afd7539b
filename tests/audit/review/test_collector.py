"""New events are looked at once, whatever is cut, started twice or caught up."""

from datetime import timedelta
from html import unescape
from threading import Event

import pytest
from django.db import transaction
from django.utils import timezone

from audit.domain.actors import Actor
from audit.domain.review_reasons import reason
from audit.enums import AuditWord, Outcome
from audit.ledger import record_change
from audit.models import AuditEvent, Epoch, ReviewCase, ReviewMark
from audit.review import collector
from audit.review.signing_off import sign_off
from clinic.enums import Role
from clinic.models import Staff
from clinic.operations.reviews import look_through_reads
from tests.at_once import LIMIT, at_once, elsewhere
from tests.audit.review.looks import clinic_that_never_closes, later, look, queue, reader
from tests.database_roles import working_as_owner
from tests.desk_people import patient, signed_in, staff


def _reads() -> list[int]:
    return list(ReviewCase.objects.order_by("pk").values_list("reads", flat=True))


def test_the_same_events_are_counted_once(committing_db: object) -> None:
    clinic_that_never_closes()
    gossip, stranger = reader("gossip"), patient()
    look(gossip, [stranger])
    assert (look_through_reads(now=later()), look_through_reads(now=later()), _reads()) == (1, 0, [1])
    look(gossip, [stranger])
    assert (look_through_reads(now=later()), _reads()) == (0, [2])


def test_batches_of_any_size_find_the_same(committing_db: object, monkeypatch: pytest.MonkeyPatch) -> None:
    clinic_that_never_closes()
    monkeypatch.setattr(collector, "EVENTS_PER_BATCH", 2)
    gossip, stranger, rattler = reader("gossip"), patient(), reader("rattler")
    for _ in range(5):
        look(gossip, [stranger])
        look(rattler, [], outcome=Outcome.DENIED)
    assert queue() == {("no-appointment", gossip.pk, stranger.pk), ("denied-burst", rattler.pk, None)}
    assert _reads() == [5, 5]


def test_an_event_committed_late_is_not_missed(committing_db: object) -> None:
    """A transaction that began before others and ends after the rules have passed."""
    clinic_that_never_closes()
    gossip, stranger, other = reader("gossip"), patient(), patient("Otto")
    began, may_end = Event(), Event()

    def slow() -> None:
        with transaction.atomic():
            _reveal(gossip.pk, stranger.pk)
            began.set()
            assert may_end.wait(LIMIT)

    with elsewhere() as start:
        start(slow)
        assert began.wait(LIMIT)
        look(gossip, [other])
        assert queue() == set()
        may_end.set()
    assert queue() == {("no-appointment", gossip.pk, stranger.pk), ("no-appointment", gossip.pk, other.pk)}


def test_two_at_once_count_once(committing_db: object) -> None:
    clinic_that_never_closes()
    gossip, stranger = reader("gossip"), patient()
    for _ in range(20):
        look(gossip, [stranger])

    at_once(*[lambda: look_through_reads(now=later())] * 4)
    look_through_reads(now=later())
    assert _reads() == [20]


def test_events_of_a_life_that_is_over_are_still_looked_at(committing_db: object) -> None:
    """A backup was restored before the rules had seen everything: transaction ids begin anew."""
    clinic_that_never_closes()
    gossip, stranger = reader("gossip"), patient()
    look(gossip, [stranger])
    with working_as_owner():
        Epoch.objects.create(id="00000000-0000-7000-8000-000000000001", opened_at=timezone.now() + timedelta(seconds=1))
    look(gossip, [stranger])
    assert AuditEvent.objects.filter(word="reveal").values("epoch").distinct().count() == 2
    queue()
    assert (_reads(), ReviewMark.objects.count()) == ([2], 2)


def _reveal(staff_id: object, person_id: object) -> None:
    record_change(
        word=AuditWord.REVEAL,
        actor=Actor.staff(staff_id, "front-desk"),  # type: ignore[arg-type]
        people=[person_id],  # type: ignore[list-item]
        fields=["patients.person.family_name"],
    )


def _signed_off(reads: int) -> ReviewCase:
    [case] = ReviewCase.objects.all()
    assert case.reads == reads
    officer = staff(Role.PRIVACY_OFFICER)
    answer = {"verdict": "explained", "note": "A call about the bill."}
    sign_off(by=Actor.staff(officer.pk, officer.role), now=timezone.now(), case_ids=[case.pk], **answer)
    case.refresh_from_db()
    return case


def test_new_reads_open_a_signed_off_case_again_and_say_so(committing_db: object) -> None:
    clinic_that_never_closes()
    gossip, stranger = reader("gossip"), patient()
    look(gossip, [stranger])
    queue()
    signed_off = _signed_off(1)
    assert (look_through_reads(now=later()), signed_off.verdict) == (0, "explained")
    look(gossip, [stranger])
    assert look_through_reads(now=later()) == 1
    case = ReviewCase.objects.get()
    assert (case.pk, case.verdict, case.decided_by, case.decided_at, case.reads) == (signed_off.pk, "", None, None, 2)
    assert case.facts["signed_off_at"] == 1
    client = signed_in(Staff.objects.get(role=Role.PRIVACY_OFFICER))
    page = client.get(f"/admin/audit/reviewcase/{case.pk}/change/").content.decode()
    assert "Noted before: A call about the bill." in page
    assert reason(case.rule, case.reads, case.facts) in unescape(page)
    answer = {"verdict": "inappropriate", "note": "Asked again: no reason."}
    assert client.post(f"/admin/audit/reviewcase/{case.pk}/change/", answer).status_code == 302
    case.refresh_from_db()
    assert (case.verdict, case.decided_at is not None) == ("inappropriate", True)


def test_one_refused_try_more_does_not_open_a_signed_off_burst_and_twice_as_many_do(committing_db: object) -> None:
    clinic_that_never_closes()
    rattler = reader("rattler")
    for _ in range(5):
        look(rattler, [], outcome=Outcome.DENIED)
    queue()
    _signed_off(5)
    for news in (0, 0, 0, 0, 1):
        look(rattler, [], outcome=Outcome.DENIED)
        assert look_through_reads(now=later()) == news
    case = ReviewCase.objects.get()
    assert (case.decided_at, case.reads, case.facts["signed_off_at"]) == (None, 10, 5)
