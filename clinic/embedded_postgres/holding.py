"""Who uses the server. Each process holds a shared lock for life; the kernel frees it however it dies."""

import atexit
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from clinic.embedded_postgres.account import Account, server_account
from clinic.embedded_postgres.cluster import DATABASE, Cluster, cluster_in, create_cluster
from clinic.embedded_postgres.errors import EmbeddedPostgresError
from clinic.embedded_postgres.place import home_of, socket_folder
from clinic.embedded_postgres.postmaster import PORT, ensure_running, running_postmaster, stop
from clinic.embedded_postgres.programs import find_programs, programs_within_reach
from clinic.embedded_postgres.upgrading import bring_users_up_to_date


@dataclass(frozen=True)
class Server:
    """Where to connect. `host` is the folder of a Unix socket; a password is read when it is asked for."""

    host: str
    port: int
    dbname: str
    cluster: Cluster

    def __repr__(self) -> str:
        return f"Server({self.host})"

    def password_of(self, user: str) -> str:
        return self.cluster.password_of(user)

    def as_django(self, user: str) -> dict[str, object]:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": self.host,
            "PORT": self.port,
            "USER": user,
            "PASSWORD": self.password_of(user),
            "NAME": self.dbname,
        }


@dataclass(frozen=True)
class _Held:
    server: Server
    users: int  # the descriptor whose shared lock counts this process


_held: dict[Path, _Held] = {}


def hold(var: Path) -> Server:
    """Start the server of this folder unless it runs, and keep it up until this process ends.

    1. One process at a time looks, and starts what is missing.
    2. Before it lets the next one look, it counts itself as a user.
    3. Leaving, it looks again: no other user, and the server stops.

    Raises EmbeddedPostgresError. Forked and spawned children do not count as users.
    """
    var = var.resolve()
    if var not in _held:
        try:
            _held[var] = _join(var)
        except PermissionError as error:
            raise EmbeddedPostgresError(
                f"{error.filename} belongs to another user ({error.strerror}). Start as the user"
                " who started first, or set REVISIT_VAR to a folder of your own."
            ) from error
    return _held[var].server


def _join(var: Path) -> _Held:
    var.mkdir(parents=True, exist_ok=True)
    account = server_account()
    with _one_at_a_time(var):
        server = running_server(var, account)
        users = os.open(var / "postgres.users", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(users, fcntl.LOCK_SH)
    return _Held(server, users)


def running_server(var: Path, account: Account) -> Server:
    """Started, and made, where it is not there. Whoever calls this does not count as a user."""
    home = home_of(var, account)
    cluster = cluster_in(home)
    postmaster = running_postmaster(cluster)
    if postmaster is None or postmaster.status != "ready" or not postmaster.answers():
        programs = find_programs(cluster.major)
        if not account.can_execute(programs.postgres):
            programs = programs_within_reach(programs, home / "programs")
        if cluster.major is None:
            create_cluster(home, programs, account)
        postmaster = ensure_running(cluster, programs, account, socket_folder(home, account))
    bring_users_up_to_date(cluster, postmaster, account)
    return Server(str(postmaster.sockets), PORT, DATABASE, cluster)


@contextmanager
def _one_at_a_time(var: Path) -> Iterator[None]:
    descriptor = os.open(var / "postgres.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@atexit.register
def _leave() -> None:
    while _held:
        var, held = _held.popitem()
        if not var.exists():
            continue
        with _one_at_a_time(var):
            try:
                fcntl.flock(held.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                stop(held.server.cluster)
            os.close(held.users)


def _forget_in_child() -> None:
    # A child shares its parent's lock: closed here, it ends with the parent.
    while _held:
        os.close(_held.popitem()[1].users)


os.register_at_fork(after_in_child=_forget_in_child)
