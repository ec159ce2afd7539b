"""Anchors that the auditor's process can read by itself: files of AUDIT_VERIFY_ANCHORS, else the `file:` places."""

from pathlib import Path

from django.conf import settings

from audit.domain.anchors import Anchor, anchors_in
from audit.sealing.anchors import places
from audit.sealing.anchors.file import FilePlace


def anchors() -> tuple[list[Anchor], list[str]]:
    """All that could be read, and of each file that gave none why: somebody may have emptied it."""
    found: list[Anchor] = []
    unread: list[str] = []
    for path in _files():
        try:
            here = anchors_in(path.read_bytes())
        except OSError as error:
            unread.append(f"{path}: {error.strerror}")
            continue
        found += here
        if not here:
            unread.append(f"{path}: no anchor in it")
    return found, unread


def _files() -> list[Path]:
    if named := settings.AUDIT_VERIFY_ANCHORS:
        return [Path(path) for path in named]
    return [place.path for place in places.configured() if isinstance(place, FilePlace)]
