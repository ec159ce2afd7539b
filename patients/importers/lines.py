"""Lines of a text file, as a stream with limits: nothing is held but one line, and no line is longer than 1 MB."""

import codecs
from collections.abc import Iterator
from pathlib import Path

from patients.importers.problems import BrokenFile
from patients.importers.records import Meter

LONGEST_LINE = 1_000_000
_SAVE_AS_UTF8 = "Save it as UTF-8 text and try again."
_NOT_TEXT = {
    b"PK\x03\x04": "This is a zip archive or an Excel workbook, not text",
    b"\x1f\x8b": "This is a gzip archive, not text",
    b"%PDF": "This is a PDF, not text",
    b"\xd0\xcf\x11\xe0": "This is an old Excel or Word file, not text",
    b"SQLite format 3": "This is a database file, not text",
}


def check_start(path: Path) -> bytes:
    """The first bytes of a file that may be text. Raises `BrokenFile` for one that cannot be opened or is none."""
    if not path.exists():
        raise BrokenFile(path, "There is no such file", todo="Check the path.")
    if not path.is_file():
        raise BrokenFile(path, "This is not a file", todo="Name a file or a folder of files.")
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError:
        raise BrokenFile(path, "The file cannot be opened", todo="Check its permissions.") from None
    for magic, what in _NOT_TEXT.items():
        if start.startswith(magic):
            raise BrokenFile(path, what, at="byte 0", todo="Unpack it or export it as text, then try again.")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BrokenFile(path, "The file is UTF-16 text", at="byte 0", todo=_SAVE_AS_UTF8)
    if b"\0" in start:
        raise BrokenFile(
            path, "The file holds NUL bytes: it is binary or UTF-16", at=f"byte {start.index(0)}", todo=_SAVE_AS_UTF8
        )
    return start


def raw_lines(path: Path, meter: Meter) -> Iterator[tuple[int, bytes]]:
    """(number, line with its end), bounded. Raises `BrokenFile` for a line over the limit or with NUL bytes."""
    number = 0
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                raise BrokenFile(
                    path,
                    f"A line is longer than {LONGEST_LINE:,} bytes",
                    at=f"line {number}",
                    todo="Check that it is a table with one record a line, and export it again.",
                )
            if b"\0" in line:
                raise BrokenFile(path, "The file holds NUL bytes", at=f"line {number}", todo=_SAVE_AS_UTF8)
            meter(len(line))
            yield number, line


def text_lines(path: Path, meter: Meter) -> Iterator[str]:
    """Decoded lines with their ends, without byte order mark. Raises `BrokenFile` for bytes that are no UTF-8."""
    for number, line in raw_lines(path, meter):
        try:
            yield (line.removeprefix(codecs.BOM_UTF8) if number == 1 else line).decode()
        except UnicodeDecodeError as error:
            raise BrokenFile(
                path, "The file is not UTF-8 text", at=f"line {number}, byte {error.start}", todo=_SAVE_AS_UTF8
            ) from None
