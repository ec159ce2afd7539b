"""The person's own export (45 CFR 164.524(c), GDPR 20): all that every room knows of them, as JSON and as PDF.

The book knows of it before the first part is read, and with the digest of the file before it leaves.
"""

import io
import json
import zipfile
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from audit import exporting
from audit.domain.actors import Actor
from audit.door import phi_access
from audit.enums import AuditWord, ExportKind, PurposeOfUse
from clinic.domain.hours import local_day
from clinic.domain.person_export import Asked, Part
from clinic.enums import Language
from clinic.queries import organisation
from consent.copies.export_words import in_words
from patients.models import Person


@dataclass(frozen=True, slots=True)
class Made:
    """The ZIP, whole: it is one person's. `name` says nothing of whose it is."""

    name: str
    content: bytes = field(repr=False)


def make(*, by: Actor, person_id: UUID, now: datetime) -> Made:
    """Raises `Cut` when `by` may no longer have it, `DoorClosed`, `Person.DoesNotExist`, `NoFont`: nothing leaves."""
    house, person = organisation(), Person.objects.only("language").get(pk=person_id)
    today = local_day(now, house.time_zone)
    paper = exporting.begin(
        by=by,
        kind=ExportKind.PERSON,
        now=now,
        criteria={"person": str(person_id)},
        purpose=PurposeOfUse.PATIENT_REQUEST,
        people=[person_id],
        fields=["patients.person"],
    )
    try:
        asked, parts = _read(by, person, now, today)
        content = _zip(asked, parts, house.name_in(asked.language))
        exporting.still_may_or_cut(paper, rows=0)
    except exporting.Cut:
        exporting.cut_off(paper, rows=0, now=now)
        raise
    except BaseException:
        exporting.broken_off(paper, rows=0)
        raise
    rows = sum(len(part.lines) for part in parts)
    exporting.finish(paper, rows=rows, sha256=sha256(content).hexdigest(), now=now)
    return Made(f"revisit-my-data-{today:%Y-%m-%d}.zip", content)


def _read(by: Actor, person: Person, now: datetime, today: date) -> tuple[Asked, list[Part]]:
    """All rooms' parts through one door: one event says what was opened and shown."""
    providers = [import_string(dotted) for dotted in settings.PERSON_EXPORT]
    with phi_access(
        actor=by,
        purpose=PurposeOfUse.PATIENT_REQUEST,
        people=[person.pk],
        fields={name for provider in providers for name in provider.opens},
        beside={name for provider in providers for name in provider.beside},
        word=AuditWord.EXPORT,
    ) as phi:
        asked = Asked(person.pk, now, today, person.language or Language.ENGLISH, phi)
        return asked, [_in_language(part, asked) for provider in providers for part in provider(asked)]


def _in_language(part: Part, asked: Asked) -> Part:
    return replace(part, title=in_words(part.title, asked.language))


def _zip(asked: Asked, parts: list[Part], clinic: str) -> bytes:
    """Dated by the request, not by this machine's clock: the same answers make the same file."""
    from consent.copies.persons_copy_pdf import as_pdf  # here, as in signed_pdf: drawing is much to import

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        files = {"my-data.json": _json(asked, parts, clinic), "my-data.pdf": as_pdf(parts, clinic, asked)}
        files |= {name: content for part in parts for name, content in part.files.items()}
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, asked.at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def _json(asked: Asked, parts: list[Part], clinic: str) -> bytes:
    told = {
        "made_at": asked.at,
        "language": asked.language,
        "clinic": clinic,
        "parts": {part.name: {"title": part.title, "lines": [dict(line) for line in part.lines]} for part in parts},
    }
    return json.dumps(told, indent=1, ensure_ascii=False, default=_plain).encode()


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
