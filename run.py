#!/usr/bin/env python3
"""The one way in. Makes the environment from the lock, brings the database up to date, hands over.

    python3 run.py demo [--port N] [--no-serve]   the whole system on this machine
    python3 run.py test [pytest arguments]        every check, or only the tests named
    python3 run.py manage ARGUMENTS               manage.py in that environment
    python3 run.py bench [NAME] [--json]          measurements
    python3 run.py prove [NAME] [--quick]         the long batteries
    python3 run.py prove delivery --only FAULT    one fault alone

Standard library only: this file runs before anything is installed, and says so where it cannot.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    raise SystemExit("Revisit runs on Linux and macOS. On Windows, start it inside WSL.")

import fcntl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.txt"
VERSIONS = ((3, 13), (3, 12), (3, 11))
PIP = ["-m", "pip", "--quiet", "--disable-pip-version-check"]
LOCK_FOR = {"demo": "run", "manage": "run", "test": "dev", "bench": "dev", "prove": "dev"}
HELP = ("-h", "--help", "help")
# They work on the code, not on the tables, or make the tables themselves.
NEED_NO_TABLES = {"check", "help", "makemessages", "compilemessages", "makemigrations", "migrate", "restore"}


def main(arguments: list[str]) -> int:
    if sys.version_info[:2] not in VERSIONS:
        return start_with_fitting_python(arguments)
    command = arguments[0] if arguments else ""
    if command not in LOCK_FOR:
        if command and command not in HELP:
            say(f"There is no command {command!r}.")
        print(__doc__)
        return 0 if command in HELP else 2
    install(LOCK_FOR[command])
    if Path(sys.prefix).resolve() != VENV:
        os.execv(PYTHON, [str(PYTHON), str(ROOT / "run.py"), *arguments])
    if command == "test":
        return run_tests(arguments[1:])
    return run_manage(arguments[1:] if command == "manage" else arguments)


def start_with_fitting_python(arguments: list[str]) -> int:
    for major, minor in VERSIONS:
        found = shutil.which(f"python{major}.{minor}")
        if found:
            os.execv(found, [found, __file__, *arguments])
    say(f"Revisit needs Python 3.11, 3.12 or 3.13. This is {sys.version.split()[0]}, and PATH has no other.")
    return 2


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextmanager
def locked(path: Path, while_waiting: str) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(while_waiting)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


# --- the environment ---------------------------------------------------------------------------------------


def install(lock: str) -> None:
    """Bring .venv to the lock. The stamp is written last: without one, .venv is half made and made again."""
    if is_installed(lock):
        return
    end_cleanly_on_sigterm()  # so that pip is stopped, too
    with locked(ROOT, "Another command is installing; waiting for it.") as descriptor:
        if not is_installed(lock):
            make_environment(descriptor)
            STAMP.unlink(missing_ok=True)
            say(f"Installing the packages of requirements/{lock}.txt into .venv (once; about a minute).")
            packages = ["install", "--no-compile", "--require-hashes", "-r", str(lock_file(lock))]
            run_installer([str(PYTHON), *PIP, *packages], descriptor)
            compile_packages(descriptor)
            STAMP.write_text(stamp(lock))


def end_cleanly_on_sigterm() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def make_environment(descriptor: int) -> None:
    if (STAMP.exists() and PYTHON.exists()) or Path(sys.prefix).resolve() == VENV:
        return
    say(f"Making the environment .venv with Python {sys.version.split()[0]}.")
    run_installer([sys.executable, "-m", "venv", "--clear", str(VENV)], descriptor)


def run_installer(command: list[str], descriptor: int) -> None:
    # The child shares the lock: if this process alone is killed, nobody starts before the child is done.
    done = subprocess.run(command, stdout=sys.stderr, pass_fds=(descriptor,))
    if done.returncode != 0:
        say(f"Could not install; the reason is above. The command was: {' '.join(command)}")
        say("Network trouble: try again. No module ensurepip: install your system's python3-venv package.")
        sys.exit(1)


def compile_packages(descriptor: int) -> None:
    """On all cores, where pip would use one. A file that does not compile is not one that we import."""
    compile_all = [str(PYTHON), "-m", "compileall", "-qq", "-j", "0", "-x", "/pip/", str(VENV / "lib")]
    subprocess.run(compile_all, stdout=subprocess.DEVNULL, pass_fds=(descriptor,))


def is_installed(lock: str) -> bool:
    """The dev lock contains the run lock, with the same versions."""
    if not PYTHON.exists() or not STAMP.exists():
        return False
    return STAMP.read_text() in {stamp(lock), stamp("dev")}


def stamp(lock: str) -> str:
    return f"{lock} {digest(lock_file(lock).read_bytes())}\n"


def lock_file(lock: str) -> Path:
    return ROOT / "requirements" / f"{lock}.txt"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# --- manage.py, on a database that is up to date -----------------------------------------------------------


def run_manage(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    os.environ["REVISIT_VAR"] = str(var_folder())
    end_cleanly_on_sigterm()  # so that the embedded database is stopped, too
    from clinic import process_role

    process_role.begin("".join(arguments[:1]))
    if is_demo_mode() and arguments and needs_tables(arguments):
        bring_database_up_to_date()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", *arguments])
    return 0


def needs_tables(arguments: list[str]) -> bool:
    return arguments[0] not in NEED_NO_TABLES and not {"-h", "--help", "--version"} & set(arguments)


def var_folder() -> Path:
    return Path(os.environ.get("REVISIT_VAR") or ROOT / "var").resolve()


def is_demo_mode() -> bool:
    if any(os.environ.get(f"DATABASE_{role}URL") for role in ("", "OWNER_", "SEALER_", "AUDITOR_")):
        return False
    env_file = ROOT / ".env"
    named = r"(?m)^\s*(export\s+)?DATABASE_(OWNER_|SEALER_|AUDITOR_)?URL\s*=\s*\S"
    return not env_file.exists() or not re.search(named, env_file.read_text())


def bring_database_up_to_date() -> None:
    """Apply what is pending and grant the roles' rights, once for each state of both and each database."""
    from clinic.embedded_postgres import hold

    var = var_folder()
    server = hold(var)
    wanted = digest("\n".join([server.password_of("revisit"), stamp("run"), *migration_names(), rights()]).encode())
    done = var / "migrated.txt"
    with locked(var / "migrated.lock", "Another command is bringing the database up to date; waiting for it."):
        if done.exists() and done.read_text() == wanted:
            return
        say("Bringing the database up to date.")
        if not apply_migrations():
            sys.exit(1)
        done.write_text(wanted)


