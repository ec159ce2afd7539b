"""Putting a pack together: every provider's files, a digest of each, and a README in plain words.

It says what is recorded here and which paragraph that is about. Whether that suffices is the auditor's to judge.
"""

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import IO
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from audit import exporting
from audit.domain.actors import Actor
from audit.domain.evidence import EvidenceFile, Period
from audit.enums import ExportKind
from clinic.evidence.papers import papers
from clinic.evidence.readme import readme
from clinic.queries import organisation

Clock = Callable[[], datetime]
A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Packed:
    """What was made: its name, digest and number of files; `event` holds the digest and is sealed within a minute."""

    name: str
    sha256: str
    files: int
    event: int


def period(*, since: date | None, until: date | None, at: datetime, zone: str, in_a_hurry: bool = False) -> Period:
    """The last year up to today, unless told otherwise. Raises `ValueError` when it would end before it begins."""
    last = until or at.astimezone(ZoneInfo(zone)).date()
    first = since or last - A_YEAR
    if first > last:
        raise ValueError("the first day comes after the last one")
    return Period(first, last, at, zone, in_a_hurry)


def name_of(asked: Period) -> str:
    return f"revisit-evidence-{asked.at.astimezone(ZoneInfo(asked.zone)):%Y-%m-%d}"


def pack(out: IO[bytes], *, by: Actor, asked: Period, with_papers: bool = False, clock: Clock = timezone.now) -> Packed:
    """Write the ZIP to `out` (readable, too). Written down before its first byte and with its digest at the end.

    Before every file, and before the end, it is asked whether `by` may still have it. Raises `Cut` and `DoorClosed`.
    """
    criteria = {"from": f"{asked.since}", "until": f"{asked.until}", "papers": "yes" if with_papers else "no"}
    paper = exporting.begin(by=by, kind=ExportKind.EVIDENCE, now=asked.at, criteria=criteria)
    folder = name_of(asked)
    try:
        number = _write(out, folder, asked, _while_allowed(paper, _files(asked, by if with_papers else None)))
        digest = _digest(out)
        exporting.still_may_or_cut(paper, rows=number)
    except exporting.Cut:
        exporting.cut_off(paper, rows=0, now=clock())
        raise
    except BaseException:
        exporting.broken_off(paper, rows=0)
        raise
    event = exporting.finish(paper, rows=number, sha256=digest, now=clock())
    return Packed(f"{folder}.zip", digest, number, event)


def _while_allowed(paper: exporting.Paper, files: Iterable[EvidenceFile]) -> Iterator[EvidenceFile]:
    """Nothing has left yet when it is cut: the ZIP goes out whole or not at all."""
    for file in files:
        exporting.still_may_or_cut(paper, rows=0)
        yield file


def _digest(out: IO[bytes]) -> str:
    out.seek(0)
    digest = sha256()
    while chunk := out.read(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()


def _files(asked: Period, by: Actor | None) -> Iterator[EvidenceFile]:
    for dotted in settings.EVIDENCE:
        yield from import_string(dotted)(asked)
    if by:
        yield from papers(by)


def _write(out: IO[bytes], folder: str, asked: Period, files: Iterable[EvidenceFile]) -> int:
    """One file at a time; the README and the list of digests come last, when all is known."""
    listed: list[tuple[EvidenceFile, str]] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            _add(archive, folder, file.name, file.content, asked)
            described = EvidenceFile(file.name, b"", file.what, file.supports)
            listed.append((described, sha256(file.content).hexdigest()))
        listed.sort(key=lambda entry: entry[0].name)
        text = readme(organisation().name, asked, [file for file, _ in listed]).encode()
        _add(archive, folder, "README.md", text, asked)
        digests = {file.name: digest for file, digest in listed} | {"README.md": sha256(text).hexdigest()}
        days = {"from": f"{asked.since}", "until": f"{asked.until}"}
        manifest = {"made_at": asked.at.isoformat(), **days, "sha256": digests}
        _add(archive, folder, "manifest.json", json.dumps(manifest, indent=1).encode(), asked)
    return len(listed) + 2


def _add(archive: zipfile.ZipFile, folder: str, name: str, content: bytes, asked: Period) -> None:
    """Dated by the pack, not by this machine's clock: the same answers make the same file."""
    entry = zipfile.ZipInfo(f"{folder}/{name}", asked.at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    archive.writestr(entry, content)
