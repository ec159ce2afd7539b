"""Ten kinds of snooping, each by a reader of its own, and ordinary work beside them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from audit import blind
from audit.domain.actors import Actor
from audit.domain.review_reasons import reason
from audit.enums import AuditWord, Outcome, ReviewRule
from audit.models import ReviewCase
from clinic.models import Notice, Organisation, Staff
from clinic.operations.reviews import look_through_reads
from clinic.operations.staff import change_profile
from patients.models import Appointment, Person
from patients.operations.appointments import book, cancel, move, set_status
from patients.operations.people import register_person, update_person
from patients.operations.visits import record_visit
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
    look(desk, [child, patient("Kit", "Mother")], AuditWord.SEARCH)  # a namesake, beside the one who is seen today
    look(desk, [patient("Nora", "Newman")], AuditWord.SEARCH)
    register_person(by=by, now=timezone.now(), kind="patient", given_name="Nell", family_name="Newman")
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


def _booked(by: Actor, person: Person, days: int = 1) -> Appointment:
    now = timezone.now()
    starts_at = now + timedelta(days=days)
    return book(by=by, now=now, person_id=person.pk, location_id=place().pk, starts_at=starts_at)


def _actor(member: Staff) -> Actor:
    return Actor.staff(member.pk, member.role)


def _books_before(by: Actor, caller: Person) -> None:
    _booked(by, caller)


def _books_and_cancels(by: Actor, caller: Person) -> None:
    cancel(by=by, now=timezone.now(), appointment_id=_booked(by, caller).pk)


def _pulls_near(by: Actor, caller: Person) -> None:
    far = appointment(caller, timezone.now() + timedelta(days=90))
    move(by=by, now=timezone.now(), appointment_id=far.pk, starts_at=timezone.now() + timedelta(days=2))


def _writes_down_a_visit(by: Actor, caller: Person) -> None:
    at = timezone.now()
    record_visit(by=by, now=at, person_id=caller.pk, category="check-up", started_at=at)


def _changes_a_trifle(by: Actor, caller: Person) -> None:
    update_person(by=by, now=timezone.now(), person_id=caller.pk, city="Chicago")


@pytest.mark.parametrize("is_before", [True, False])
@pytest.mark.parametrize(
    "excuse", [_books_before, _books_and_cancels, _pulls_near, _writes_down_a_visit, _changes_a_trifle]
)
def test_what_readers_do_themselves_around_a_look_does_not_explain_it(
    committing_db: object, excuse: Callable[[Actor, Person], None], is_before: bool
) -> None:
    clinic_that_never_closes()
    snoop, victim = reader("snoop"), patient("Vic", "Tim")
    if is_before:
        excuse(_actor(snoop), victim)
    look(snoop, [victim])
    if not is_before:
        excuse(_actor(snoop), victim)
    assert queue() == {("no-appointment", snoop.pk, victim.pk)}
    assert "which alone does not explain it" in reason("no-appointment", 1, ReviewCase.objects.get().facts)


def test_an_appointment_that_was_called_off_before_the_look_does_not_explain_it(committing_db: object) -> None:
    clinic_that_never_closes()
    snoop, victim = reader("snoop"), patient("Vic", "Tim")
    cancel(by=BY, now=timezone.now(), appointment_id=_booked(BY, victim).pk)
    look(snoop, [victim])
    assert queue() == {("no-appointment", snoop.pk, victim.pk)}


def test_a_booking_by_somebody_else_explains_the_look_and_so_does_calling_off_what_stood(
    committing_db: object,
) -> None:
    clinic_that_never_closes()
    desk, booker = reader("robin"), reader("booker")
    caller, canceller, newcomer = patient("Carla", "Caller"), patient("Cal", "Off"), patient("Nan", "New")
    standing = appointment(canceller, timezone.now() + timedelta(days=3))
    look(desk, [caller])
    look(desk, [canceller])
    look_through_reads(now=timezone.now())  # too early to tell
    assert ReviewCase.objects.count() == 0
    _booked(_actor(booker), caller)
    cancel(by=_actor(desk), now=timezone.now(), appointment_id=standing.pk)
    newcomer = register_person(by=_actor(desk), now=timezone.now(), kind="patient", given_name="Nan", family_name="New")
    look(desk, [newcomer])
    assert queue() == set()


def test_answering_a_review_explains_an_officers_look_and_their_own_case_does_not(committing_db: object) -> None:
    clinic_that_never_closes()
    gossip, officer, victim, other = reader("gossip"), reader("officer"), patient("Vic", "Tim"), patient("Ot", "Her")
    look(gossip, [victim])
    look(officer, [other])
    queue()
    for case in ReviewCase.objects.all():
        look(officer, [case.person_id], AuditWord.AUDIT, case=str(case.pk))
        look(officer, [case.person_id])
    assert queue() == {("no-appointment", gossip.pk, victim.pk), ("no-appointment", officer.pk, other.pk)}


def test_an_officer_who_answers_to_an_emergency_did_not_use_it(committing_db: object) -> None:
    clinic_that_never_closes()
    breaker, officer, glass = reader("breaker"), reader("officer"), seen_today(given="Gus", family="Glass")
    look(breaker, [glass], AuditWord.BREAK_GLASS, break_glass="1")
    look(officer, [glass], AuditWord.REVIEW, what="justified", break_glass="1")
    assert queue() == {("break-glass", breaker.pk, glass.pk)}


@pytest.mark.parametrize("word", [AuditWord.LIST, AuditWord.SEARCH])
def test_whoever_stands_on_a_list_of_many_was_not_looked_at(committing_db: object, word: AuditWord) -> None:
    clinic_that_never_closes()
    una = reader("una", email="una@mail.example")
    own, others = patient("Una", "Own", email="una@mail.example"), [patient(f"O{number}", "Own") for number in range(5)]
    look(una, [own, *others], word)
    assert queue() == set()


def test_a_look_up_of_few_is_judged_person_by_person(committing_db: object) -> None:
    """Somebody types a surname and reads five cards, without opening one."""
    clinic_that_never_closes()
    reader("colleague", email="nurse@maple.example")
    home = blind.address_key("7 oak st apt. 2, 60614")
    snoop = reader("snoop", email="una@mail.example", last_name="ZZYZX", address_key=home)
    own = patient("Una", "Zzyzx", email="una@mail.example")
    aunt, nurse = patient("Tante", "Zzyzx"), patient("Nina", "Urs", email="nurse@maple.example")
    neighbour, stranger = patient("Ned", "Bor", street="7 Oak Street, Apt 2"), patient("Famous", "Person")
    look(snoop, [own, aunt, nurse, neighbour, stranger], AuditWord.SEARCH)
    people = (own, aunt, nurse, neighbour, stranger)
    tied = {("own-record", own), ("same-surname", aunt), ("colleague", nurse), ("same-address", neighbour)}
    expected = tied | {("no-appointment", one) for one in people}
    assert queue() == {(rule, snoop.pk, one.pk) for rule, one in expected}


def test_a_look_up_of_one_who_is_seen_today_is_work_for_all_it_showed(committing_db: object) -> None:
    clinic_that_never_closes()
    desk = reader("robin")
    look(desk, [seen_today(given="Kim", family="Long"), patient("Kit", "Long")], AuditWord.SEARCH)
    assert queue() == set()


def test_possible_doubles_of_somebody_who_is_registered_are_work(committing_db: object) -> None:
    clinic_that_never_closes()
    desk, double, probed = reader("robin"), patient("Flat", "Mate"), patient("Pro", "Bed")
    look(desk, [probed], AuditWord.SEARCH, kinds="possible-doubles")
    assert queue() == {("no-appointment", desk.pk, probed.pk)}
    look(desk, [double], AuditWord.SEARCH, kinds="possible-doubles")
    register_person(by=_actor(desk), now=timezone.now(), kind="patient", given_name="Room", family_name="Else")
    assert queue() == {("no-appointment", desk.pk, probed.pk)}


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
