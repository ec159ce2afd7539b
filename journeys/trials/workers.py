"""Real Celery workers, beat and a Redis of one trial, and a count of what each worker handed over."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

import redis
from django.conf import settings

from audit.database_roles import Role
from journeys.trials.place import Place

_PATIENCE = 120  # seconds, for whatever should happen soon on a machine that is very busy
#: A trigger that only the trial has tells which process's session took a message to the wire.
_WHO_HANDS_OVER = """
    CREATE TABLE trial_handed_over (message uuid, worker text);
    GRANT SELECT, INSERT, UPDATE, DELETE ON trial_handed_over TO "{application}";
    CREATE FUNCTION trial_handed_over() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO public.trial_handed_over VALUES (NEW.id, current_setting('application_name'));
        RETURN NULL;
    END $$;
    CREATE TRIGGER trial_handed_over AFTER UPDATE ON campaigns_message
        FOR EACH ROW WHEN (NEW.state = 'handing_over' AND OLD.state <> 'handing_over')
        EXECUTE FUNCTION trial_handed_over();
"""
_BY_WORKER = "SELECT worker, count(*)::int FROM trial_handed_over GROUP BY worker ORDER BY worker"


class RedisIsMissing(RuntimeError):
    """There is no redis-server on this machine."""

    def __init__(self) -> None:
        super().__init__("redis-server is missing (Debian: apt-get install redis-server).")


class Broker:
    """A Redis that keeps nothing on disk, behind a socket in `folder`: started, flushed, killed, started."""

    def __init__(self, folder: Path) -> None:
        self._program, self._socket, self._log = which("redis-server"), folder / "redis.sock", folder / "redis.log"
        if self._program is None:
            raise RedisIsMissing
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis+socket://{self._socket}"

    def start(self) -> None:
        command = [f"{self._program}", "--port", "0", "--unixsocket", f"{self._socket}", "--save", "", "--appendonly"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen([*command, "no"], stdout=log, stderr=log, cwd=self._log.parent)
        wait_until(self._answers, "Redis answers")

    def kill(self) -> None:
        """Without a word; what it held is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = None

    def flush(self) -> None:
        self._client().flushall()

    def listeners(self) -> int:
        """Workers that wait for the bell."""
        return sum(client["cmd"] == "brpop" for client in self._client().client_list())

    def _answers(self) -> bool:
        try:
            return bool(self._client().ping())
        except redis.ConnectionError:
            return False

    def _client(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=f"{self._socket}")


@contextmanager
def broker() -> Iterator[Broker]:
    with TemporaryDirectory(prefix="revisit-redis-") as folder:
        found = Broker(Path(folder))
        found.start()
        try:
            yield found
        finally:
            found.kill()


@contextmanager
def workers(place: Place, broker: Broker, number: int, environment: Mapping[str, str]) -> Iterator[None]:
    """`number` workers as the unit files start them, each waiting for the bell. Ended by SIGTERM."""
    place.rows(_WHO_HANDS_OVER.format(application=Role.APPLICATION.user))
    with ExitStack() as running:
        for name in [f"worker-{one}" for one in range(1, number + 1)]:
            its_own = {**environment, "PGAPPNAME": name}
            running.enter_context(_celery(worker_command(name), its_own, place.folder / f"{name}.log"))
        wait_until(lambda: broker.listeners() == number, f"{number} workers wait for the bell")
        yield


@contextmanager
def beat(place: Place, environment: Mapping[str, str]) -> Iterator[None]:
    with _celery(["beat", "--pidfile", ""], environment, place.folder / "beat.log"):
        yield


def handed_over(place: Place) -> dict[str, int]:
    """Worker → messages that it took to the wire."""
    return dict(place.rows(_BY_WORKER))


def wait_until(happens: Callable[[], bool], what: str, patience: float = _PATIENCE) -> None:
    """Raises `TimeoutError` with `what` did not happen."""
    until = time.monotonic() + patience
    while not happens():
        if time.monotonic() > until:
            raise TimeoutError(f"It did not happen within {patience:.0f} seconds that {what}.")
        time.sleep(0.05)


def worker_command(name: str) -> list[str]:
    """Celery's arguments, as in the unit files."""
    return ["worker", "--concurrency", "1", "--hostname", f"{name}@trial", "--without-gossip", "--without-mingle"]


@contextmanager
def _celery(arguments: list[str], environment: Mapping[str, str], log: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "celery", "-A", "clinic", *arguments, "--loglevel", "INFO"]
    with log.open("wb") as file:
        process = subprocess.Popen(command, env=dict(environment), cwd=settings.BASE_DIR, stdout=file, stderr=file)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
