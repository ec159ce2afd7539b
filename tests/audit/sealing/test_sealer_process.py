"""The sealer as a process: it seals, tells the places, and ends cleanly when told to; others need no private key."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from audit.domain.seal_keys import SigningKey, new_key, public_text_of
from audit.models import AnchorReceipt, Seal
from audit.seal_checks import only_the_sealer_holds_the_private_key, places_outside_are_told, seal_keys_are_keys
from tests.audit.sealing.books import write
from tests.conftest import CommittingDatabase


def start(database: CommittingDatabase, folder: Path, *arguments: str, anchors: str = "") -> subprocess.Popen[str]:
    private = new_key()
    environment = {
        **database.environment(),
        "AUDIT_SEAL_KEY": private,
        "AUDIT_SEAL_PUBLIC_KEYS": public_text_of(private),
        "AUDIT_ANCHORS": anchors or f"file:{folder}/one,file:{folder}/two",
        # What a sealer can do without.
        "FERNET_KEYS": "",
        "BLIND_INDEX_KEYS": "",
        "LINK_KEYS": "",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments], cwd=settings.BASE_DIR, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def test_sealer_seals_what_comes_and_ends_on_sigterm(committing_db: CommittingDatabase, tmp_path: Path) -> None:
    both = {(f"file:{tmp_path}/one", ""), (f"file:{tmp_path}/two", "")}
    write(2)
    process = start(committing_db, tmp_path, "audit_sealer", "--every", "0.1")
    wait_for(lambda: sealed() == 2, process)
    write(3)
    wait_for(lambda: sealed() == 5 and told() == both, process)
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=300)
    assert (process.returncode, said, sealed(), told()) == (0, "", 5, both)


def test_place_that_hangs_keeps_nothing_from_being_sealed(committing_db: CommittingDatabase, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as slow:
        slow.settimeout(300)
        write(1)
        address = f"http://127.0.0.1:{slow.getsockname()[1]}/never"
        process = start(committing_db, tmp_path, "audit_sealer", "--every", "0.1", anchors=address)
        with never_answering(slow.accept()[0]):
            wait_for(lambda: sealed() == 1, process)
            write(1)
            wait_for(lambda: sealed() == 2, process)
            process.send_signal(signal.SIGTERM)
            assert (process.wait(timeout=300), told()) == (0, set())


@contextmanager
def never_answering(taken: socket.socket) -> Iterator[None]:
    """Says a letter now and then, so that whoever asked goes on waiting however slow this machine is."""
    over = threading.Event()

    def talk() -> None:
        with suppress(OSError):  # who asked has gone
            taken.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not over.wait(1):
                taken.sendall(b"m")

    talking = threading.Thread(target=talk)
    talking.start()
    try:
        yield
    finally:
        over.set()
        talking.join()
        taken.close()


def sealed() -> int:
    """How many events. Each is its own transaction, so any number of them may stand under one seal."""
    newest = Seal.objects.order_by("number").last()
    return newest.total if newest else 0


def told() -> set[tuple[str, str]]:
    """Places, each with what went wrong there."""
    return set(AnchorReceipt.objects.values_list("place", "problem"))


def wait_for(happened: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    for _ in range(3000):
        if happened():
            return
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.1)
    raise TimeoutError("nothing was sealed")


@pytest.fixture
def production(settings: Any) -> Any:
    settings.DEMO_MODE = False
    settings.AUDIT_SEAL_KEY, settings.AUDIT_SEAL_KEY_FILE = [], ""
    return settings


def test_web_process_that_holds_the_private_key_is_warned(production: Any) -> None:
    assert only_the_sealer_holds_the_private_key() == []
    production.AUDIT_SEAL_KEY = [new_key()]
    (found,) = only_the_sealer_holds_the_private_key()
    assert (found.id, production.AUDIT_SEAL_KEY[0] in str(found)) == ("audit.W013", False)


def test_web_process_that_may_read_the_file_of_the_private_key_is_warned(production: Any, tmp_path: Path) -> None:
    production.AUDIT_SEAL_KEY_FILE = str(tmp_path / "key")
    assert only_the_sealer_holds_the_private_key() == []
    (tmp_path / "key").write_text(new_key())
    assert [found.id for found in only_the_sealer_holds_the_private_key()] == ["audit.W013"]


@pytest.mark.parametrize(
    ("anchors", "ids"),
    [
        ([], ["audit.E015"]),
        (["file:/a"], ["audit.E015"]),
        (["file:/a", "file:/a#every=60"], ["audit.E015"]),
        (["file:/a", "mailto:officer@clinic.example"], []),
        (["file:/a", "gopher://x"], ["audit.E014"]),
    ],
)
def test_production_needs_two_places(production: Any, anchors: list[str], ids: list[str]) -> None:
    production.AUDIT_ANCHORS = anchors
    assert [found.id for found in places_outside_are_told()] == ids


def test_public_key_that_is_none_is_refused(production: Any) -> None:
    production.AUDIT_SEAL_PUBLIC_KEYS = ["no key"]
    assert [found.id for found in seal_keys_are_keys()] == ["audit.E012"]


def test_key_pair_never_prints_its_private_half() -> None:
    private = new_key()
    assert private not in repr(SigningKey(private))