def migration_names() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("*/migrations/*.py"))


def rights() -> str:
    return "".join(path.read_text() for path in sorted(ROOT.glob("audit/database_roles/*.py")))


def apply_migrations() -> bool:
    """In a process of its own: it works as the owner of the tables, and one process has one database role."""
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--noinput", "--verbosity=0"]
    return subprocess.run(command, stdout=sys.stderr).returncode == 0


# --- every check -------------------------------------------------------------------------------------------


def run_tests(pytest_arguments: list[str]) -> int:
    os.environ["REVISIT_VAR"] = os.environ.get("REVISIT_VAR") or str(ROOT / "var" / "test")
    os.environ.setdefault("REVISIT_PG_FSYNC", "off")
    # Images often set it. Every process of the tests would then compile and rewrite all our files again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.chdir(ROOT)
    pytest = [str(PYTHON), "-m", "pytest"]
    if pytest_arguments:
        os.execv(PYTHON, [*pytest, *pytest_arguments])
    for heading, command in QUICK_CHECKS.items():
        print(f"== {heading}", flush=True)
        failed = subprocess.run([PYTHON, *command]).returncode
        if failed:
            return failed
    return run_slow_checks(pytest)


QUICK_CHECKS = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "import-linter": ["-c", "from importlinter.cli import lint_imports_command as lint; lint()"],
}


ALL_CORES = ["-n", "auto", "--maxprocesses", "4", "--dist", "worksteal"]
SOME_TESTS_FAILED = 1  # pytest's exit code; others mean that it could not do its work
LAST_FAILED = Path() / ".pytest_cache" / "v" / "cache" / "lastfailed"
MOST_TO_TRY_ALONE = 5


def run_slow_checks(pytest: list[str]) -> int:
    """Types on one core, tests on the other. Pytest's closing line waits for the types, to stand last."""
    types = subprocess.Popen([PYTHON, "-m", "mypy", "."], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print("== pytest (mypy runs beside it)", flush=True)
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    LAST_FAILED.unlink(missing_ok=True)
    tests = subprocess.Popen([*pytest, *ALL_CORES, *colour], stdout=subprocess.PIPE, text=True)
    end_cleanly_on_sigterm()
    try:
        closing_line = print_all_but_last_line(tests)
        findings, _ = types.communicate()
        status = tests.wait()
        if status == SOME_TESTS_FAILED:
            print(closing_line, end="", flush=True)
            status, closing_line = try_alone(pytest)
        print(f"== mypy\n{findings}{closing_line}", end="", flush=True)
        return status or types.returncode
    finally:
        for process in (tests, types):
            process.terminate()


def try_alone(pytest: list[str]) -> tuple[int, str]:
    """A few that failed run once more, with the machine to themselves. The exit code, and what to close with.

    Who passes now is named: a test that hangs on load or order is a fault to be mended, in it or in what it tests.
    """
    failed = sorted(json.loads(LAST_FAILED.read_text())) if LAST_FAILED.exists() else []
    if not 0 < len(failed) <= MOST_TO_TRY_ALONE:
        return SOME_TESTS_FAILED, f"{len(failed)} tests failed.\n"
    print("== pytest, what failed once more and alone", flush=True)
    status = subprocess.run([*pytest, "--last-failed", "--last-failed-no-failures", "none"]).returncode
    if status:
        return status, f"{len(failed)} tests failed, and not all of them passed when they had the machine alone.\n"
    names = "".join(f"  {name}\n" for name in failed)
    return 0, f"All tests pass, but these only when they had the machine alone; find out why:\n{names}"


def print_all_but_last_line(process: subprocess.Popen[str]) -> str:
    held_back = ""
    for line in process.stdout or ():
        print(held_back, end="", flush=True)
        held_back = line
    return held_back


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
