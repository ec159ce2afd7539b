"""Many guesses of a year of birth at the same moment, before anything was counted."""

import time
from datetime import date
from functools import partial
from uuid import uuid4

import pytest

from campaigns.enums import LinkPurpose
from campaigns.models import LinkGuard
from campaigns.operations import link_guards
from consent.domain.signing import MOST_TRIES
from tests.at_once import at_once
from tests.campaigns.scenes import NOW, open_clinic, patient
from tests.conftest import CommittingDatabase

_GUESSES = 12


def test_of_a_burst_of_first_guesses_five_are_looked_at(
    committing_db: CommittingDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_clinic()
    person_id, subject_id, looked_at = patient().pk, uuid4(), []

    def look(year: int, born: int | None, today: date) -> bool:
        looked_at.append(year)
        time.sleep(0.1)
        return False

    asked = {"now": NOW, "purpose": LinkPurpose.CARE, "subject_id": subject_id, "person_id": person_id}
    monkeypatch.setattr(link_guards, "is_their_birth_year", look)
    guesses = (partial(link_guards.knows_birth_year, **asked, year=1970 + number) for number in range(_GUESSES))
    assert at_once(*guesses) == [False] * _GUESSES
    guard = LinkGuard.objects.get()
    assert (len(looked_at), guard.tries, guard.locked_at) == (MOST_TRIES, MOST_TRIES, NOW)
