"""run.py with a real environment of its own, in a project so small that it needs no packages."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import run

ROOT = Path(__file__).resolve().parent.parent
# Stands where Django would: says what it was handed, ends as it is told.
STAND_IN = """
import json, sys, time
def execute_from_command_line(arguments):
    print(json.dumps(arguments), flush=True)
    if arguments[1] == "demo":
        time.sleep(30)
    sys.exit(int(arguments[-1]))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "run.py", folder)
    for path, text in {
        "requirements/run.txt": "",
        "requirements/dev.txt": "",
        "django/__init__.py": "",
        "django/core/__init__.py": "",
        "django/core/management.py": STAND_IN,
        "clinic/__init__.py": "",
        "clinic/process_role.py": (ROOT / "clinic" / "process_role.py").read_text(),
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def start(project: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = os.environ | {"DATABASE_URL": "postgres://elsewhere"}
    environment.pop("VIRTUAL_ENV", None)
    command = [getattr(sys, "_base_executable", sys.executable), str(project / "run.py"), *arguments]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=project.parent
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def test_environment_is_made_once_and_mended_when_the_lock_changes(project: Path) -> None:
    first = [start(project, "manage", "go", "0") for _ in range(2)]
    results = [finish(process) for process in first]
    assert [code for code, _, _ in results] == [0, 0]
    assert sum("Making the environment" in err for _, _, err in results) == 1

    assert "Installing" not in finish(start(project, "manage", "go", "0"))[2]

    (project / "requirements" / "run.txt").write_text("# newer\n")
    code, _, err = finish(start(project, "manage", "go", "0"))
    assert (code, "Installing" in err, "Making" in err) == (0, True, False)


def test_environment_without_stamp_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(run, "VENV", tmp_path)
    monkeypatch.setattr(run, "STAMP", tmp_path / "installed.txt")
    monkeypatch.setattr(run, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(run, "run_installer", lambda command, _: commands.append(command))
    assert not run.is_installed("run")
    run.make_environment(0)
    assert commands == [[sys.executable, "-m", "venv", "--clear", str(tmp_path)]]


def test_arguments_and_exit_code_pass_through_and_stdout_holds_nothing_else(project: Path) -> None:
    code, out, _ = finish(start(project, "manage", "go", "--json", "3"))
    assert (code, json.loads(out)) == (3, ["manage.py", "go", "--json", "3"])
    code, out, _ = finish(start(project, "manage", "7"))
    assert (code, json.loads(out)) == (7, ["manage.py", "7"])


def test_sigterm_reaches_the_command(project: Path) -> None:
    process = start(project, "demo")
    assert process.stdout
    process.stdout.readline()
    told_at = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert finish(process)[0] == 143
    assert time.monotonic() - told_at < 5


def test_unknown_command_is_bad_usage(project: Path) -> None:
    code, out, said = finish(start(project, "dance"))
    assert (code, "run.py demo" in out, said) == (2, True, "There is no command 'dance'.\n")


def test_old_python_alone_is_told_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run.main(["demo"]) == 2
    assert "needs Python 3.11, 3.12 or 3.13" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        ("# DATABASE_URL=postgres://commented\n", True),
        ("DATABASE_URL=\n", True),
        ("DATABASE_SEALER_URL=postgres://set\n", False),
        ("DEBUG=on\nexport DATABASE_URL=postgres://set\n", False),
    ],
)
def test_demo_mode_ends_with_a_database_in_the_env_file(
    text: str, expected: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(run, "ROOT", tmp_path)
    (tmp_path / ".env").write_text(text)
    assert run.is_demo_mode() is expected


def test_locks_hold_no_addresses_and_agree_with_each_other() -> None:
    locks = [run.lock_file(name).read_text() for name in ("run", "dev")]
    assert not any("://" in lock for lock in locks)
    pinned = [{line.split()[0] for line in lock.splitlines() if line[:1].isalnum()} for lock in locks]
    assert pinned[0] - pinned[1] == set()


SOMETIMES = """
import os, pathlib, pytest
@pytest.mark.parametrize("number", range({number}))
def test_passes_the_second_time(number):
    seen = pathlib.Path(__file__).with_name(f"seen-{{number}}")
    if not seen.exists():
        seen.touch()
        raise TimeoutError
def test_fails_always():
    assert {holds}
def test_is_not_run_again():
    with pathlib.Path(__file__).with_name("runs").open("a") as runs:
        runs.write("one ")
"""


@pytest.mark.parametrize(
    ("number", "holds", "status", "words"),
    [
        (2, True, 0, "test_sometimes.py::test_passes_the_second_time[1]"),
        (1, False, 1, "2 tests failed, and not all of them passed"),
        (6, True, 1, "6 tests failed.\n"),
    ],
)
def test_what_failed_runs_once_more_alone_and_is_named(
    number: int, holds: bool, status: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "test_sometimes.py").write_text(SOMETIMES.format(number=number, holds=holds))
    (tmp_path / "pytest.ini").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    pytest_here = [sys.executable, "-m", "pytest", "-q"]
    assert subprocess.run(pytest_here).returncode == run.SOME_TESTS_FAILED
    found, closing_line = run.try_alone(pytest_here)
    assert found == status
    assert words in closing_line
    assert (tmp_path / "runs").read_text() == "one "
