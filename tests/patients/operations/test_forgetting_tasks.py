from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from audit.domain.actors import Actor
from audit.models import AuditEvent
from clinic.models import Notice
from patients.models import DeskTask
from patients.operations import desk_tasks, forgetting_tasks
from patients.operations.people import register_person
from patients.operations.wiping import wipe_person
from tests.desk_people import patient

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
BY = Actor.system("test")


def _asked(**told: Any) -> DeskTask:
    typed = {"contact_name": "Ana", "contact_email": "ana@example.org", "words": "a check-up"}
    return desk_tasks.ask(**{"by": BY, "now": NOW, "kind": "booking", "once_key": uuid4().hex, **typed, **told})


def _holds(task: DeskTask) -> list[bool]:
    kept = DeskTask.objects.get(pk=task.pk)
    return [value is not None for value in (kept.contact_name, kept.contact_email, kept.words)]


def test_what_strangers_typed_is_emptied_a_month_after_it_was_done() -> None:
    done, open_one, known = _asked(), _asked(), _asked(person_id=patient().pk)
    for task in (done, known):
        desk_tasks.finish(by=BY, now=NOW, task_id=task.pk, outcome="talked")
    assert forgetting_tasks.forget_strangers(by=BY, now=NOW + timedelta(days=30)) == 0
    assert [forgetting_tasks.forget_strangers(by=BY, now=NOW + timedelta(days=31)) for _ in range(2)] == [1, 0]
    assert [any(_holds(task)) for task in (done, open_one, known)] == [False, True, True]
    assert AuditEvent.objects.latest("id").details == {"what": "emptied", "tasks": 1}


def test_erasing_somebody_empties_what_they_typed_recognised_or_not() -> None:
    asker = register_person(
        by=BY, now=NOW, kind="subscriber", given_name="Ana", family_name="", email="ana@example.org"
    )
    theirs, over_the_page, others = _asked(person_id=asker.pk), _asked(), _asked()
    Notice.objects.create(
        kind="booking-received", person_id=asker.pk, subject_id=over_the_page.pk, once_key=uuid4().hex
    )
    wipe_person(by=BY, now=NOW, person_id=asker.pk)
    assert [any(_holds(task)) for task in (theirs, over_the_page, others)] == [False, False, True]
