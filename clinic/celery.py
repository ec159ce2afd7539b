"""The Celery application: workers and beat start from here, and do not start with the wrong keys, nor while the
database does not guard the book."""

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, task_failure, worker_init, worker_process_init

_NOWHERE = (None, None, None, None)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")

app = Celery("revisit")
app.set_default()  # for every thread of a web process, too: what a page sends goes to our broker
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def refuse_to_start(**kwargs: Any) -> None:
    from audit.database_roles.start_up import BookNotGuarded, require_guarded_book  # needs the applications
    from audit.key_checks import WrongKey
    from audit.keys import require_right_keys

    try:
        require_guarded_book()
        require_right_keys()
    except (BookNotGuarded, WrongKey) as error:
        raise SystemExit(str(error)) from None  # any other exception is only logged by Celery


@task_failure.connect
def carry_little(einfo: Any, **kwargs: Any) -> None:
    """A child tells its parent of a failed task through a pipe that holds 64 KiB, and a parent that is ending (SIGTERM)
    reads it no more: with more to tell than that, each waits for the other until both are killed.

    Most of it is where each instruction of each frame stands in its line (billiard's `_Code`), which no log needs.
    """
    step = einfo.tb
    while step is not None:
        code = step.tb_frame.f_code
        code._co_positions = [_NOWHERE] * len(code._co_positions)  # pickled as one value and references to it
        step = step.tb_next


@worker_process_init.connect
def keep_what_is_loaded(**kwargs: Any) -> None:
    """Nothing of it will be garbage: looking it through again and again is a twentieth of what a night costs."""
    gc.collect()
    gc.freeze()
