"""The server process: is it there, bring it up, take it down."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from clinic.embedded_postgres.account import Account
from clinic.embedded_postgres.cluster import Cluster
from clinic.embedded_postgres.errors import EmbeddedPostgresError
from clinic.embedded_postgres.programs import Programs

PORT = 5432  # only part of the socket's name: nothing listens on the network
START_LIMIT_S = 60.0
STOP_LIMIT_S = 20.0
LAUNCHES = 20
POLL_S = 0.01

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "64MB",
    "huge_pages": "off",
    "max_wal_size": "512MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    # No patient's data in the server's log: no statements, no values, no errors that quote them.
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "logging_collector": "off",
}
# Safe against killed processes, not against power cuts. synchronous_commit stays on for the former.
WITHOUT_FSYNC = {"fsync": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Postmaster:
    pid: int
    sockets: Path
    status: str

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            try:
                client.connect(str(self.sockets / f".s.PGSQL.{PORT}"))
            except (FileNotFoundError, ConnectionRefusedError):
                return False
        return True


def running_postmaster(cluster: Cluster) -> Postmaster | None:
    """What postmaster.pid says, if that process is there and is this cluster's."""
    try:
        lines = (cluster.data / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None
    if not _is_alive(pid) or not _works_in(pid, cluster.data):
        return None
    sockets = Path(lines[4]) if len(lines) > 4 else cluster.folder
    return Postmaster(pid, sockets, lines[7].strip() if len(lines) > 7 else "starting")


def ensure_running(cluster: Cluster, programs: Programs, account: Account, sockets: Path) -> Postmaster:
    give_up_at = time.monotonic() + START_LIMIT_S
    launches = 0
    while time.monotonic() < give_up_at:
        postmaster = running_postmaster(cluster)
        if postmaster is None:
            if launches == LAUNCHES:
                break
            launches += 1
            _launch(cluster, programs, account, sockets)
        elif postmaster.status == "ready":
            if postmaster.answers():
                return postmaster
            stop(cluster)  # its socket's folder was moved or swept away
        time.sleep(POLL_S)
    raise EmbeddedPostgresError(
        f"PostgreSQL in {cluster.folder} did not start. {_last_words(cluster)} The log is {cluster.log}."
        " If it says that it is recovering, wait and start again; if the disk is full, make room."
    )


def stop(cluster: Cluster) -> None:
    """Fast shutdown: open transactions are rolled back, committed ones are on disk."""
    give_up_at = time.monotonic() + STOP_LIMIT_S
    if postmaster := running_postmaster(cluster):
        with contextlib.suppress(ProcessLookupError):
            os.kill(postmaster.pid, signal.SIGINT)
    while time.monotonic() < give_up_at:
        if running_postmaster(cluster) is None:
            return
        time.sleep(POLL_S)


def _launch(cluster: Cluster, programs: Programs, account: Account, sockets: Path) -> None:
    # A dead server's files would stop the next one if its number belongs to another process, or to a zombie.
    for claim in (cluster.data / "postmaster.pid", sockets / f".s.PGSQL.{PORT}.lock"):
        claim.unlink(missing_ok=True)
    settings = SETTINGS | {"unix_socket_directories": str(sockets)}
    if os.environ.get("REVISIT_PG_FSYNC") == "off":
        settings |= WITHOUT_FSYNC
    arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    # The shell leaves at once, so that the server is nobody's child and outlives whoever started it.
    script = 'log=$1; shift; umask 077; "$@" </dev/null >>"$log" 2>&1 & echo $!'
    started = account.run(
        "/bin/sh",
        "-c",
        script,
        "sh",
        cluster.log,
        programs.postgres,
        "-D",
        cluster.data,
        *arguments,
        cwd=cluster.folder,
    )
    if started.returncode != 0:
        raise EmbeddedPostgresError(f"Could not run {programs.postgres}: {started.stderr.strip()}")
    _wait_for_first_sign(int(started.stdout), cluster)


def _wait_for_first_sign(pid: int, cluster: Cluster) -> None:
    while _is_alive(pid) and running_postmaster(cluster) is None:
        time.sleep(POLL_S)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (OSError, IndexError):
        return not Path("/proc/self/stat").exists()


def _works_in(pid: int, data: Path) -> bool:
    """A server's working folder is its data folder; without /proc, being some PostgreSQL must do."""
    if not Path("/proc/self/cwd").exists():
        command = subprocess.run(["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True)
        return "postgres" in command.stdout
    try:
        return Path(f"/proc/{pid}/cwd").samefile(data)
    except OSError:
        return False


def _last_words(cluster: Cluster) -> str:
    try:
        lines = cluster.log.read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return "It wrote no log."
    return f"Its last words: {' / '.join(lines[-3:])}."
