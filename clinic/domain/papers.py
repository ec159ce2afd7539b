"""Which papers are taken in: by what they are, not by what they are called."""

from collections.abc import Mapping
from pathlib import PurePath

MOST_BYTES = 10 * 1024 * 1024
_BEGINS: Mapping[bytes, tuple[str, str]] = {
    b"%PDF-": ("application/pdf", ".pdf"),
    b"\x89PNG\r\n\x1a\n": ("image/png", ".png"),
    b"\xff\xd8\xff": ("image/jpeg", ".jpg"),
}
_LONGEST_NAME = 100


class NotAPaper(ValueError):
    """Why this file is not taken in; says nothing of what stands in it."""


def media_type(content: bytes) -> str:
    """Raises `NotAPaper`."""
    return _kind(content)[0]


def file_name(name: str, content: bytes) -> str:
    """The name without folders and odd characters, ending as its content asks. Raises `NotAPaper`."""
    stem = PurePath(name.replace("\\", "/")).stem
    kept = "".join(character if character.isalnum() or character in " .-_()" else "_" for character in stem)
    return (kept.strip(" .")[:_LONGEST_NAME] or "paper") + _kind(content)[1]


def _kind(content: bytes) -> tuple[str, str]:
    if not content:
        raise NotAPaper("The file is empty.")
    if len(content) > MOST_BYTES:
        raise NotAPaper("The file is larger than 10 MB.")
    for begin, kind in _BEGINS.items():
        if content.startswith(begin):
            return kind
    raise NotAPaper("This is neither a PDF nor a PNG or JPEG picture.")
