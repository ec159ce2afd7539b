"""A PostgreSQL of one trial's own, which is stopped and started as often as the trial likes."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from clinic.embedded_postgres.account import server_account
from clinic.embedded_postgres.cluster import Cluster, cluster_in
from clinic.embedded_postgres.holding import running_server
from clinic.embedded_postgres.place import home_of
from clinic.embedded_postgres.postmaster import running_postmaster, stop
from journeys.trials.workers import wait_until


@dataclass(frozen=True)
class OwnServer:
    """Its state is in the folder."""

    folder: Path

    def start(self) -> None:
        running_server(self.folder, server_account())

    def stop(self) -> None:
        """Fast: sessions are ended, what they had not committed is rolled back."""
        stop(self._cluster)

    def crash(self) -> None:
        """As when the machine takes it away: it comes up again from its log."""
        if found := running_postmaster(self._cluster):
            os.kill(found.pid, signal.SIGQUIT)
        wait_until(lambda: running_postmaster(self._cluster) is None, "PostgreSQL is gone")

    @property
    def _cluster(self) -> Cluster:
        return cluster_in(home_of(self.folder, server_account()))


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """Running; gone afterwards. Tests name what lays down its files with every table in them (`TRIAL_SERVER`)."""
    with tempfile.TemporaryDirectory(prefix="revisit-server-") as made:
        folder = Path(made).resolve()
        folder.chmod(0o755)  # the server's user may not be ours
        getattr(settings, "TRIAL_SERVER", _nothing)(folder)
        found = OwnServer(folder)
        found.start()
        try:
            yield found
        finally:
            found.stop()
            shutil.rmtree(home_of(folder, server_account()), ignore_errors=True)


def _nothing(folder: Path) -> None:
    """The files are made when it starts, the tables when somebody makes them."""
