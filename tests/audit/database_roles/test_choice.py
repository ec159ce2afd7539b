"""One process, one role, by its command's name; without the role's address it ends with a sentence."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command

from clinic import process_role
from tests.conftest import CommittingDatabase
from tests.database_roles import as_superuser


@pytest.mark.parametrize(
    ("command", "role"),
    [
        ("migrate", "owner"),
        ("audit_sealer", "sealer"),
        ("audit_verify", "auditor"),
        ("run_journeys", "application"),
        ("", "application"),
    ],
)
def test_role_follows_from_the_command(monkeypatch: pytest.MonkeyPatch, command: str, role: str) -> None:
    monkeypatch.setattr(process_role, "_begun", [])
    monkeypatch.delenv(process_role.OVERRIDE, raising=False)
    process_role.begin(command)
    assert process_role.current() == role
    monkeypatch.setenv(process_role.OVERRIDE, "auditor")
    assert process_role.current() == "auditor"


def test_role_that_does_not_exist_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(process_role.OVERRIDE, "root")
    with pytest.raises(SystemExit, match="REVISIT_DATABASE_ROLE=root is no role of ours"):
        process_role.current()


@pytest.mark.parametrize(
    ("command", "missing"),
    [
        ("migrate", "DATABASE_OWNER_URL"),
        ("audit_sealer", "DATABASE_SEALER_URL"),
        ("audit_verify", "DATABASE_AUDITOR_URL"),
        ("run_journeys", "DATABASE_URL"),
    ],
)
def test_missing_address_is_a_sentence(committing_db: CommittingDatabase, command: str, missing: str) -> None:
    environment = committing_db.environment()
    del environment[missing]
    ended = subprocess.run(
        [sys.executable, "manage.py", command],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (ended.returncode, ended.stderr.split(".")[0]) == (1, f"{missing} is missing")


def test_each_command_connects_as_its_role_alone(committing_db: CommittingDatabase) -> None:
    """The owner's process needs no other address; names alone are enough to grant."""
    environment = {**committing_db.environment(), "DATABASE_URL": f"postgres://revisit@/{committing_db.name}"}
    for name in ("DATABASE_SEALER_URL", "DATABASE_AUDITOR_URL"):
        del environment[name]
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    ended = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, timeout=300, check=False)
    assert ended.returncode == 0


@pytest.mark.django_db
def test_statements_that_make_the_roles_are_sql(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("database_roles")
    said = capsys.readouterr().out
    made = [line for line in said.splitlines() if line.startswith("CREATE ROLE")]
    with as_superuser() as cursor:
        for statement in made:
            with pytest.raises(psycopg.errors.DuplicateObject):
                cursor.execute(statement.encode())
    assert len(made) == 4
    assert os.linesep.join(made).count("NOSUPERUSER NOCREATEDB") == 4
