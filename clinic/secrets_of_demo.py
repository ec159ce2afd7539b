"""Keys for a clinic tried out on one machine: made once, kept in a file that only its owner can read."""

import base64
import json
import os
import secrets
from pathlib import Path

from audit.domain import seal_keys


def load_or_make(path: Path) -> dict[str, str | list[str]]:
    """The keys in `path`, made first when there are none; two processes starting at once get the same ones."""
    if not path.exists():
        _write_once(path, _fresh())
    return json.loads(path.read_text())


def public_seal_key(private_file: Path) -> str:
    """The public half of the key in `private_file`, made first when there is none. The private half is the sealer's
    alone: other processes read the file beside it, and never hold it."""
    public_file = private_file.with_name(f"{private_file.name}.pub")
    if not private_file.exists():
        _write_text_once(private_file, seal_keys.new_key())
    if not public_file.exists():
        _write_text_once(public_file, seal_keys.public_text_of(private_file.read_text()))
    return public_file.read_text()


def _fresh() -> dict[str, str | list[str]]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "FERNET_KEYS": [_key()],
        "BLIND_INDEX_KEYS": [_key()],
        "LINK_KEYS": [_key()],
    }


def _key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _write_once(path: Path, values: dict[str, str | list[str]]) -> None:
    _write_text_once(path, json.dumps(values))


def _write_text_once(path: Path, text: str) -> None:
    """Write beside and link into place: the first to link wins, nobody reads half a file."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
