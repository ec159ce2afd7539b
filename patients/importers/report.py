"""What became of an import: counts by kind, and the first rows that were refused or not wholly read."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from patients.enums import ImportNote, RecordKind, RefusalReason
from patients.importers.records import Place

#: More than these are counted, kept in the database, and not listed.
MOST_LISTED = 10_000
READ, CREATED, UPDATED, UNCHANGED, REFUSED = "read", "created", "updated", "unchanged", "refused"


@dataclass(slots=True)
class ImportReport:
    counts: dict[str, Counter[str]] = field(default_factory=lambda: {kind: Counter() for kind in RecordKind})
    skipped: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[Place, RefusalReason]] = field(default_factory=list)
    notes: list[tuple[Place, ImportNote]] = field(default_factory=list)
    claims: int = 0
    run_id: str = ""

    def refuse(self, kind: RecordKind, place: Place, reason: RefusalReason) -> None:
        self.counts[kind][REFUSED] += 1
        if len(self.refused) < MOST_LISTED:
            self.refused.append((place, reason))

    def skip(self, what: str, whole_file: Place | None) -> None:
        self.skipped[what] += 1
        if whole_file is not None and len(self.refused) < MOST_LISTED:
            self.refused.append((whole_file, RefusalReason.TYPE_NOT_IMPORTED))

    def note(self, place: Place, word: ImportNote) -> None:
        if len(self.notes) < MOST_LISTED:
            self.notes.append((place, word))

    def numbers(self) -> dict[str, dict[str, int]]:
        words = (READ, CREATED, UPDATED, UNCHANGED, REFUSED)
        return {str(kind): {word: self.counts[kind][word] for word in words} for kind in RecordKind}

    def as_json(self) -> dict[str, Any]:
        """The shape that other programs rely on; reasons and notes are words without values."""
        return {
            **self.numbers(),
            "refused": [
                {"file": str(place.file), "line": place.line, "reason": reason.label} for place, reason in self.refused
            ],
            "notes": [{"file": str(place.file), "line": place.line, "note": word.label} for place, word in self.notes],
            "skipped": dict(sorted(self.skipped.items())),
            "consent_claims": self.claims,
            "run": self.run_id,
        }
