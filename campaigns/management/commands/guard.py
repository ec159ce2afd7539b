"""The PHI guard over a file of texts, one a line."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from campaigns.domain import guard
from campaigns.queries import clinics_own
from clinic.enums import Language


class Command(BaseCommand):
    help = "Look for PHI in a file of texts, one a line. Exit 1: it found any, or cannot read the file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--part", choices=[guard.SUBJECT, guard.BODY], default=guard.BODY)
        parser.add_argument("--lang", choices=Language.values, default=Language.ENGLISH.value)
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, *args: Any, file: Path, part: str, lang: str, **options: Any) -> None:
        own = _own()
        lines: list[dict[str, Any]] = [
            {"line": number, "findings": [{"rule": found.rule, "word": found.word} for found in findings]}
            for number, line in enumerate(_lines(file), start=1)
            if line.strip()
            for findings in [guard.findings(line, part=part, language=lang, own=own)]
        ]
        found = sum(len(line["findings"]) for line in lines)
        if options["json"]:
            self.stdout.write(json.dumps({"lines": lines}, ensure_ascii=False))
        else:
            self._tell(lines, part)
        if found:
            raise SystemExit(1)

    def _tell(self, lines: list[dict[str, Any]], part: str) -> None:
        for line in lines:
            for finding in line["findings"]:
                said = guard.advice(guard.Finding(**finding), part=part)
                words = f"“{finding['word']}” {said.why}. {said.better}"
                self.stdout.write(f"line {line['line']}: {finding['rule']}: {words}")
        self.stdout.write(f"{len(lines)} lines read, {sum(bool(line['findings']) for line in lines)} with findings")


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CommandError(f"{file} is not UTF-8 text") from None


def _own() -> guard.Own:
    """Without a database (not migrated yet) the guard knows no names of the clinic's own."""
    try:
        return clinics_own()
    except DatabaseError:
        return guard.NOTHING_OWN
