"""The guard's longer lists, made from packages that others keep (docs/guard.md says how to set up)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from campaigns import word_sources
from campaigns.domain.guard.word_lists import FOLDER

_SOURCES = (
    word_sources.condition_words,
    word_sources.drug_names,
    word_sources.terms_en,
    word_sources.terms_zh,
    word_sources.medical_words_zh,
    word_sources.chinese_sounds,
    word_sources.across_words,  # it and the next read the others
    word_sources.near_words,
    word_sources.near_words_zh,
)


class Command(BaseCommand):
    help = (
        "Write the guard's word lists from the packages of requirements/words.txt. With --check: exit 1 if any differs."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Write nothing; compare.")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        folder = Path(str(FOLDER))
        differs = False
        for source in _SOURCES:
            words = _built(source)
            text = "".join(f"{line}\n" for line in words.lines())
            file = folder / words.file
            differs |= not file.exists() or file.read_text(encoding="utf-8") != text
            if not check:
                file.write_text(text, encoding="utf-8")
            self.stdout.write(f"{words.file}: {len(words.words)} words")
        if check and differs:
            raise SystemExit(1)


def _built(source: Any) -> word_sources.WordList:
    try:
        return source()
    except ImportError as error:
        raise CommandError(f"{error.name} is not installed: see requirements/README.md, `words.txt`.") from None
