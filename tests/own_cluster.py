"""A database server for each process of a parallel test run. Loaded before the settings (`-p` in pyproject.toml).

How far the book may be sealed is decided by all transactions of a server: tests beside each other would hold it back.
"""

import os
from pathlib import Path

if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    here = Path(os.environ.get("REVISIT_VAR") or Path(__file__).resolve().parent.parent / "var" / "test")
    os.environ["REVISIT_VAR"] = str(here / worker)
