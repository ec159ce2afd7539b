"""FHIR R4 files, as a stream: a bundle or a single resource (JSON), or one resource a line (NDJSON).

A resource's number in another system is its `id`; in a bundle that names resources by `urn:uuid` only, that. Types
that we do not import are counted as skipped; a file that is nothing but one such resource is refused as a row.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import ijson

from patients.enums import RecordKind, RefusalReason
from patients.importers.fhir_resources import KIND_OF_TYPE, LOCATION_TYPES, is_a_home, location_of, record_of
from patients.importers.lines import raw_lines
from patients.importers.problems import BrokenFile
from patients.importers.records import Clinic, Meter, Place, Read, Refused, Shared, Skipped

SOURCE = "fhir"
LONGEST_TEXT = 16_000_000
_EXPORT_AGAIN = "Export it again and check that the copy is complete."


@dataclass(slots=True)
class FhirFile:
    path: Path
    is_ndjson: bool
    source: str = SOURCE
    is_bundle: bool = False
    types: set[str] = field(default_factory=set)
    #: urn:uuid → id, where a bundle names a resource by another uuid than its id.
    aliases: dict[str, str] = field(default_factory=dict)

    def check(self, shared: Shared, meter: Meter) -> None:
        if self.is_ndjson:
            _check_lines(self.path)
        else:
            self.is_bundle = _root_type(self.path) == "Bundle"
        for _, full_url, resource in self._resources(meter):
            kind = str(resource.get("resourceType"))
            self.types.add(kind)
            external_id = self._external_id(full_url, resource)
            if full_url.startswith("urn:") and _tail(full_url) != external_id and kind in _REFERRED_TO:
                self.aliases[_tail(full_url)] = external_id
            if kind in LOCATION_TYPES and external_id and not is_a_home(resource):
                shared.locations[external_id] = location_of(resource, external_id)

    def kinds(self) -> frozenset[RecordKind]:
        found = frozenset(KIND_OF_TYPE[kind] for kind in self.types if kind in KIND_OF_TYPE)
        return found or (frozenset({RecordKind.PEOPLE}) if self.types else frozenset())

    def read(self, kind: RecordKind, clinic: Clinic, shared: Shared, meter: Meter) -> Iterator[Read]:
        first = kind == next(kind for kind in RecordKind if kind in self.kinds())
        for number, full_url, resource in self._resources(meter):
            place, type_here = Place(self.path, number), str(resource.get("resourceType"))
            if KIND_OF_TYPE.get(type_here) == kind:
                yield record_of(resource, self._external_id(full_url, resource), place, clinic, shared, self._ref)
            elif first and type_here not in KIND_OF_TYPE and type_here not in LOCATION_TYPES:
                yield self._foreign(place, resource)

    def _foreign(self, place: Place, resource: Mapping[str, Any]) -> Read:
        if not isinstance(resource.get("resourceType"), str):
            return Refused(place, RefusalReason.NOT_READABLE)
        in_a_larger_file = self.is_bundle or self.is_ndjson
        return Skipped(_type_name(resource), None if in_a_larger_file else place)

    def _resources(self, meter: Meter) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
        """(number, full URL, resource). Something that is no resource is an empty one."""
        if self.is_ndjson:
            for number, line in raw_lines(self.path, meter):
                if line.strip():
                    yield number, "", _object(line)
            return
        with self.path.open("rb") as file:
            metered = _Metered(file, meter)
            if not self.is_bundle:
                yield 1, "", _only_object(metered, self.path)
                return
            for number, entry in enumerate(_items(metered, self.path), 1):
                resource = entry.get("resource") if isinstance(entry, dict) else None
                yield number, _full_url(entry), resource if isinstance(resource, dict) else {}

    def _external_id(self, full_url: str, resource: Mapping[str, Any]) -> str:
        return _word(resource.get("id")) or (_tail(full_url) if full_url.startswith("urn:") else "")

    def _ref(self, reference: Mapping[str, Any]) -> str:
        """The id in `Patient/7`, `urn:uuid:…` or `https://…/Patient/7/_history/2`; contained ones have none."""
        written = _word(reference.get("reference"))
        if written.startswith("#"):
            return ""
        tail = _tail(written.split("/_history/")[0])
        return self.aliases.get(tail, tail)


_REFERRED_TO = LOCATION_TYPES | {"Patient", "Encounter"}


class _Metered:
    """A file that says how much of it was read."""

    def __init__(self, file: IO[bytes], meter: Meter) -> None:
        self._file, self._meter = file, meter

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self._meter(len(block))
        if b"\0" in block:
            raise ijson.JSONError("NUL")
        return block


def _check_lines(path: Path) -> None:
    """A last line that is cut is a cut file; a bad line elsewhere is a refused row. No line may be too long."""
    last = (0, b"")
    for numbered in raw_lines(path, lambda _: None):
        last = numbered if numbered[1].strip() else last
    number, line = last
    if line and not line.endswith(b"\n") and not _object(line):
        raise BrokenFile(path, "The file ends in the middle of a resource", at=f"line {number}", todo=_EXPORT_AGAIN)


def _root_type(path: Path) -> str:
    """`resourceType` of the whole file; reads to the end, so that a cut file is found before anything is written."""
    found = ""
    with path.open("rb") as file:
        counted = _Counted(file)
        try:
            for prefix, event, value in ijson.parse(counted, use_float=True):
                if prefix == "resourceType" and event == "string":
                    found = value
        except (ijson.JSONError, UnicodeDecodeError) as error:
            cut = isinstance(error, ijson.IncompleteJSONError) and counted.at_end
            what = "The file ends in the middle of JSON" if cut else "The file is not JSON, or not in UTF-8"
            what = f"A text is longer than {LONGEST_TEXT:,} bytes" if counted.is_endless else what
            raise BrokenFile(path, what, at=f"before byte {counted.bytes}", todo=_EXPORT_AGAIN) from None
    if not found:
        raise BrokenFile(
            path, "This JSON names no resourceType", at="byte 0", todo="Give a FHIR R4 resource, bundle or NDJSON."
        )
    return found


class _Counted:
    """A file that knows how far it was read, and refuses a text without end instead of gathering it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.bytes, self._since_quote = file, 0, 0
        self.at_end = self.is_endless = False

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.bytes += len(block)
        self.at_end = self.at_end or (not block and size != 0)
        quote = block.rfind(b'"')
        self._since_quote = self._since_quote + len(block) if quote < 0 else len(block) - quote
        if self._since_quote > LONGEST_TEXT:
            self.is_endless = True
            raise ijson.JSONError("a text without end")
        return block


def _items(file: _Metered, path: Path) -> Iterator[Any]:
    try:
        yield from ijson.items(file, "entry.item", use_float=True)
    except ijson.JSONError:
        raise BrokenFile(path, "The file changed while it was read", todo="Start the import again.") from None


def _only_object(file: _Metered, path: Path) -> Mapping[str, Any]:
    try:
        found: Any = next(ijson.items(file, "", use_float=True), {})
    except ijson.JSONError:
        raise BrokenFile(path, "The file changed while it was read", todo="Start the import again.") from None
    return found if isinstance(found, dict) else {}


def _object(line: bytes) -> Mapping[str, Any]:
    try:
        found: Any = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _type_name(resource: Mapping[str, Any]) -> str:
    """Counted and shown: a word as FHIR types are, never whatever stood there."""
    written = resource["resourceType"]
    return written if written.isascii() and written.isalpha() and len(written) < 40 else "unknown"


def _full_url(entry: Any) -> str:
    return _word(entry.get("fullUrl")) if isinstance(entry, dict) else ""


def _word(value: Any) -> str:
    """FHIR ids and references are plain ASCII; anything else names nothing."""
    return value if isinstance(value, str) and value.isascii() and value.isprintable() else ""


def _tail(url: str) -> str:
    return url.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
