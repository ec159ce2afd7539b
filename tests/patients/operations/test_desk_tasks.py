from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from audit.domain.actors import Actor
from audit.models import AuditEvent
from clinic.models import Notice
from patients.models import DeskTask
from patients.operations import desk_tasks
from tests.desk_people import patient

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
CLERK = Actor.staff(uuid4(), "front-desk")
WISH = {"day": "2026-06-20", "part": "morning"}


def _asked(**told: object) -> DeskTask:
    values = {"kind": "call-back", "once_key": "one", **told}
    return desk_tasks.ask(by=Actor.system("test"), now=NOW, **values)  # type: ignore[arg-type]


def _alerts() -> list[tuple[str, bool]]:
    """Each with whether it still waits."""
    return [(notice.alert, notice.seen_at is None) for notice in Notice.objects.order_by("created_at")]


def test_a_task_is_told_to_the_front_desk_once() -> None:
    first = _asked(person_id=patient().pk, preferred=[WISH])
    again = _asked(kind="booking")
    assert (again.pk, again.kind, again.preferred) == (first.pk, "call-back", [WISH])
    assert _alerts() == [("call-asked", True)]
    event = AuditEvent.objects.latest("id")
    assert (event.word, event.fields, event.people) == ("create", ["patients.desktask"], [first.person_id])


def test_a_reply_needs_no_alert() -> None:
    _asked(kind="reply")
    assert _alerts() == []


@pytest.mark.parametrize(
    ("outcome", "state"), [("booked", "completed"), ("not-reached", "completed"), ("not-needed", "cancelled")]
)
def test_finishing_says_what_came_of_it_and_settles_the_alert(outcome: str, state: str) -> None:
    task = _asked()
    desk_tasks.take(by=CLERK, now=NOW, task_id=task.pk)
    desk_tasks.finish(by=CLERK, now=LATER, task_id=task.pk, outcome=outcome)
    kept = DeskTask.objects.get(pk=task.pk)
    assert (kept.state, kept.outcome, kept.taken_by, kept.ended_by, kept.ended_at) == (
        state, outcome, CLERK.id, CLERK.id, LATER,
    )  # fmt: skip
    assert _alerts() == [("call-asked", False)]


def test_what_is_done_is_taken_by_nobody() -> None:
    task = _asked()
    desk_tasks.finish(by=CLERK, now=NOW, task_id=task.pk, outcome="talked")
    for again in (desk_tasks.take, desk_tasks.put_back):
        with pytest.raises(desk_tasks.TaskEnded):
            again(by=CLERK, now=LATER, task_id=task.pk)
    assert DeskTask.objects.get().state == "completed"


def test_put_back_leaves_it_for_others() -> None:
    task = _asked()
    desk_tasks.take(by=CLERK, now=NOW, task_id=task.pk)
    desk_tasks.put_back(by=CLERK, now=LATER, task_id=task.pk)
    assert DeskTask.objects.values_list("state", "taken_by", "taken_at").get() == ("requested", "", None)


def test_what_a_stranger_wrote_is_sealed_until_they_are_recognised_and_after() -> None:
    task = _asked(contact_name="Ana Li", contact_email="ana@example.org", words="a check-up")
    found = patient(email="ana@example.org")
    desk_tasks.recognise(by=CLERK, now=LATER, task_id=task.pk, person_id=found.pk)
    kept = DeskTask.objects.get()
    assert kept.person_id == found.pk
    assert "Ana" not in f"{kept.contact_name}{kept.contact_email}{kept.words}"


def test_an_open_task_is_found_by_what_it_is_about() -> None:
    person = patient()
    task = _asked(kind="booking", person_id=person.pk)
    assert desk_tasks.open_task(person.pk, task.kind) == task
    assert desk_tasks.open_task(person.pk, task.kind, uuid4()) is None
    desk_tasks.finish(by=CLERK, now=LATER, task_id=task.pk, outcome="booked")
    assert desk_tasks.open_task(person.pk, task.kind) is None
