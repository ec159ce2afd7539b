"""Places outside: each takes an anchor as real ones do, and one that fails stops none of the others."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Max
from django.utils import timezone

from audit.domain.anchors import Anchor, anchors_in, signed
from audit.models import AnchorReceipt
from audit.sealing import anchoring
from audit.sealing.anchors.place import AnchorFailed
from audit.sealing.anchors.places import place_of
from audit.sealing.queries import seal_status
from clinic import process_role
from tests.audit.sealing.books import KEY, OTHER, seal, tamper, working_as, write
from tests.database_roles import as_role

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANCHOR = signed(Anchor(7, "ab" * 32, 42, "7f610789-9c4c-4935-884f-9083913efa36", NOW.isoformat(), KEY.id), KEY)


def test_anchor_is_signed_and_reads_back() -> None:
    assert ANCHOR.is_signed_by(KEY.public)
    assert not ANCHOR.is_signed_by(OTHER.public)
    assert anchors_in(f"x {ANCHOR.line()} y\n{ANCHOR.line()}".encode()) == [ANCHOR]


@pytest.mark.parametrize(
    "text",
    [b"", b'{"anchor":1,"seal":"x"}', b'{"anchor":1,"seal":1}', b'{"anchor":1,', b'{"anchor":2}', b"\xff\xfe\x00"],
)
def test_text_without_an_anchor_has_none(text: bytes) -> None:
    assert anchors_in(text) == []


@pytest.mark.parametrize("name", ["seal", "hash", "events", "epoch", "sealed_at", "key_id", "signature"])
@pytest.mark.parametrize("value", [[1], None, True, 1.5, -1, 2**63])
def test_line_with_a_strange_value_is_passed_over(name: str, value: object) -> None:
    hostile = json.dumps(json.loads(ANCHOR.line()) | {name: value}, separators=(",", ":"))
    assert anchors_in(f"{hostile}\n{ANCHOR.line()}".encode()) == [ANCHOR]


def test_file_is_appended_to(tmp_path: Path) -> None:
    path = tmp_path / "anchors one.jsonl"
    place = place_of(f"file:{str(path).replace(' ', '%20')}")
    place.tell(ANCHOR)
    place.tell(ANCHOR)
    assert path.read_text() == f"{ANCHOR.line()}\n" * 2
    assert path.stat().st_mode & 0o777 == 0o640


def test_file_that_cannot_be_written_fails(tmp_path: Path) -> None:
    with pytest.raises(AnchorFailed, match="No such file"):
        place_of(f"file:{tmp_path}/nowhere/x").tell(ANCHOR)


def test_full_disk_is_a_failure() -> None:
    with pytest.raises(AnchorFailed, match="No space left"):
        place_of("file:/dev/full").tell(ANCHOR)


@pytest.mark.parametrize("kind", ["udp", "unix"])
def test_syslog_takes_a_datagram(kind: str, tmp_path: Path) -> None:
    path = str(tmp_path / "log")
    with socket.socket(socket.AF_UNIX if kind == "unix" else socket.AF_INET, socket.SOCK_DGRAM) as log:
        log.bind(path if kind == "unix" else ("127.0.0.1", 0))
        log.settimeout(5)
        place_of(f"syslog://{path}" if kind == "unix" else f"syslog://127.0.0.1:{log.getsockname()[1]}").tell(ANCHOR)
        message = log.recv(4096)
    assert message.startswith(b"<109>1 ")
    assert message.split(b" ")[3] == b"revisit"
    assert anchors_in(message) == [ANCHOR]


def test_syslog_over_tcp_counts_its_octets() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        place_of(f"syslog+tcp://127.0.0.1:{server.getsockname()[1]}").tell(ANCHOR)
        taken, _ = server.accept()
        with taken, taken.makefile("rb") as stream:
            length, _, message = stream.read().partition(b" ")
    assert int(length) == len(message)
    assert anchors_in(message) == [ANCHOR]


def test_syslog_that_is_away_fails(tmp_path: Path) -> None:
    for address in (f"syslog://{tmp_path}/nowhere", "syslog+tcp://127.0.0.1:1"):
        with pytest.raises(AnchorFailed):
            place_of(address).tell(ANCHOR)


class Store(BaseHTTPRequestHandler):
    """Keeps what is PUT, refuses to overwrite, and asks for a token."""

    kept: dict[str, bytes]
    answer: int | None

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Authorization"] != "Bearer let-me-in":
            return self._say(401)
        if self.path in self.kept and self.headers["If-None-Match"] == "*":
            return self._say(412)
        self.kept[self.path] = content
        return self._say(self.answer or 201)

    def do_GET(self) -> None:
        self._say(200 if self.path in self.kept else 404, self.kept.get(self.path, b""))

    def _say(self, status: int, content: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def store(answer: int | None = None) -> Iterator[tuple[str, dict[str, bytes]]]:
    handler = type("OwnStore", (Store,), {"kept": {}, "answer": answer})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/bucket", handler.kept  # type: ignore[attr-defined]
        server.shutdown()


def test_object_store_keeps_one_object_a_seal(settings: Any) -> None:
    settings.AUDIT_ANCHOR_TOKEN = "let-me-in"
    with store() as (url, kept):
        place_of(url).tell(ANCHOR)
        place_of(url).tell(ANCHOR)  # the answer to the first try may have been lost
        assert {path: anchors_in(content) for path, content in kept.items()} == {
            "/bucket/seal-000000000007.json": [ANCHOR]
        }
        other = signed(Anchor(7, "cd" * 32, 42, ANCHOR.epoch, ANCHOR.sealed_at, KEY.id), KEY)
        with pytest.raises(AnchorFailed, match="another anchor of seal 7"):
            place_of(url).tell(other)


@pytest.mark.parametrize(("token", "answer", "words"), [("", None, "401"), ("let-me-in", 500, "500")])
def test_object_store_that_refuses_fails(settings: Any, token: str, answer: int | None, words: str) -> None:
    settings.AUDIT_ANCHOR_TOKEN = token
    with store(answer) as (url, _), pytest.raises(AnchorFailed, match=words):
        place_of(url).tell(ANCHOR)


class Inbox:
    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
        self.mails.append(envelope.content)
        return "250 taken"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def test_mail_reaches_the_officer_and_reads_back(settings: Any) -> None:
    inbox, port = Inbox(), free_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        place_of("mailto:officer@clinic.example").tell(ANCHOR)
    finally:
        controller.stop()
    (mail,) = inbox.mails
    assert b"To: officer@clinic.example" in mail
    assert anchors_in(mail) == [ANCHOR]


def test_mail_server_that_is_away_fails(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(AnchorFailed, match="ConnectionRefusedError"):
        place_of("mailto:officer@clinic.example").tell(ANCHOR)


@pytest.mark.parametrize(
    "address",
    ["ftp://x", "file:x", "https://user:secret@x/", "https://x/?sig=secret", "http://elsewhere.example/", "mailto:x",
     "syslog:", "syslog+tls:/dev/log"],
)  # fmt: skip
def test_place_that_cannot_be_is_refused(address: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        place_of(address)
    assert "secret" not in str(refused.value)


def told(places: list[str], seconds: int = 0) -> list[tuple[int, str]]:
    """Tell what is due so many seconds after the newest receipt, which the database has stamped."""
    newest = AnchorReceipt.objects.aggregate(at=Max("tried_at"))["at"] or timezone.now()
    with working_as(process_role.SEALER):
        made = anchoring.tell([place_of(place) for place in places], KEY, newest + timedelta(seconds=seconds))
        return [(receipt.seal, receipt.problem) for receipt in made]


def test_place_that_fails_stops_no_other_and_is_tried_again_later(ids: list[int], tmp_path: Path) -> None:
    missing, good = f"file:{tmp_path}/later/a", f"file:{tmp_path}/b"
    assert told([missing, good]) == [(3, "No such file or directory"), (3, "")]
    assert told([missing, good], 19) == []
    assert told([missing, good], 21) == [(3, "No such file or directory")]
    assert told([missing, good], 39) == []  # each wait is twice the one before
    (tmp_path / "later").mkdir()
    assert told([missing, good], 41) == [(3, "")]
    assert AnchorReceipt.objects.filter(problem="").count() == 2


def test_place_is_told_of_new_seals_as_often_as_it_wants(ids: list[int], tmp_path: Path) -> None:
    place = [f"file:{tmp_path}/a#every=60"]
    assert told(place) == [(3, "")]
    write(1)
    seal()
    assert told(place, 59) == []
    assert told(place, 61) == [(4, "")]
    assert told(place, 999) == []
    assert [anchor.seal for anchor in anchors_in((tmp_path / "a").read_bytes())] == [3, 4]


def forge(**columns: object) -> None:
    """A receipt that cannot be, by somebody who takes the triggers off for a moment."""
    row = {"place": "", "seal": 3, "tried_at": "now()", "problem": ""} | columns
    names = ", ".join(row)
    values = ", ".join(str(value) if name in ("seal", "tried_at") else f"'{value}'" for name, value in row.items())
    tamper(f"INSERT INTO audit_anchor_receipt ({names}) VALUES ({values})")


FORGED = [
    {"tried_at": "'2999-01-01Z'"},
    {"tried_at": "'2999-01-01Z'", "problem": "it failed just now"},
    {"seal": 999},
    {"seal": 999, "problem": "it failed just now"},
    {"id": 2**62, "tried_at": "'2999-01-01Z'"},
]


@pytest.mark.parametrize("columns", FORGED, ids=str)
def test_receipt_that_cannot_be_keeps_no_place_from_being_told(
    ids: list[int], tmp_path: Path, columns: dict[str, object]
) -> None:
    place = f"file:{tmp_path}/a"
    forge(place=place, **columns)
    with working_as(process_role.SEALER):
        made = anchoring.tell([place_of(place)], KEY, timezone.now())
    assert [(receipt.seal, receipt.problem) for receipt in made] == [(3, "")]
    assert [anchor.seal for anchor in anchors_in((tmp_path / "a").read_bytes())] == [3]


@pytest.mark.parametrize("columns", FORGED, ids=str)
def test_receipt_that_cannot_be_does_not_hide_that_a_place_is_late(
    ids: list[int], tmp_path: Path, settings: Any, columns: dict[str, object]
) -> None:
    place = f"file:{tmp_path}/a"
    settings.AUDIT_ANCHORS = [place]
    forge(place=place, **columns)
    [anchor] = seal_status(timezone.now()).anchors
    assert (anchor.is_late, anchor.seal, anchor.problem) == (True, 0, "A receipt names a seal or a time to come.")


def test_moment_of_a_receipt_is_the_databases_whatever_the_row_says(ids: list[int]) -> None:
    with as_role(process_role.SEALER) as cursor:
        cursor.execute(
            "INSERT INTO audit_anchor_receipt (place, seal, tried_at, problem) VALUES ('file:/a', 3, '2999-01-01Z', '')"
            " RETURNING tried_at - clock_timestamp() BETWEEN interval '-1 minute' AND interval '0'"
        )
        assert cursor.fetchone() == (True,)
