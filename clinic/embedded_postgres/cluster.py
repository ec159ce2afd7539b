"""One database cluster on disk. It appears whole, with its passwords, or not at all."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clinic.embedded_postgres.account import Account
from clinic.embedded_postgres.errors import EmbeddedPostgresError
from clinic.embedded_postgres.programs import Programs
from clinic.embedded_postgres.users import OWNER, PASSWORD_FILES, SUPERUSER, role_statements, schema_statements

DATABASE = "revisit"


@dataclass(frozen=True)
class Cluster:
    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    def password_of(self, user: str) -> str:
        return (self.folder / PASSWORD_FILES[user]).read_text().strip()

    @property
    def users_note(self) -> Path:
        """There once all users are made; clusters made before there were four have none."""
        return self.folder / "users.txt"

    @property
    def major(self) -> int | None:
        try:
            return int((self.data / "PG_VERSION").read_text())
        except FileNotFoundError:
            return None


def cluster_in(home: Path) -> Cluster:
    return Cluster(home / "cluster")


def create_cluster(home: Path, programs: Programs, account: Account) -> None:
    for leftover in home.glob("cluster.*"):
        shutil.rmtree(leftover, ignore_errors=True)
    unfinished = Cluster(Path(tempfile.mkdtemp(prefix="cluster.", dir=home)))
    account.give(unfinished.folder)
    passwords = write_missing_passwords(unfinished, account)
    _run(account, *_initdb(programs, unfinished), cwd=unfinished.folder)
    _run(account, *_single_user(programs, unfinished), cwd=unfinished.folder, stdin=_first_statements(passwords))
    note_users(unfinished, account)
    unfinished.folder.rename(cluster_in(home).folder)


def write_missing_passwords(cluster: Cluster, account: Account) -> dict[str, str]:
    for file in PASSWORD_FILES.values():
        if not (cluster.folder / file).exists():
            _write_secret(cluster.folder / file, account)
    return {user: cluster.password_of(user) for user in PASSWORD_FILES}


def note_users(cluster: Cluster, account: Account) -> None:
    cluster.users_note.touch(mode=0o600)
    account.give(cluster.users_note)


def _initdb(programs: Programs, cluster: Cluster) -> list[str | Path]:
    locale = ["--locale=C"]
    if programs.major >= 17:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    sync = ["--no-sync"] if os.environ.get("REVISIT_PG_FSYNC") == "off" else []
    return [
        programs.initdb,
        f"--pgdata={cluster.data}",
        f"--username={SUPERUSER}",
        f"--pwfile={cluster.folder / PASSWORD_FILES[SUPERUSER]}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        *locale,
        *sync,
    ]


def _single_user(programs: Programs, cluster: Cluster) -> list[str | Path]:
    settings = ["exit_on_error=on", "log_min_error_statement=panic"]
    return [
        programs.postgres,
        "--single",
        "-D",
        cluster.data,
        *(f"--{setting}" for setting in settings),
        "template1",
    ]


def _first_statements(passwords: Mapping[str, str]) -> str:
    # No superuser among them: what the application may not do to its own audit trail, PostgreSQL can then refuse.
    last = f"CREATE DATABASE {DATABASE} OWNER {OWNER}"
    return "".join(f"{line}\n" for line in (*role_statements(passwords), *schema_statements(), last))


def _write_secret(path: Path, account: Account) -> None:
    secret = secrets.token_urlsafe(32)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{secret}\n")
        file.flush()
        os.fsync(descriptor)
    account.give(path)


def _run(account: Account, *command: str | Path, cwd: Path, stdin: str = "") -> None:
    done = account.run(*command, cwd=cwd, stdin=stdin)
    if done.returncode != 0:
        raise EmbeddedPostgresError(
            f"{command[0]} could not make a database in {cwd.parent} (exit {done.returncode}):"
            f" {done.stderr.strip()[-800:] or 'no message'}. Mend that and start again; nothing was kept."
        )
