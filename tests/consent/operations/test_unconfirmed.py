"""A sign-up that nobody confirmed is kept no longer than its link works."""

from datetime import datetime, timedelta

import pytest

from consent.enums import Recorded
from consent.models import OptIn
from consent.operations import opt_ins, preferences, rights, unconfirmed
from patients.models import Person
from tests.consent.people import DESK, NOW, subscriber
from tests.desk_people import house

pytestmark = pytest.mark.django_db(databases=["default"])
LATER = NOW + timedelta(days=30, seconds=1)


def _asked(email: str = "ana@example.org", now: datetime = NOW, mode: str = "double") -> OptIn:
    opt_in = opt_ins.ask(
        by=DESK, now=now, name="Ana", email=email, language="en", form="page", text_version="t1", mode=mode
    )
    assert opt_in is not None
    return opt_in


def _has_an_address(opt_in: OptIn) -> bool:
    person = Person.objects.get(pk=opt_in.person_id)
    return (person.email, person.email_key, person.given_name) != (None, None, None)


def test_sign_up_that_nobody_confirmed_is_wiped_when_its_link_is_too_old() -> None:
    opt_in = _asked()
    assert unconfirmed.wipe(by=DESK, now=NOW + timedelta(days=30)) == 0
    assert _has_an_address(opt_in)
    assert unconfirmed.wipe(by=DESK, now=LATER) == 1
    assert not _has_an_address(opt_in)
    assert unconfirmed.wipe(by=DESK, now=LATER) == 0


def test_whoever_confirmed_said_no_asked_again_or_asked_for_a_right_is_not_wiped() -> None:
    house()
    confirmed, left, again, right = (_asked(f"{name}@example.org") for name in ("yes", "no", "again", "right"))
    single = _asked("single@example.org", mode="single")
    subscriber("imported@example.org")
    opt_ins.confirm(by=DESK, now=NOW, opt_in_id=confirmed.pk)
    preferences.leave_everything(by=DESK, now=NOW, person_id=left.person_id, via=Recorded.PREFERENCE_PAGE)
    _asked("again@example.org", now=NOW + timedelta(days=29))
    rights.receive(
        by=DESK, now=NOW, kind="access", name="R", email="right@example.org", words="All.", language="en", via="paper"
    )
    assert unconfirmed.wipe(by=DESK, now=LATER) == 0
    assert all(_has_an_address(one) for one in (confirmed, left, again, right, single))
