"""A list with what whoever ships it must say of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version


@dataclass(frozen=True, slots=True)
class WordList:
    """`file`: its name among the guard's words. `words` are in lower case (Chinese: Simplified), a phrase with single
    spaces."""

    file: str
    package: str
    says: str
    licence: str
    words: frozenset[str]

    def lines(self) -> Iterable[str]:
        """The file's, always the same for the same version of the package: sorted, without a date."""
        yield f"# {self.says}"
        yield f"# from {self.package} {version(self.package)}: {self.licence}"
        yield "# built by `manage.py build_guard_words`; do not edit: exceptions stand in harmless_* and safe_*"
        yield from sorted(self.words)
