"""What the desk says when something was recorded is what the gate would say."""

from datetime import UTC, datetime, timedelta

import pytest

from clinic.enums import Role
from consent.enums import SuppressionCause
from consent.models import Authorization, Suppression
from consent.operations import suppressions
from tests.consent.people import DESK, drafted, patient
from tests.desk_people import house, signed_in, staff

pytestmark = pytest.mark.django_db


def test_paper_that_has_expired_is_not_said_to_count() -> None:
    house()
    now = datetime.now(UTC)
    person = patient()
    long_ago = now - timedelta(days=800)
    paper = drafted(person.pk, signed_on=long_ago.date(), now=long_ago)
    desk = signed_in(staff(Role.CLINICIAN))
    said = desk.post(f"/admin/desk/person/{person.pk}/copy/{paper.pk}/", follow=True).content.decode()
    assert ("It does not count: it has expired." in said, "counts from now on" in said) == (True, False)
    assert Authorization.objects.get().copy_given_at is not None


def test_suppression_of_somebody_erased_is_not_lifted() -> None:
    person = patient()
    assert person.email_key is not None
    now = datetime.now(UTC)
    row = suppressions.suppress(by=DESK, now=now, address_key=bytes(person.email_key), cause=SuppressionCause.ERASED)
    assert (
        suppressions.lift(by=DESK, now=now + timedelta(days=1), suppression_id=row.pk, because="works-again") is False
    )
    assert Suppression.objects.get().until is None
