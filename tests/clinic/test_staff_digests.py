"""What review rules compare records with: also what a colleague's name, home and mail address were until lately."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit import blind
from clinic.enums import Role
from clinic.models import FormerDigest, Staff
from clinic.operations.staff import change_profile
from clinic.staff_digests import forget_former, staff_digests
from tests.desk_people import BY, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def ivy() -> Staff:
    made = staff(Role.CLINICIAN, "ivy")
    change_profile(by=BY, staff_id=made.pk, last_name="Zzyzx", home_address="7 Oak St", email="ivy@maple.example")
    return made


def digests_of(kind: str) -> set[bytes]:
    return {bytes(one.digest) for one in staff_digests() if one.kind == kind}


def test_first_name_home_and_address_leave_nothing_behind(ivy: Staff) -> None:
    assert FormerDigest.objects.count() == 0


def test_former_ones_count_beside_the_new(ivy: Staff) -> None:
    change_profile(by=BY, staff_id=ivy.pk, last_name="Lin", home_address="9 Elm St", email="lin@maple.example")
    assert digests_of("family") == {blind.family_key("Zzyzx"), blind.family_key("Lin")}
    assert digests_of("home") == {blind.address_key("7 Oak St"), blind.address_key("9 Elm St")}
    assert digests_of("email") == {blind.email_key("ivy@maple.example"), blind.email_key("lin@maple.example")}


def test_other_changes_keep_nothing(ivy: Staff) -> None:
    change_profile(by=BY, staff_id=ivy.pk, first_name="Ivy", last_name="Zzyzx")
    assert FormerDigest.objects.count() == 0


def test_forgotten_after_ninety_days(ivy: Staff) -> None:
    change_profile(by=BY, staff_id=ivy.pk, last_name="Lin")
    forget_former(timezone.now() + timedelta(days=89))
    assert blind.family_key("Zzyzx") in digests_of("family")
    forget_former(timezone.now() + timedelta(days=91))
    assert digests_of("family") == {blind.family_key("Lin")}
