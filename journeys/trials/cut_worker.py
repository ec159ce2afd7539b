"""Celery's application for a worker that dies when a task has done and committed all its work, before the broker hears
of it: `celery -A journeys.trials.cut_worker worker`. Once for each time that the file TRIAL_CUT is there. The file
beside it, `….done`, gets a line for each time that a task has been done."""

import os
import signal
from pathlib import Path
from typing import Any

from celery.signals import task_postrun

from clinic.celery import app

__all__ = ["app"]


@task_postrun.connect(weak=False)
def die_before_the_acknowledgement(**kwargs: Any) -> None:
    armed = Path(os.environ["TRIAL_CUT"])
    is_to_die = armed.exists()
    armed.unlink(missing_ok=True)
    with armed.with_suffix(".done").open("a") as done:
        done.write("done\n")
    if is_to_die:
        os.kill(os.getpid(), signal.SIGKILL)
