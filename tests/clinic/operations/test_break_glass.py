"""Emergency access in the database and at the door."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.domain.actors import Actor
from audit.door import AccessRefused, phi_access
from audit.enums import PurposeOfUse
from audit.models import AuditEvent
from clinic.domain.break_glass import Why
from clinic.enums import BreakGlassReason, Role, StaffAlert
from clinic.models import BreakGlass, Notice, Staff
from clinic.operations.break_glass import break_glass, call_in_overdue, end_early, review
from clinic.operations.leaving import let_go
from clinic.operations.rights import NotAllowed
from patients.models import Person
from tests.desk_people import BY, events_of, patient, staff

pytestmark = pytest.mark.django_db
WORDS = "Unconscious in the waiting room."
NOTES = ["patients.person.notes"]


def acting(member: Staff) -> Actor:
    return Actor.staff(member.pk, member.role)


def opened_by(member: Staff, person: Person, **told: Any) -> BreakGlass:
    asked = {"now": timezone.now(), "reason": BreakGlassReason.EMERGENCY, "words": WORDS} | told
    return break_glass(by=acting(member), person_id=person.pk, **asked)


def notes_of(person: Person, member: Staff, purpose: PurposeOfUse = PurposeOfUse.TREATMENT) -> str | None:
    person.refresh_from_db()
    with phi_access(actor=acting(member), purpose=purpose, people=[person.pk], fields=NOTES) as phi:
        return phi.reveal(person.notes)


@pytest.fixture
def person() -> Person:
    return patient(notes="Penicillin: no.")


def test_row_event_and_alert_are_one(person: Person) -> None:
    member, now = staff(), timezone.now()
    opened = opened_by(member, person, now=now)
    assert (opened.ends_at - now, opened.review_due_at - now) == (timedelta(minutes=60), timedelta(hours=72))
    [event] = events_of(member, "break-glass")
    assert (event.people, event.purpose, event.details["reason"], event.details["break_glass"]) == (
        [person.pk],
        "TREAT",
        "emergency",
        str(opened.pk),
    )
    [notice] = Notice.objects.filter(alert=StaffAlert.BREAK_GLASS)
    assert (notice.audience, notice.subject_id) == ("privacy-officer", opened.pk)
    assert (str(opened.words), "waiting room" in str(event.details)) == ("•••", False)


def test_row_event_and_alert_fall_together(person: Person) -> None:
    member = staff()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        opened_by(member, person)
        assert Notice.objects.filter(alert=StaffAlert.BREAK_GLASS).count() == 1
        raise ZeroDivisionError
    assert (BreakGlass.objects.count(), events_of(member, "break-glass")) == (0, [])
    assert not Notice.objects.filter(alert=StaffAlert.BREAK_GLASS).exists()


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.ADMINISTRATOR])
def test_what_the_role_does_not_see_opens_and_the_event_says_why(person: Person, role: Role) -> None:
    member = staff(role)
    with pytest.raises(AccessRefused):
        notes_of(person, member)
    opened = opened_by(member, person)
    assert notes_of(person, member) == "Penicillin: no."
    events = AuditEvent.objects.filter(actor_id=str(member.pk), word="reveal").order_by("id")
    assert [(event.outcome, event.details) for event in events] == [
        ("denied", {}),
        ("granted", {"break_glass": str(opened.pk)}),
    ]


def test_it_opens_nobody_else_nothing_else_and_for_nobody_else(person: Person) -> None:
    member, colleague, other = staff(), staff(username="colleague"), patient("Ada", notes="Hers.")
    opened_by(member, person)
    refused: list[Any] = [
        (acting(member), [other.pk], NOTES, PurposeOfUse.TREATMENT),
        (acting(member), [person.pk, other.pk], NOTES, PurposeOfUse.TREATMENT),
        (acting(member), [person.pk], NOTES, PurposeOfUse.OPERATIONS),
        (acting(member), [person.pk], NOTES, PurposeOfUse.MARKETING),
        (acting(member), [person.pk], ["clinic.breakglass.words"], PurposeOfUse.TREATMENT),
        (acting(member), [], NOTES, PurposeOfUse.TREATMENT),
        (acting(colleague), [person.pk], NOTES, PurposeOfUse.TREATMENT),
        (Actor.staff(member.pk, "marketer"), [person.pk], NOTES, PurposeOfUse.TREATMENT),
        (Actor.patient(member.pk), [person.pk], NOTES, PurposeOfUse.TREATMENT),
    ]
    for actor, people, fields, purpose in refused:
        with pytest.raises(AccessRefused), phi_access(actor=actor, purpose=purpose, people=people, fields=fields):
            pass


def test_it_ends_by_itself(person: Person) -> None:
    member = staff()
    opened_by(member, person, now=timezone.now() - timedelta(minutes=60))
    with pytest.raises(AccessRefused):
        notes_of(person, member)


def test_it_ends_by_a_click_of_the_reader(person: Person) -> None:
    member = staff()
    opened = opened_by(member, person)
    with pytest.raises(NotAllowed):
        end_early(by=acting(staff(username="colleague")), now=timezone.now(), break_glass_id=opened.pk)
    end_early(by=acting(member), now=timezone.now(), break_glass_id=opened.pk)
    with pytest.raises(AccessRefused):
        notes_of(person, member)
    assert [event.details["what"] for event in events_of(member, "break-glass")] == ["opened", "ended"]


def test_it_ends_when_the_reader_is_let_go(person: Person) -> None:
    member = staff()
    opened_by(member, person)
    let_go(by=BY, now=timezone.now(), staff_id=member.pk)
    with pytest.raises(AccessRefused):
        notes_of(person, member)


def test_opened_twice_is_opened_once(person: Person) -> None:
    member = staff()
    assert opened_by(member, person).pk == opened_by(member, person).pk
    assert (BreakGlass.objects.count(), len(events_of(member, "break-glass"))) == (1, 1)


@pytest.mark.parametrize(
    ("role", "why"),
    [
        (Role.MARKETER, Why.NOT_FOR_ROLE),
        (Role.PRIVACY_OFFICER, Why.NOT_FOR_ROLE),
        (Role.CLINICIAN, Why.ADDS_NOTHING),
    ],
)
def test_roles_without_it(person: Person, role: Role, why: Why) -> None:
    with pytest.raises(NotAllowed) as refused:
        opened_by(staff(role), person)
    assert (refused.value.why, BreakGlass.objects.count()) == (why, 0)


def test_superuser_has_none(person: Person) -> None:
    root = Staff.objects.create_superuser("root")
    with pytest.raises(NotAllowed):
        break_glass(
            by=Actor.staff(root.pk, "superuser"),
            now=timezone.now(),
            person_id=person.pk,
            reason=BreakGlassReason.EMERGENCY,
            words=WORDS,
        )


def test_who_was_let_go_meanwhile_opens_nothing(person: Person) -> None:
    member = staff()
    Staff.objects.filter(pk=member.pk).update(is_active=False)
    with pytest.raises(NotAllowed):
        opened_by(member, person)


def test_review_by_an_officer_settles_it(person: Person) -> None:
    member, officer = staff(), staff(Role.PRIVACY_OFFICER)
    opened = opened_by(member, person)
    with pytest.raises(NotAllowed) as refused:
        review(by=acting(officer), now=timezone.now(), break_glass_id=opened.pk, was_justified=True)
    assert refused.value.why == Why.STILL_OPEN
    review(by=acting(officer), now=opened.ends_at, break_glass_id=opened.pk, was_justified=False)
    opened.refresh_from_db()
    assert (opened.reviewed_by, opened.was_justified) == (officer, False)
    [event] = events_of(officer, "review")
    assert (event.people, event.details["what"]) == ([person.pk], "not-justified")
    assert not Notice.objects.filter(alert=StaffAlert.BREAK_GLASS, seen_at=None).exists()
    told = Notice.objects.filter(alert=StaffAlert.NOT_JUSTIFIED).values_list("audience", "subject_id")
    assert list(told) == [("administrator", member.pk)]
    with pytest.raises(NotAllowed) as refused:
        review(by=acting(officer), now=opened.ends_at, break_glass_id=opened.pk, was_justified=True)
    assert refused.value.why == Why.REVIEWED


def test_reader_who_became_an_officer_does_not_review_themselves(person: Person) -> None:
    member = staff()
    opened = opened_by(member, person)
    Staff.objects.filter(pk=member.pk).update(role=Role.PRIVACY_OFFICER)
    with pytest.raises(NotAllowed) as refused:
        review(by=acting(member), now=timezone.now(), break_glass_id=opened.pk, was_justified=True)
    assert refused.value.why == Why.OWN
    with pytest.raises(IntegrityError), transaction.atomic():
        BreakGlass.objects.filter(pk=opened.pk).update(reviewed_by=member)


def test_overdue_is_called_in_once_to_both_who_can_see_to_it(person: Person) -> None:
    opened = opened_by(staff(), person)
    assert call_in_overdue(now=opened.review_due_at - timedelta(seconds=1)) == 0
    for _ in range(2):
        assert call_in_overdue(now=opened.review_due_at) == 1
    told = Notice.objects.filter(alert=StaffAlert.REVIEW_OVERDUE).values_list("audience", "subject_id")
    assert sorted(told) == [("administrator", opened.pk), ("privacy-officer", opened.pk)]


def test_usual_way_asks_the_database_nothing(person: Person, django_assert_num_queries: Any) -> None:
    member, names = staff(), ["patients.person.given_name"]
    actor = acting(member)
    with (
        django_assert_num_queries(0),
        phi_access(actor=actor, purpose=PurposeOfUse.TREATMENT, people=[person.pk], fields=names),
    ):
        pass
