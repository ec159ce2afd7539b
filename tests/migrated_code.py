"""What `migrate` makes a database from. Standard library alone: it is asked before there are settings."""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Tables, triggers, rights, permissions: settings, roles and packages whole, of the other apps the tables alone.
_WHOLE = ("audit", "clinic", "requirements")
_TABLES_OF = ("patients", "consent", "campaigns", "journeys")
_MAKE_TABLES = frozenset({"migrations", "models", "models.py", "enums.py", "apps.py"})


def digest() -> str:
    """The same in every copy of the project whose `migrate` makes the same."""
    found = hashlib.sha256(repr(sys.version_info[:2]).encode())
    for path in sorted(_what_migrate_reads()):
        found.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _what_migrate_reads() -> Iterator[Path]:
    for folder in (*_WHOLE, *_TABLES_OF):
        for path in (ROOT / folder).rglob("*.*"):
            is_read = folder in _WHOLE or _MAKE_TABLES & set(path.parts)
            if is_read and path.suffix in {".py", ".sql", ".txt"}:
                yield path
