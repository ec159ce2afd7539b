"""The embedded server with real processes: who starts it, who may die, who stops it."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from clinic.embedded_postgres import EmbeddedPostgresError, cluster, place, postmaster, programs
from clinic.embedded_postgres.account import server_account

ROOT = Path(__file__).resolve().parent.parent
_LIMIT = 120  # seconds, of which a loaded machine may need many
HOLDER = """
import os, sys
from pathlib import Path
from clinic.embedded_postgres import hold
print(hold(Path(sys.argv[1])).host, flush=True)
if "fork" in sys.argv and os.fork() == 0:
    os.closerange(0, 3)
    os.execv("/bin/sleep", ["sleep", "300"])
sys.stdin.read()
"""


class Holder:
    """A process that holds the server until told to leave."""

    def __init__(self, var: Path, *words: str, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(var), *words],
            cwd=ROOT,
            env=os.environ | {"REVISIT_PG_FSYNC": "off"} | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def host(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def leave(self) -> int:
        assert self.process.stdin
        self.process.stdin.close()
        return self.process.wait(_LIMIT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(_LIMIT)


Start = Callable[..., Holder]
USERS = ("revisit", "revisit_owner", "revisit_sealer", "revisit_auditor")


@pytest.fixture
def start() -> Iterator[Start]:
    holders: list[Holder] = []

    def start_holder(var: Path, *words: str, **environment: str) -> Holder:
        holders.append(Holder(var, *words, **environment))
        return holders[-1]

    yield start_holder
    for holder in holders:
        holder.process.kill()
        with holder.process:
            pass


def make_var(mode: int) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="revisit-test-", dir="/tmp"))
    folder.chmod(mode)
    var = folder / "var"
    yield var
    if (var / "postgres.at").exists():
        shutil.rmtree((var / "postgres.at").read_text().strip())
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """One cluster for the whole module; each test leaves it stopped."""
    yield from make_var(0o755)


@pytest.fixture
def private_var() -> Iterator[Path]:
    """Below a folder that nobody else may enter."""
    yield from make_var(0o700)


def cluster_of(var: Path) -> cluster.Cluster:
    pointer = var / "postgres.at"
    return cluster.cluster_in(Path(pointer.read_text().strip()) if pointer.exists() else var / "postgres")


def running(var: Path) -> postmaster.Postmaster | None:
    return postmaster.running_postmaster(cluster_of(var))


def query(var: Path, host: str, sql: str, *, user: str = "revisit_owner") -> list[tuple[object, ...]]:
    with psycopg.connect(
        host=host, port=5432, user=user, dbname="revisit", password=cluster_of(var).password_of(user)
    ) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def test_two_starting_at_once_share_one_server(var: Path, start: Start) -> None:
    first, second = start(var), start(var)
    assert first.host() == second.host() != ""
    assert [first.leave(), second.leave()] == [0, 0]
    assert running(var) is None


def test_first_to_leave_does_not_stop_it_and_last_does(var: Path, start: Start) -> None:
    first, second = start(var), start(var)
    hosts = [first.host(), second.host()]
    first.leave()
    assert query(var, hosts[1], "select 1") == [(1,)]
    second.leave()
    assert running(var) is None


def test_killed_holder_no_longer_counts(var: Path, start: Start) -> None:
    killed, other = start(var), start(var)
    hosts = [killed.host(), other.host()]
    killed.kill()
    assert query(var, hosts[1], "select 1") == [(1,)]
    other.leave()
    assert running(var) is None


def test_child_of_a_holder_does_not_count(var: Path, start: Start) -> None:
    parent = start(var, "fork")
    parent.host()
    parent.leave()
    assert running(var) is None


def test_committed_rows_outlive_a_killed_server(var: Path, start: Start) -> None:
    holder = start(var)
    query(var, holder.host(), "create table kept as select 7 as n")
    found = running(var)
    assert found
    os.kill(found.pid, signal.SIGKILL)
    holder.kill()
    again = start(var)
    assert query(var, again.host(), "select n from kept") == [(7,)]
    again.leave()


def test_new_holder_brings_back_a_server_killed_under_another(var: Path, start: Start) -> None:
    first = start(var)
    first.host()
    found = running(var)
    assert found
    os.kill(found.pid, signal.SIGKILL)
    second = start(var)
    host = second.host()
    first.leave()
    assert query(var, host, "select 1") == [(1,)]
    second.leave()


def test_pid_file_naming_a_foreign_process_does_not_stop_the_start(var: Path, start: Start) -> None:
    before = start(var)
    before.host()
    before.leave()
    pid_file = cluster_of(var).data / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{pid_file.parent}\n0\n5432\n/nowhere\n\n 0 0\nready   \n")
    holder = start(var)
    assert query(var, holder.host(), "select 1") == [(1,)]
    holder.leave()


def test_four_users_none_a_superuser_and_server_only_on_a_socket(var: Path, start: Start) -> None:
    holder = start(var)
    host = holder.host()
    sql = """
        select rolsuper, rolcreatedb, rolcreaterole, has_schema_privilege('public', 'CREATE'),
               pg_has_role('revisit_owner', 'MEMBER')
        from pg_roles where rolname = current_user
    """
    assert {user: query(var, host, sql, user=user) for user in USERS} == {
        "revisit": [(False, False, False, False, False)],
        "revisit_owner": [(False, True, False, True, True)],
        "revisit_sealer": [(False, False, False, False, False)],
        "revisit_auditor": [(False, False, False, False, False)],
    }
    sql = """
        select current_setting('listen_addresses'), current_setting('TimeZone'),
               current_setting('server_encoding'), current_setting('password_encryption')
    """
    assert query(var, host, sql) == [("", "UTC", "UTF8", "scram-sha-256")]
    holder.leave()


def test_cluster_made_when_there_was_one_user_gets_four_and_keeps_its_data(var: Path, start: Start) -> None:
    holder = start(var)
    host = holder.host()
    make_as_before(var, host)
    query(var, host, "create table written_before as select 7 as n", user="revisit")
    holder.leave()
    again = start(var)
    host = again.host()
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        query(var, host, "select n from written_before", user="revisit")
    assert query(var, host, "select n from written_before") == [(7,)]
    sql = "select rolcreatedb, pg_has_role('revisit_owner', 'MEMBER') from pg_roles where rolname = current_user"
    assert {user: query(var, host, sql, user=user) for user in USERS} == {
        "revisit": [(False, False)],
        "revisit_owner": [(True, True)],
        "revisit_sealer": [(False, False)],
        "revisit_auditor": [(False, False)],
    }
    again.leave()


def make_as_before(var: Path, host: str) -> None:
    """The cluster as it was when the application owned its tables."""
    others = ("revisit_owner", "revisit_sealer", "revisit_auditor")
    for sql in (
        "REASSIGN OWNED BY revisit_owner TO revisit",
        f"DROP ROLE {', '.join(others)}",
        "ALTER ROLE revisit CREATEDB",
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
    ):
        query(var, host, sql, user="postgres")
    folder = cluster_of(var).folder
    for name in ("users.txt", "owner-password", "sealer-password", "auditor-password"):
        (folder / name).unlink()


def test_wrong_password_is_refused(var: Path, start: Start) -> None:
    holder = start(var)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(host=holder.host(), user="revisit", dbname="revisit", password="guess")
    holder.leave()


def test_values_in_failing_statements_stay_out_of_the_log(var: Path, start: Start) -> None:
    holder = start(var)
    host = holder.host()
    for sql in ("select 'Canary Chen'::int", "select * from canary_chen", "do $$begin raise 'Canary Chen'; end$$"):
        with pytest.raises(psycopg.Error):
            query(var, host, sql)
    holder.leave()
    assert "canary" not in cluster_of(var).log.read_text().lower()


def test_secrets_and_sockets_are_for_the_owner_alone(var: Path, start: Start) -> None:
    holder = start(var)
    holder.host()
    folder = cluster_of(var).folder
    modes = {path.name: path.stat().st_mode & 0o777 for path in (*folder.iterdir(), folder.parent / "run")}
    holder.leave()
    assert {name: mode & 0o077 for name, mode in modes.items()} == dict.fromkeys(modes, 0)
    passwords = [mode for name, mode in modes.items() if name.endswith("password")]
    assert passwords == [0o600] * 5


def test_killed_in_the_middle_of_initdb_starts_anew_where_no_other_user_may_go(private_var: Path, start: Start) -> None:
    killed = start(private_var)
    wait_until(lambda: any(cluster_of(private_var).folder.parent.glob("cluster.*")))
    killed.kill()
    holder = start(private_var)
    host = holder.host()
    assert query(private_var, host, "select 1") == [(1,)]
    holder.leave()
    home = cluster_of(private_var).folder.parent
    assert [path.name for path in home.glob("cluster*")] == ["cluster"]
    assert home.is_relative_to(private_var) == (os.geteuid() != 0)


def test_package_serves_where_the_machine_has_no_postgresql(private_var: Path, start: Start) -> None:
    folder = max(programs._package_folders())
    holder = start(private_var, REVISIT_PG_BIN=str(folder))
    assert query(private_var, holder.host(), "select lower('ÄÖ'), 'Ä' ~ '^\\w$'") == [("äö", True)]
    holder.leave()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root keeps data outside the project")
def test_moved_project_takes_its_outside_database_along_and_a_copy_does_not(private_var: Path) -> None:
    private_var.mkdir()
    account = server_account()
    home = place.home_of(private_var, account)
    moved = private_var.rename(private_var.with_name("moved"))
    assert place.home_of(moved, account) == home
    copy = shutil.copytree(moved, private_var)
    home_of_copy = place.home_of(copy, account)
    shutil.rmtree(home)
    assert home_of_copy != home


def test_wrapper_scripts_are_not_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in programs.NEEDED:
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 16.1'\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("REVISIT_PG_BIN", str(tmp_path))
    with pytest.raises(EmbeddedPostgresError, match="holds no PostgreSQL >= 14"):
        programs.find_programs(None)


def test_data_of_a_version_that_is_gone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REVISIT_PG_BIN", raising=False)
    with pytest.raises(EmbeddedPostgresError, match="made by PostgreSQL 9; this machine has"):
        programs.find_programs(9)


def wait_until(condition: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + _LIMIT
    while not condition():
        assert time.monotonic() < give_up_at
        time.sleep(0.005)
