"""What a worker's child tells its parent of a task that failed."""

import pickle
from typing import Any

from celery import Celery
from celery.signals import task_failure

from patients.models import Person

_NO_FIELD = "nothing_like_this"
_PIPE_HOLDS = 64 * 1024  # Linux, pipe(7)


def _fail(depth: int) -> None:
    if depth:
        _fail(depth - 1)
    Person.objects.filter(**{_NO_FIELD: 1})


def test_failed_task_has_less_to_tell_than_a_pipe_holds() -> None:
    told: list[bytes] = []

    def keep(einfo: Any, **kwargs: Any) -> None:
        told.append(pickle.dumps(einfo))

    failing = Celery("failing", set_as_current=False).task(_fail)
    task_failure.connect(keep)
    try:
        failing.apply([60])
    finally:
        task_failure.disconnect(keep)
    assert len(told) == 1
    assert len(told[0]) < _PIPE_HOLDS
    assert _NO_FIELD.encode() in told[0]
