"""The labelled lines beside this file (`lines/README.md`): what the guard should say about subjects and bodies."""

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("lines")
LANGUAGES = ("en", "zh-hant", "zh-hans")
HALVES = ("tuning", "test")
#: Written later than the halves, in other styles; each was measured before the guard was worked on with it.
FRESH = "fresh"


@dataclass(frozen=True)
class Line:
    part: str  # subject or body
    label: str  # ok or phi
    text: str
    note: str  # why


def half_of(text: str) -> str:
    """Which half a line lies in for good: the last bit of the SHA-256 of its text in UTF-8; 0 is tuning, 1 is test."""
    return HALVES[hashlib.sha256(text.encode()).digest()[-1] & 1]


def lines(language: str, half: str) -> list[Line]:
    """All lines of one file (a half, or the fresh ones), in its order.
    Nothing is quoted or escaped there; invisible characters are meant."""
    with (FOLDER / f"{language}-{half}.tsv").open(encoding="utf-8", newline="") as file:
        return [Line(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
