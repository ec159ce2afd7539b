"""The other end of `worker.Worker`: `python -m journeys.trials.work` reads calls, writes answers, ends with its input.

SIGTERM ends it as it ends `run.py` and the workers of the demo: by an exception, so that what is open is closed.
"""

import json
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Any


def main() -> None:
    import django

    from clinic.celery import keep_what_is_loaded  # as a worker does

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    answers, sys.stdout = sys.stdout, sys.stderr
    django.setup()
    keep_what_is_loaded()
    _say(answers, "ready")
    for line in sys.stdin:
        function, arguments = json.loads(line)
        _say(answers, _measured(function, arguments))


def _measured(function: str, arguments: dict[str, Any]) -> dict[str, Any]:
    from django.utils.module_loading import import_string

    from audit.origin import acting_from

    work = import_string(function)
    began, cpu = time.perf_counter(), time.process_time()
    with acting_from("trial"):
        value = work(**arguments)
    return {
        "value": value,
        "seconds": time.perf_counter() - began,
        "cpu_seconds": time.process_time() - cpu,
        "peak_mb": round(peak_mb(), 1),
    }


def peak_mb() -> float:
    """The most memory this process ever held. On Linux not by `getrusage`, which counts what its parent held, too."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024
    found = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return found / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _say(answers: Any, what: Any) -> None:
    answers.write(json.dumps(what) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
