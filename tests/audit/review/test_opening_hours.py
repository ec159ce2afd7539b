"""Reads outside the opening hours, which may cross midnight. The book keeps its own time: the clinic is moved."""

from datetime import UTC
from uuid import uuid4

from django.utils import timezone

from audit.enums import AuditWord
from audit.models import ReviewCase
from clinic.models import Organisation
from clinic.operations.reviews import look_through_reads
from tests.audit.review.looks import clinic_that_never_closes, later, look, reader

#: The hour at the clinic, its opening hours, and whether that is outside. An hour more or less changes no answer.
CASES = [
    (23, "22:00", "02:00", False),
    (0, "22:00", "02:00", False),
    (20, "22:00", "02:00", True),
    (4, "22:00", "02:00", True),
    (12, "22:00", "02:00", True),
    (12, "20:00", "16:00", False),
    (18, "21:00", "15:00", True),
    (2, "22:00", "00:00", True),
    (22, "18:00", "00:00", False),
    (12, "09:00", "17:00", False),
    (1, "09:00", "17:00", True),
    (3, "05:00", "05:00", False),
]


def _zone_where_it_is(hour: int) -> str:
    """Etc/GMT+5 is five hours behind UTC."""
    behind = (timezone.now().astimezone(UTC).hour - hour + 12) % 24 - 12
    return f"Etc/GMT{behind:+d}"


def test_reads_while_the_clinic_is_closed_are_cases_however_its_day_lies(committing_db: object) -> None:
    clinic_that_never_closes()
    found = []
    for number, (hour, opens, closes, _) in enumerate(CASES):
        Organisation.objects.update(time_zone=_zone_where_it_is(hour), opens_at=opens, closes_at=closes)
        owl = reader(f"owl-{number}")
        look(owl, [uuid4()], AuditWord.LIST)
        look_through_reads(now=later())
        cases = ReviewCase.objects.filter(staff_id=owl.pk, rule="after-hours")
        found.append((hour, opens, closes, cases.exists()))
        assert [(case.facts["opens"], case.facts["closes"]) for case in cases] == [(opens, closes)] * len(cases)
    assert found == CASES
