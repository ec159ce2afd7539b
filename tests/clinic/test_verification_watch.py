"""The officer and the administrator hear when the book did not read as sealed, or nobody read it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from audit.domain.seal_keys import text_of
from clinic.domain.privacy import State
from clinic.models import Notice
from clinic.operations.verification_watch import watch_verifications
from clinic.privacy_desk.seals import seals_in_words
from tests.audit.sealing.books import KEY, seal, tamper, write
from tests.audit.sealing.test_verifications import read


def alerts() -> list[tuple[str, str]]:
    return sorted(Notice.objects.filter(kind="staff-alert").values_list("alert", "audience"))


def both(alert: str) -> list[tuple[str, str]]:
    return [(alert, "administrator"), (alert, "privacy-officer")]


def test_readings_are_told_and_stand_on_the_desk(committing_db: object, settings: Any) -> None:
    settings.AUDIT_SEAL_PUBLIC_KEYS, settings.AUDIT_ANCHORS = [text_of(KEY.public)], []
    write(2)
    seal()
    read()
    now = timezone.now()
    watch_verifications(now=now)
    reading = seals_in_words(now).reading
    assert (alerts(), reading.state) == ([], State.GOOD)
    assert reading.words == "2 events in 1 seals are as they were sealed. 0 anchors kept outside agree."
    for _ in range(2):
        watch_verifications(now=now + timedelta(days=2, minutes=5))
    assert alerts() == both("not-verified")
    assert seals_in_words(now + timedelta(days=2, minutes=5)).reading.state == State.ACT
    tamper("UPDATE audit_event SET actor_id = 'other' WHERE id = (SELECT min(id) FROM audit_event)")
    read()
    watch_verifications(now=timezone.now())
    assert alerts() == both("not-intact") + both("not-verified")
    reading = seals_in_words(timezone.now()).reading
    assert (reading.state, reading.words.partition(": ")[0]) == (State.ACT, "Tampered with")
