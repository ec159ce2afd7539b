"""The user that PostgreSQL's programs run as: oneself, but never root, which PostgreSQL refuses."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from clinic.embedded_postgres.errors import EmbeddedPostgresError

STAND_INS_FOR_ROOT = ("postgres", "nobody")
# PGDATA, PGPORT and the like of the surroundings must not steer our own server.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int
    differs_from_ours: bool

    def run(self, *command: str | Path, cwd: Path = Path("/"), stdin: str = "") -> subprocess.CompletedProcess[str]:
        switch = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.differs_from_ours else {}
        return subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env=ENVIRONMENT,
            input=stdin,
            capture_output=True,
            text=True,
            errors="replace",
            start_new_session=True,  # Ctrl-C in our terminal is not meant for the server
            **switch,  # type: ignore[call-overload]
        )

    def can_enter(self, folder: Path) -> bool:
        return self.run("/bin/sh", "-c", 'cd "$1"', "sh", folder).returncode == 0

    def can_execute(self, program: Path) -> bool:
        try:
            return self.run(program, "--version").returncode == 0
        except OSError:
            return False

    def give(self, path: Path) -> None:
        if self.differs_from_ours:
            os.chown(path, self.uid, self.gid)


def server_account() -> Account:
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), differs_from_ours=False)
    for name in STAND_INS_FOR_ROOT:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, differs_from_ours=True)
    raise EmbeddedPostgresError(
        "PostgreSQL does not run as root, and this machine has no user 'postgres' or 'nobody' to run it as."
        " Start as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own."
    )
