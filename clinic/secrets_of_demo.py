"""Keys for a clinic tried out on one machine: made once, kept in a file that only its owner can read."""

import base64
import json
import os
import secrets
from pathlib import Path


def load_or_make(path: Path) -> dict[str, str | list[str]]:
    """The keys in `path`, made first when there are none; two processes starting at once get the same ones."""
    if not path.exists():
        _write_once(path, _fresh())
    return json.loads(path.read_text())


def _fresh() -> dict[str, str | list[str]]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "FERNET_KEYS": [_key()],
        "BLIND_INDEX_KEYS": [_key()],
        "LINK_KEYS": [_key()],
        "AUDIT_SEAL_KEY": _key(),
    }


def _key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _write_once(path: Path, values: dict[str, str | list[str]]) -> None:
    """Write beside and link into place: the first to link wins, nobody reads half a file."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(values, file)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
