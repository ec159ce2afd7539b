"""In the workers: threads that write events as fast or slow as they like, and a sealer that never ends."""

import time
from concurrent.futures import ThreadPoolExecutor
from random import Random

from django.db import connection, transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from audit.sealing import keys, sealer

_MOST_A_TRANSACTION = 30
_AVERAGE = (1 + _MOST_A_TRANSACTION) / 2 * 0.6  # of those begun, what stays


class _TakenBack(Exception):
    """Rolls back."""


def write(first: int, writers: int, events: int, seconds: float) -> list[str]:
    """Each writer commits exactly so many events, in about so many seconds. The marks of those committed."""
    with ThreadPoolExecutor(writers) as pool:
        each = pool.map(lambda number: _write(number, events, seconds), range(first, first + writers))
        return [mark for marks in each for mark in marks]


def _write(writer: int, events: int, seconds: float) -> list[str]:
    dice, tries = Random(writer), 0  # noqa: S311 - what to write, no secret
    committed: list[str] = []
    pause = seconds / (events / _AVERAGE)
    while len(committed) < events:
        tries += 1
        count = min(dice.randint(1, _MOST_A_TRANSACTION), events - len(committed))
        committed += _one_transaction([f"{writer}/{tries}/{number}" for number in range(count)], dice, pause)
        time.sleep(dice.uniform(0, pause))
    connection.close()
    return committed


def _one_transaction(marks: list[str], dice: Random, pause: float) -> list[str]:
    """The marks that were committed: all, those outside a savepoint taken back, or none."""
    try:
        with transaction.atomic():
            kept = [mark for part in (marks[::2], marks[1::2]) for mark in _one_savepoint(part, dice)]
            if dice.random() < 0.2:
                time.sleep(dice.uniform(0, 2 * pause))
            if dice.random() < 0.2:
                raise _TakenBack
            return kept
    except _TakenBack:
        return []


def _one_savepoint(marks: list[str], dice: Random) -> list[str]:
    try:
        with transaction.atomic():
            for mark in marks:
                record_change(word=AuditWord.CHANGE, actor=Actor.system("writer"), details={"mark": mark})
            if dice.random() < 0.2:
                raise _TakenBack
            return marks
    except _TakenBack:
        return []


def seal_without_end() -> None:
    """Until killed."""
    signing = keys.signing_keys()
    while True:
        if not sealer.seal_next(signing):
            time.sleep(0.01)


def seal_the_rest() -> None:
    while sealer.seal_next(keys.signing_keys()):
        pass
