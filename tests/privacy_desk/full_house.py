"""A clinic in which every page of the privacy officer has something to show."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from audit import exporting
from audit.domain.actors import Actor
from audit.enums import AuditWord, ExportKind, Outcome
from audit.exporting import Format
from audit.ledger import record_read
from audit.models import AuditEvent, ReviewCase
from audit.origin import acting_from
from clinic.enums import GrantState, Role
from clinic.models import (
    AccessGrant,
    AccessReview,
    AccessReviewItem,
    BreakGlass,
    LeakCheck,
    LeakFinding,
    RiskAssessment,
    Staff,
    TrainingRecord,
    Vendor,
)
from clinic.operations.vendors import add_paper
from patients.models import Person
from tests.desk_people import BY, appointment, house, patient, staff

_NAMES = {
    Role.FRONT_DESK: "ivy",
    Role.CLINICIAN: "dr-lin",
    Role.MARKETER: "max",
    Role.PRIVACY_OFFICER: "olga",
    Role.ADMINISTRATOR: "adam",
}


@dataclass(frozen=True)
class FullHouse:
    staff: dict[Role, Staff]
    person: Person


def fill() -> FullHouse:
    """Needs a database to commit to: reads are written over a connection of their own."""
    house()
    people = {role: staff(role, name) for role, name in _NAMES.items()}
    one = patient("Mei", "Lin", phone="312 555 0111")
    appointment(one, timezone.now() + timedelta(hours=2))
    _reads(people, one)
    _reviews(people[Role.FRONT_DESK], one)
    _rights(people)
    _registers(people[Role.CLINICIAN])
    _export(people[Role.PRIVACY_OFFICER])
    return FullHouse(people, one)


def _reads(people: dict[Role, Staff], one: Person) -> None:
    for count, (role, member) in enumerate(people.items()):
        by = Actor.staff(member.pk, role.value)
        with acting_from("web:admin:desk-person", "10.0.0.7"):
            for number in range(count * 3 + 2):
                record_read(
                    word=AuditWord.REVEAL if number % 3 else AuditWord.LIST,
                    actor=by,
                    purpose="TREAT",
                    people=[one.pk],
                    fields=["patients.person.given_name", "patients.person.birth_date"],
                    outcome=Outcome.GRANTED if number % 5 else Outcome.DENIED,
                    details={"permission": "patients.view_person"},
                )


def _reviews(reader: Staff, one: Person) -> None:
    now = timezone.now()
    event = AuditEvent.objects.filter(actor_id=str(reader.pk)).latest("id")
    ReviewCase.objects.create(
        rule="no-appointment", staff_id=reader.pk, person_id=one.pk, day=now.date(), reads=3, first_event=event.pk,
        last_event=event.pk, first_at=now, last_at=now, opened_at=now - timedelta(days=4),
    )  # fmt: skip
    BreakGlass.objects.create(
        staff=reader, person_id=one.pk, reason="emergency", words="Unconscious, asked for allergies.", opened_at=now,
        ends_at=now + timedelta(hours=1), review_due_at=now + timedelta(hours=72),
    )  # fmt: skip


def _rights(people: dict[Role, Staff]) -> None:
    now = timezone.now()
    asked = staff(Role.FRONT_DESK, "new-one")
    AccessGrant.objects.create(
        staff=asked, role=Role.CLINICIAN, state=GrantState.ASKED, asked_at=now, asked_by=people[Role.ADMINISTRATOR]
    )
    review = AccessReview.objects.create(quarter="2026-Q4", opened_at=now, due_on=now.date() + timedelta(days=14))
    grant = AccessGrant.objects.filter(staff=people[Role.CLINICIAN]).first()
    if grant:
        AccessReviewItem.objects.create(review=review, grant=grant, reviewer=people[Role.PRIVACY_OFFICER])


def _registers(member: Staff) -> None:
    now = timezone.now()
    today = now.date()
    TrainingRecord.objects.create(staff=member, topic="Privacy", done_on=today, expires_on=today + timedelta(days=20))
    RiskAssessment.objects.create(
        title="Yearly", done_on=today, next_on=today + timedelta(days=365), done_by="olga", summary="Nothing new."
    )
    vendor = Vendor.objects.create(
        name="Post", backend="post", baa_signed_on=today, baa_ends_on=today + timedelta(days=30)
    )
    add_paper(by=BY, now=now, vendor_id=vendor.pk, name="agreement.pdf", content=b"%PDF-1.4 signed")
    check = LeakCheck.objects.create(started_at=now, finished_at=now, looked_at={"pages": 4})
    LeakFinding.objects.create(
        probe="pages", place="/subscribe/", what="A form asks for a birth date", first_seen=check, last_seen=check
    )


def _export(officer: Staff) -> None:
    paper = exporting.begin(
        by=Actor.staff(officer.pk, officer.role),
        kind=ExportKind.EVENTS_CSV,
        now=timezone.now(),
        criteria={"word": "send"},
    )
    sent = exporting.stream(paper=paper, form=Format.CSV, columns=("a",), batches=[[["b"]]])
    b"".join(sent.streaming_content)  # type: ignore[arg-type]
