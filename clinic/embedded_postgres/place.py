"""Where the database lives: in the folder of state, or apart where the server's account cannot go."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from clinic.embedded_postgres.account import Account
from clinic.embedded_postgres.errors import EmbeddedPostgresError

OUTSIDE = (Path("/var/lib/revisit"), Path("/var/tmp"))  # noqa: S108  made by mkdtemp, nobody can take the name
LONGEST_SOCKET_FOLDER = 103 - len("/.s.PGSQL.5432")  # macOS' limit; Linux allows 107


def home_of(var: Path, account: Account) -> Path:
    """The folder of one database, made if need be: `var/postgres`, or what `var/postgres.at` names."""
    pointer, inside = var / "postgres.at", var / "postgres"
    if pointer.exists():
        home = Path(pointer.read_text().strip())
        if home.is_dir() and _belongs_to(home, var):
            return home
    if account.can_enter(var):
        inside.mkdir(mode=0o700, exist_ok=True)
        account.give(inside)
        return inside
    if inside.exists():
        raise EmbeddedPostgresError(
            f"The database in {inside} is out of reach for the user it runs as (uid {account.uid})."
            " Move the project to where other users may enter, or start as an ordinary user."
        )
    return _home_outside(var, pointer, account)


def socket_folder(home: Path, account: Account) -> Path:
    folder = home / "run"
    if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
        folder = Path("/tmp") / f"revisit-{account.uid}-{_short_name(home)}"  # noqa: S108  its owner is checked
    try:
        folder.mkdir(mode=0o700)
        account.give(folder)
    except FileExistsError:
        _insist_on_owner(folder, account)
    return folder


def _belongs_to(home: Path, var: Path) -> bool:
    """A moved project takes its database along; a copied one leaves it to the original."""
    owner_note = home / "belongs-to"
    owner = Path(owner_note.read_text().strip())
    if owner == var:
        return True
    if (owner / "postgres.at").exists():
        return False
    owner_note.write_text(f"{var}\n")
    return True


def _home_outside(var: Path, pointer: Path, account: Account) -> Path:
    for parent in OUTSIDE:
        try:
            parent.mkdir(mode=0o755, exist_ok=True)
            home = Path(tempfile.mkdtemp(prefix=f"revisit-{_short_name(var)}-", dir=parent))
        except OSError:
            continue
        account.give(home)
        if account.can_enter(home):
            (home / "belongs-to").write_text(f"{var}\n")
            pointer.write_text(f"{home}\n")
            return home
        home.rmdir()
    raise EmbeddedPostgresError(
        f"The user that PostgreSQL runs as (uid {account.uid}) can enter neither {var} nor"
        f" {' nor '.join(map(str, OUTSIDE))}. Start as an ordinary user, or set DATABASE_URL."
    )


def _insist_on_owner(folder: Path, account: Account) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or found.st_mode & 0o077:
        raise EmbeddedPostgresError(
            f"{folder} is not a private folder of uid {account.uid}. Remove it and start again."
        )


def _short_name(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]
