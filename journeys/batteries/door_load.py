"""In the worker: threads that open the door as fast as they can, and write down what they saw."""

import time
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

from django.db import connection

from audit.door import phi_access
from audit.door_connection import DoorClosed, close_here
from audit.enums import PurposeOfUse
from journeys.trials.house import BY
from patients.models import Person

_NAME = "patients.person.given_name"


def open_and_shut(threads: int, stop: str, first: int) -> dict[str, Any]:
    """Until the file `stop` is there. Attempts are numbered from `first`, and the number stands in the event.

    `reveals`: (attempt, person, when by the wall clock); `refused`: attempts that saw nothing.
    """
    connection.close()  # whoever ended sessions may have ended this one
    people, numbers = list(Person.objects.only("id", "given_name")), count(first)
    reveals: list[tuple[int, str, float]] = []
    refused: list[int] = []

    def work() -> None:
        while not Path(stop).exists():
            attempt = next(numbers)
            try:
                _look(people[attempt % len(people)], attempt)
            except DoorClosed:
                refused.append(attempt)
            else:
                reveals.append((attempt, str(people[attempt % len(people)].pk), time.time()))
        close_here()

    working = [Thread(target=work) for _ in range(threads)]
    for thread in working:
        thread.start()
    for thread in working:
        thread.join()
    return {"reveals": reveals, "refused": len(refused)}


def _look(person: Person, attempt: int) -> None:
    with phi_access(
        actor=BY, purpose=PurposeOfUse.OPERATIONS, people=[person.pk], fields=[_NAME], details={"attempt": attempt}
    ) as phi:
        if not phi.reveal(person.given_name):
            raise AssertionError("everybody in this trial has a name")
