"""Ten kinds of snooping, each by a reader of its own, and ordinary work beside them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit import blind
from audit.domain.actors import Actor
from audit.enums import AuditWord, Outcome, ReviewRule
from audit.models import ReviewCase
from clinic.models import Notice, Organisation, Staff
from clinic.operations.reviews import look_through_reads
from clinic.operations.staff import change_profile
from patients.models import Person
from patients.operations.appointments import book, set_status
from tests.audit.review.looks import clinic_that_never_closes, look, queue, reader, seen_today
from tests.desk_people import BY, appointment, patient, place

Expected = set[tuple[str, object, object]]


def _snoop() -> Expected:
    """Everybody but the one without an appointment is seen today: no other rule has a reason."""
    reader("colleague", email="nurse@maple.example")
    found: Expected = set()

    own = seen_today(given="Una", family="Own", email="Una.Own@mail.example")
    one = reader("una", email="una.own@mail.example")
    look(one, [own])
    found.add(("own-record", one.pk, own.pk))

    aunt = patient("Tante", "Zzyzx")
    one = reader("zz", last_name="ZZYZX")
    look(one, [aunt])
    found |= {("same-surname", one.pk, aunt.pk), ("no-appointment", one.pk, aunt.pk)}

    neighbour = seen_today(given="Ned", family="Bor", street="7 Oak Street, Apt 2")
    one = reader("oak", address_key=blind.address_key("7 oak st apt. 2, 60614"), last_name="Else")
    look(one, [neighbour])
    found.add(("same-address", one.pk, neighbour.pk))

    nurse = seen_today(given="Nina", family="Urs", email="nurse@maple.example")
    one = reader("curious")
    look(one, [nurse])
    found.add(("colleague", one.pk, nurse.pk))

    stranger = patient("Famous", "Person")
    one = reader("gossip")
    look(one, [stranger])
    found.add(("no-appointment", one.pk, stranger.pk))

    one = reader("hoarder")
    for number in range(31):
        look(one, [seen_today(given=f"P{number}", family="Bulk")])
    found.add(("bulk", one.pk, None))

    one = reader("rattler")
    for _ in range(5):
        look(one, [], outcome=Outcome.DENIED)
    found.add(("denied-burst", one.pk, None))

    one = reader("taker")
    look(one, [], AuditWord.EXPORT, export="1", what="begun")
    look(one, [], AuditWord.EXPORT, export="1", what="finished")
    found.add(("export", one.pk, None))

    glass = seen_today(given="Gus", family="Glass")
    one = reader("breaker")
    look(one, [glass], AuditWord.BREAK_GLASS)
    look(one, [glass], break_glass="11111111-1111-7111-8111-111111111111")
    found.add(("break-glass", one.pk, glass.pk))
    return found


def _close_the_clinic() -> None:
    """Open for an hour, six hours from now."""
    opens = timezone.localtime(timezone.now() + timedelta(hours=6), timezone.get_fixed_timezone(0))
    Organisation.objects.update(time_zone="UTC", opens_at=opens.time(), closes_at=(opens + timedelta(hours=1)).time())


def _ordinary_work() -> tuple[Staff, Person]:
    """A day page, twenty check-ins, calls that end in a booking, look-ups that find many, a guardian's child."""
    desk = reader("robin", last_name="Lin", email="robin@maple.example")
    by = Actor.staff(desk.pk, desk.role)
    today = [seen_today(given=f"T{number}", family="Day") for number in range(20)]
    look(desk, today, AuditWord.LIST)
    for person in today:
        coming = person.appointments.get()
        set_status(by=by, now=coming.starts_at, appointment_id=coming.pk, status="arrived")
        look(desk, [person])
    caller = patient("Carla", "Caller")
    look(desk, [caller], AuditWord.SEARCH)
    look(desk, [caller])
    appointment(caller, timezone.now() + timedelta(days=60))  # booked, by somebody else
    mother = patient("Mona", "Mother")
    child = seen_today(given="Kim", family="Mother", guardian_id=mother.pk)
    look(desk, [child, mother])
    strangers = [patient(f"S{number}", "Lin") for number in range(25)]
    look(desk, strangers, AuditWord.SEARCH)
    look(desk, strangers, AuditWord.LIST)
    return desk, caller


def test_ten_kinds_of_snooping_are_in_the_queue_and_nothing_else(committing_db: object) -> None:
    clinic_that_never_closes()
    expected = _snoop()
    assert queue() == expected
    _close_the_clinic()
    owl = reader("owl")
    look(owl, [seen_today(given="Ola", family="Late")], AuditWord.LIST)
    expected.add(("after-hours", owl.pk, None))
    assert queue() == expected
    assert {rule for rule, _, _ in expected} == set(ReviewRule.values)
    assert Notice.objects.filter(alert="review-waiting").count() == 1


def test_of_a_day_of_ordinary_work_a_call_that_ends_without_a_booking_is_asked_about(committing_db: object) -> None:
    clinic_that_never_closes()
    desk, caller = _ordinary_work()
    assert queue() == {("no-appointment", desk.pk, caller.pk)}


def test_a_booking_by_the_reader_within_the_hour_explains_the_look(committing_db: object) -> None:
    clinic_that_never_closes()
    desk, caller = reader("robin"), patient("Carla", "Caller")
    look(desk, [caller])
    look_through_reads(now=timezone.now())  # too early to tell
    assert ReviewCase.objects.count() == 0
    book(
        by=Actor.staff(desk.pk, desk.role),
        now=timezone.now(),
        person_id=caller.pk,
        location_id=place().pk,
        starts_at=timezone.now() + timedelta(days=60),
    )
    assert queue() == set()


@pytest.mark.parametrize("word", [AuditWord.LIST, AuditWord.SEARCH])
def test_whoever_stands_on_a_list_of_many_was_not_opened(committing_db: object, word: AuditWord) -> None:
    clinic_that_never_closes()
    una = reader("una", email="una@mail.example")
    own, other = patient("Una", "Own", email="una@mail.example"), patient("Other", "One")
    look(una, [own, other], word)
    assert queue() == set()


def test_a_surname_that_many_bear_tells_nothing(committing_db: object) -> None:
    clinic_that_never_closes()
    chen = reader("chen", last_name="Chen")
    people = [patient(f"P{number}", "Chen") for number in range(11)]
    look(chen, people[:1])
    assert queue() == {("no-appointment", chen.pk, people[0].pk)}


def test_new_surname_hides_no_look_at_the_former_family(committing_db: object) -> None:
    clinic_that_never_closes()
    one = reader("zz", last_name="Zzyzx")
    aunt = patient("Ada", "Zzyzx")
    change_profile(by=BY, staff_id=one.pk, last_name="Lin")
    look(one, [aunt])
    assert ("same-surname", one.pk, aunt.pk) in queue()
