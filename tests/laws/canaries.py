"""Words that stand for PHI, and places where they must never be found."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import choice
from string import ascii_lowercase

from django.db import connection

from clinic.models import StaffSession

_TABLES = (
    "SELECT quote_ident(relname) FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
)


@dataclass(frozen=True)
class Canaries:
    """One word for each kind of PHI. Each is unlike anything else in the database."""

    given_name: str
    family_name: str
    email: str
    confidential_email: str
    phone: str
    street: str
    birth_date: str
    record_number: str
    notes: str
    signature: str
    authority: str

    def words(self) -> list[str]:
        """What to look for; digits of the phone number without its country code, too."""
        return [*vars(self).values(), self.phone[2:], self.birth_date.replace("-", "")]


def new_canaries() -> Canaries:
    def word(kind: str) -> str:
        return f"Kanarie{kind}{''.join(choice(ascii_lowercase) for _ in range(8))}"

    return Canaries(
        given_name=word("given"),
        family_name=word("family"),
        email=f"{word('mail')}@example.org".lower(),
        confidential_email=f"{word('confidential')}@example.org".lower(),
        phone="+13125550187",
        street=word("street"),
        birth_date="1951-03-17",
        record_number=word("record"),
        notes=word("notes"),
        signature=word("signature"),
        authority=word("authority"),
    )


def hits(words: Iterable[str], text: str) -> list[str]:
    """The words found in a text, as they are or as the hexadecimal of their bytes; case does not matter."""
    folded = text.casefold()
    return [word for word in words if word.casefold() in folded or word.encode().hex() in folded]


def hits_in_database(words: list[str]) -> list[str]:
    """Every row of every table as text, and what sessions hold inside."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608 - named by the catalogue
            found += [f"{table}: {word}" for (row,) in cursor.fetchall() for word in hits(words, row)]
    for session in StaffSession.objects.all():
        found += [f"session: {word}" for word in hits(words, str(session.get_decoded()))]
    return found


def hits_in_files(words: list[str], folder: Path, *, but: Iterable[Path] = ()) -> list[str]:
    skipped = set(but)
    return [
        f"{path.relative_to(folder)}: {word}"
        for path in _files(folder)
        if not skipped & {path, *path.parents}
        for word in [*hits(words, str(path)), *hits(words, path.read_bytes().decode("latin-1"))]
    ]


def hits_in_mail_heads(words: list[str], folder: Path, *, address: str) -> list[str]:
    """Header lines of captured mails; the recipient's own address in `To` is what brings the mail there."""
    found = []
    for path in _files(folder):
        head = re.split(r"\r?\n\r?\n", path.read_text(errors="replace"), maxsplit=1)[0]
        head = re.sub(r"(?im)^To: .*$", lambda line: line[0].replace(address, ""), head)
        found += [f"{path.name}: {word}" for word in hits(words, head)]
    return found


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
