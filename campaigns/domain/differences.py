"""Two versions of a text beside each other, as somebody reads them: by line, and by word where a line changed.
Chinese is compared by character."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+|\s+|[^\w\s]")

_ALIKE = 0.5


class Kind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    words: str


Line = tuple[Piece, ...]


def differences(old: str, new: str) -> list[Line]:
    """Every line of both, in the order of the new one. What was removed stands before what took its place."""
    before, after = old.splitlines(), new.splitlines()
    lines: list[Line] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [(Piece(Kind.SAME, line),) for line in after[j1:j2]]
        else:
            lines += _changed(before[i1:i2], after[j1:j2])
    return lines


def is_changed(line: Line) -> bool:
    return any(piece.kind is not Kind.SAME for piece in line)


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    for was, becomes in zip_longest(before, after):
        if was is None:
            yield (Piece(Kind.ADDED, becomes),)
        elif becomes is None:
            yield (Piece(Kind.REMOVED, was),)
        elif _is_another(was, becomes):
            yield (Piece(Kind.REMOVED, was),)
            yield (Piece(Kind.ADDED, becomes),)
        else:
            yield tuple(_pieces(_WORD.findall(was), _WORD.findall(becomes)))


def _is_another(was: str, becomes: str) -> bool:
    """More than half of it: word by word nobody could read it."""
    return SequenceMatcher(None, _WORD.findall(was), _WORD.findall(becomes), autojunk=False).ratio() < _ALIKE


def _pieces(was: Sequence[str], becomes: Sequence[str]) -> Iterator[Piece]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, was, becomes, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(Kind.SAME, "".join(becomes[j1:j2]))
            continue
        if i2 > i1:
            yield Piece(Kind.REMOVED, "".join(was[i1:i2]))
        if j2 > j1:
            yield Piece(Kind.ADDED, "".join(becomes[j1:j2]))
