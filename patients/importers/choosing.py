"""Which files there are, and which format each one is in."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from patients.importers import revisit_layout, synthea
from patients.importers.fhir import FhirFile
from patients.importers.lines import check_start
from patients.importers.problems import BrokenFile
from patients.importers.records import SourceFile
from patients.importers.revisit_layout import RevisitTable
from patients.importers.synthea import SyntheaTable
from patients.importers.tables import header_of

SOURCES = ("csv", "fhir", "hl7")
MAPPINGS = (synthea.SOURCE, revisit_layout.SOURCE)
_SUFFIXES = {".csv": "csv", ".json": "fhir", ".ndjson": "fhir", ".jsonl": "fhir"}
_NDJSON = {".ndjson", ".jsonl"}
#: Columns that only our own layout has.
_OURS = revisit_layout.REQUIRED | revisit_layout.PEOPLE | revisit_layout.APPOINTMENTS | set(revisit_layout.CONSENT)


class NotBuilt(Exception):
    """A format that is named but cannot be read yet."""


def files_to_import(paths: Iterable[Path], *, source: str | None, mapping: str | None) -> list[SourceFile]:
    """Every file once, in the order given, folders by name (not into their subfolders).

    Raises `BrokenFile` for what cannot be one, `NotBuilt` for HL7 v2.
    """
    seen: dict[Path, SourceFile] = {}
    for path in (file for named in paths for file in _files(named, source)):
        if path.resolve() not in seen and (chosen := _chosen(path, source, mapping)):
            seen[path.resolve()] = chosen
    return list(seen.values())


def _files(path: Path, source: str | None) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    wanted = {suffix for suffix, kind in _SUFFIXES.items() if source in (None, kind)}
    found = sorted(file for file in path.iterdir() if file.suffix.lower() in wanted and not file.name.startswith("."))
    if not found:
        raise BrokenFile(path, "There is no file to import in this folder", todo="Give CSV, JSON or NDJSON files.")
    yield from found


def _chosen(path: Path, source: str | None, mapping: str | None) -> SourceFile | None:
    """The reader for a file; None for a Synthea table that brings nothing."""
    start = check_start(path)
    match source or _SUFFIXES.get(path.suffix.lower()) or _guessed(start):
        case "hl7":
            raise NotBuilt("HL7 v2 messages cannot be imported yet: use CSV or FHIR R4")
        case "fhir":
            return FhirFile(path, is_ndjson=_is_ndjson(path, start))
        case _:
            return _table(path, mapping)


def _guessed(start: bytes) -> str:
    begin = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if begin.startswith((b"MSH|", b"\x0bMSH|", b"FHS|", b"BHS|")):
        return "hl7"
    return "fhir" if begin.startswith((b"{", b"[")) else "csv"


def _is_ndjson(path: Path, start: bytes) -> bool:
    if path.suffix.lower() in _NDJSON:
        return True
    first, line_break, rest = start.partition(b"\n")
    if not line_break or not rest.strip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except ValueError:
        return False


def _table(path: Path, mapping: str | None) -> SourceFile | None:
    columns = frozenset(header_of(path)[0])
    if mapping in (None, synthea.SOURCE) and path.stem.lower() in synthea.IGNORED and columns.isdisjoint(_OURS):
        return None
    if mapping in (None, synthea.SOURCE) and (table := _synthea_table(path, columns)):
        _require(path, columns, synthea.REQUIRED[table], "Synthea's")
        return SyntheaTable(path, table)
    if mapping == revisit_layout.SOURCE or columns & _OURS:
        _require(path, columns, revisit_layout.REQUIRED, "Revisit's")
        brings = (columns >= revisit_layout.PEOPLE, columns >= revisit_layout.APPOINTMENTS)
        if not any(brings):
            _require(path, columns, revisit_layout.PEOPLE, "Revisit's")
        return RevisitTable(path, columns)
    _require_nearest(path, columns)
    raise BrokenFile(
        path,
        "The columns are of no layout that is known",
        at="line 1",
        todo="See docs/import-layout.md for the columns that can be imported.",
    )


def _synthea_table(path: Path, columns: frozenset[str]) -> str | None:
    """By the file's name, or else by its columns."""
    if path.stem.lower() in synthea.REQUIRED and columns & synthea.REQUIRED[path.stem.lower()]:
        return path.stem.lower()
    fitting = [table for table, marks in synthea.MARKS.items() if columns >= marks]
    return fitting[0] if fitting else None


def _require_nearest(path: Path, columns: frozenset[str]) -> None:
    """A table that is nearly one of Synthea's is told what it lacks."""
    nearest = max(synthea.REQUIRED.values(), key=lambda required: len(columns & required))
    if len(columns & nearest) > 1:
        _require(path, columns, nearest, "Synthea's")


def _require(path: Path, columns: frozenset[str], required: frozenset[str], layout: str) -> None:
    if missing := sorted(required - columns):
        raise BrokenFile(
            path,
            f"Columns of {layout} layout are missing: {', '.join(missing)}",
            at="line 1",
            todo="Export the table with them.",
        )
