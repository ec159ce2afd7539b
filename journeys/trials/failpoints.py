"""A delivery that ends itself by SIGKILL when it comes to a named point for the n-th time.

The points are laid around the product's functions from outside, in a process of their own; the product knows nothing
of them. What is wrapped is looked up by name: should a function move, the trial says so.
"""

import itertools
import os
import signal
import smtplib
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.core.mail.backends.smtp import EmailBackend
from django.db import connections

from campaigns.operations import leases, receipts, shifts
from journeys.trials.nights import deliver
from journeys.trials.smtp_server import message_id_in

Reached = Callable[[], None]
_END_OF_MAIL = b"\r\n.\r\n"
_PATIENCE = 120.0  # seconds, until the mail server has written down what it has


def deliver_until(point: str, count: int, at: str, journal: str) -> int:
    """Deliver in a child of this process, which dies at the `count`-th time that it comes to the point. How it ended:
    -9 where it came so far, 0 where it delivered everything before. `journal`: the mail server's."""
    connections.close_all()
    child = os.fork()
    if not child:
        os._exit(_deliver(point, count, at, Path(journal)))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _deliver(point: str, count: int, at: str, journal: Path) -> int:
    try:
        _POINTS[point](_dies_at(count), journal)
        deliver(at)
    except BaseException:  # told where whoever reads the trial's log finds it
        traceback.print_exc()
        return 1
    return 0


def _dies_at(count: int) -> Reached:
    """Counts over all threads."""
    times = itertools.count(1)

    def reached() -> None:
        if next(times) == count:
            os.kill(os.getpid(), signal.SIGKILL)

    return reached


def _before(where: Any, name: str) -> Callable[[Reached, Path], None]:
    def lay(reached: Reached, journal: Path) -> None:
        inner = getattr(where, name)

        def stopped(*given: Any, **more: Any) -> Any:
            reached()
            return inner(*given, **more)

        setattr(where, name, stopped)

    return lay


def _after(where: Any, name: str) -> Callable[[Reached, Path], None]:
    """When it has returned something: what it did is committed by then."""

    def lay(reached: Reached, journal: Path) -> None:
        inner = getattr(where, name)

        def stopped(*given: Any, **more: Any) -> Any:
            found = inner(*given, **more)
            if found:
                reached()
            return found

        setattr(where, name, stopped)

    return lay


def _when_the_mail_is_there(reached: Reached, journal: Path) -> None:
    """The whole mail is at the server, which has written it down; its answer is not read. The next envelope may travel
    behind it."""
    inner = smtplib.SMTP.send

    def send(self: smtplib.SMTP, said: Any) -> None:
        inner(self, said)
        if isinstance(said, bytes) and _END_OF_MAIL in said:
            _wait_for(message_id_in(said), journal)
            reached()

    smtplib.SMTP.send = send  # type: ignore[method-assign, assignment]


def _wait_for(message_id: str, journal: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while message_id not in journal.read_text():
        if time.monotonic() > until:
            raise TimeoutError("the mail server did not write down what it got")
        time.sleep(0.002)


_POINTS: Mapping[str, Callable[[Reached, Path], None]] = {
    "before-lease": _before(leases, "claim"),
    "after-lease": _after(leases, "claim"),
    "after-handing-over": _after(shifts, "prepare"),
    "after-connect": _after(EmailBackend, "open"),
    "after-data": _when_the_mail_is_there,
    "after-250": _before(receipts, "settle"),
    "after-commit": _after(receipts, "settle"),
}
