"""Lines of the book about keys: which process took up which ring, and which was refused."""

import hashlib
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from audit.domain.actors import Actor
from audit.enums import AuditWord, Outcome
from audit.ledger import record_read

_A_WORD = re.compile(r"[a-z][a-z_-]{0,30}")


def record_use(ring: str, keys: Iterable[str], *, outcome: Outcome = Outcome.GRANTED) -> None:
    """Once per process, ring and database. Of a key the line holds eight hexadecimal digits of a digest: enough to
    tell keys apart and to see a rotation. Raises `DoorClosed`."""
    record_read(
        word=AuditWord.KEY,
        actor=Actor.system("key-ring"),
        purpose="",
        people=(),
        fields=("audit.keycheck",),
        outcome=outcome,
        details={"ring": ring, "keys": " ".join(map(fingerprint, keys)), "process": process_kind(sys.argv)},
    )


def fingerprint(key: str) -> str:
    return hashlib.sha256(b"revisit key fingerprint\0" + key.encode()).hexdigest()[:8]


def process_kind(argv: list[str]) -> str:
    """The program and its command, such as `manage run_journeys` or `celery worker`. No path, no value."""
    program = Path(argv[0]).stem if argv else ""
    words = [program, *argv[1:2]]
    return " ".join(word for word in words if _A_WORD.fullmatch(word)) or "python"
