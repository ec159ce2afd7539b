"""Whatever serves, started: what each says when it refuses. In one process, one after another, because the imports of
each cost more than all the rest."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

_START_EACH = """
import json, sys
from celery.bin.celery import main

def start(what):
    if what == "pages":
        import clinic.wsgi
    else:
        sys.argv = ["celery", "-A", "clinic", what, *(["--pool", "solo"] if what == "worker" else [])]
        main()

said = {}
for what in ("worker", "beat", "pages"):
    try:
        start(what)
    except SystemExit as ended:
        said[what] = "" if isinstance(ended.code, int) else str(ended.code)
    except Exception as error:
        said[what] = f"{type(error).__name__}: {error}"
print(json.dumps(said), file=sys.__stdout__)
"""


def refusals(environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """By `worker`, `beat` and `pages`: what it ended with, before it served anybody. One that serves is waited for
    in vain (`subprocess.TimeoutExpired`)."""
    ended = subprocess.run(
        [sys.executable, "-c", _START_EACH],
        env={**environment, "REVISIT_VAR": f"{folder}", "CELERY_BROKER_URL": "filesystem://"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    found: dict[str, str] = json.loads(ended.stdout.splitlines()[-1])
    return found
