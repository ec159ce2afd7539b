"""Bounces from a Maildir and from stdin, applied to messages that really went there."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from campaigns.models import DeliveryEvent, Message
from campaigns.operations.delivery import deliver_due
from consent.models import Suppression
from tests.campaigns.events.letters import OURS, PLAIN, TO, complaint, dsn
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan

_UNKNOWN = "550 5.1.1 <ana@mail.example>: Recipient address rejected: User unknown"
_ROOT = Path(__file__).resolve().parents[3]


def _box(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return _box(tmp_path)


def _sent(settings: Any) -> Message:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    open_clinic()
    plan(intent(patient(email=TO)))
    deliver_due(NOW, by=BY)
    return Message.objects.get()


@pytest.fixture
def message(db: None, settings: Any) -> Message:
    return _sent(settings)


def _about(raw: bytes, message: Message) -> bytes:
    return raw.replace(OURS.encode(), str(message.pk).encode())


def _run(*args: str) -> tuple[int, dict[str, Any]]:
    told, code = io.StringIO(), 0
    try:
        call_command("read_bounces", *args, "--json", stdout=told, stderr=io.StringIO())
    except SystemExit as stopped:
        code = int(str(stopped.code))
    return code, json.loads(told.getvalue().splitlines()[-1]) if told.getvalue() else {}


def _names(box: Path) -> tuple[list[str], list[str]]:
    new, cur = (sorted(path.name for path in (box / name).iterdir()) for name in ("new", "cur"))
    return new, cur


def test_maildir_is_emptied_of_what_was_taken_and_of_nothing_else(box: Path, message: Message) -> None:
    (box / "new" / "1.a").write_bytes(_about(dsn(_UNKNOWN), message))
    (box / "new" / "2.b").write_bytes(PLAIN)
    code, told = _run(str(box))
    assert (code, told["read"], told["taken"], told["left"]) == (0, 2, 1, 1)
    assert _names(box) == (["2.b"], ["1.a:2,S"])
    message.refresh_from_db()
    assert (message.state, Suppression.objects.get().cause, Suppression.objects.get().until) == (
        "bounced",
        "bounced",
        None,
    )
    event = DeliveryEvent.objects.get()
    assert (event.esp, event.status, event.kind, event.severity) == ("mail", "5.1.1", "userunknown", "hard")


def test_same_mail_again_is_taken_and_changes_nothing(box: Path, message: Message) -> None:
    for name in ("1.a", "2.b"):
        (box / "new" / name).write_bytes(_about(dsn("550 5.2.2 Mailbox full", status="5.2.2"), message))
    assert _run(str(box))[1]["again"] == 1
    assert (DeliveryEvent.objects.count(), Suppression.objects.count(), _names(box)[0]) == (1, 0, [])


@pytest.mark.parametrize(
    ("forged", "state"),
    [
        (lambda one: dsn(_UNKNOWN), "accepted"),
        (lambda one: _about(dsn(_UNKNOWN, to="bob@mail.example"), one), "accepted"),
        (lambda one: complaint(), "accepted"),
        (lambda one: dsn(_UNKNOWN, returned="From: a@b.example\nTo: ana@mail.example\n"), "accepted"),
    ],
    ids=["another message", "another address", "complaint of another message", "no message at all"],
)
def test_forged_mail_silences_nobody(
    box: Path, message: Message, forged: Callable[[Message], bytes], state: str
) -> None:
    patient(email="bob@mail.example")
    (box / "new" / "1.a").write_bytes(forged(message))
    assert _run(str(box))[1]["taken"] == 1
    message.refresh_from_db()
    assert (message.state, Suppression.objects.count()) == (state, 0)
    assert [event.address_key for event in DeliveryEvent.objects.all()] == [None]


def test_links_and_folders_in_a_maildir_are_left_alone(box: Path, message: Message) -> None:
    secret = box / "elsewhere"
    secret.write_bytes(_about(dsn(_UNKNOWN), message))
    (box / "new" / "1.a").symlink_to(secret)
    (box / "new" / "2.b").mkdir()
    assert _run(str(box))[1]["read"] == 0
    assert Suppression.objects.count() == 0


def test_folder_that_is_no_maildir_is_bad_usage(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as wrong:
        call_command("read_bounces", str(tmp_path))
    assert wrong.value.returncode == 2


@pytest.mark.parametrize(("raw", "code"), [(complaint(), 0), (PLAIN, 1), (b"", 1)], ids=["report", "letter", "nothing"])
def test_one_mail_from_stdin(raw: bytes, code: int, message: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(_about(raw, message))))
    assert _run("-")[0] == code
    assert [row.cause for row in Suppression.objects.all()] == (["complained"] if code == 0 else [])


def test_mail_server_keeps_the_mail_while_the_database_is_away() -> None:
    """sysexits.h, EX_TEMPFAIL."""
    away = os.environ | {
        "DATABASE_URL": "postgres://nobody:x@127.0.0.1:9/away",
        "SECRET_KEY": "x" * 50,
        "FERNET_KEYS": "x" * 44,
        "BLIND_INDEX_KEYS": "y" * 44,
        "LINK_KEYS": "z" * 44,
        "DJANGO_SETTINGS_MODULE": "clinic.settings",
    }
    ended = subprocess.run(
        [sys.executable, "manage.py", "read_bounces", "-"],
        input=dsn(_UNKNOWN), env=away, cwd=_ROOT, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert (ended.returncode, TO.encode() in ended.stderr + ended.stdout) == (75, False)


def test_nothing_that_stood_in_the_mail_is_told_or_kept(box: Path, message: Message, capfd: Any) -> None:
    (box / "new" / "1.a").write_bytes(_about(dsn(_UNKNOWN, said="canary-words"), message))
    call_command("read_bounces", str(box), "--json")
    out, err = capfd.readouterr()
    kept = str(DeliveryEvent.objects.values().get())
    assert [word for word in (TO, "canary-words", "virtual") if word in out + err + kept] == []


def test_two_at_once_do_no_harm(committing_db: None, box: Path, settings: Any) -> None:
    message = _sent(settings)
    for number in range(12):
        said = _about(dsn("550 5.2.2 Mailbox full", status="5.2.2"), message)
        (box / "new" / f"{number}.x").write_bytes(
            said.replace(b"To: clinic", f"Message-ID: <{number}@x>\nTo: clinic".encode(), 1)
        )
    with ThreadPoolExecutor(2) as pool:
        codes = [code for code, _ in pool.map(lambda _: _run_and_close(str(box)), range(2))]
    assert (codes, _names(box)[0], len(_names(box)[1]), DeliveryEvent.objects.count()) == ([0, 0], [], 12, 12)


def _run_and_close(place: str) -> tuple[int, dict[str, Any]]:
    from django.db import connections

    try:
        return _run(place)
    finally:
        connections.close_all()
