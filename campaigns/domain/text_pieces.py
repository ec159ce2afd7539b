"""A text that Liquid has been read out of: what it says to everybody, and where values go.

Which values there are decides what a text says; what they are only fills its places. So it is laid straight once for
each such case, and a message costs a look-up and a join. python-liquid reads it (`liquid_tree`) and stays what
rendering is measured against.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from markupsafe import escape

MOST_OUTPUT_BYTES = 200_000
_MOST_KEPT = 64
_SPECIAL = re.compile("[&<>'\"]")


class CannotRender(ValueError):
    """A text asks for something that this message does not have. Says which placeholder, never a value."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value goes. `otherwise`: the text's own words for an empty one, ready for its kind of text."""

    name: str
    strips: bool = False
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Test:
    """Is there a value? With `others`: all or any of these (`joined` is "and" or "or"), read until it is settled."""

    name: str = ""
    joined: str = ""
    others: tuple["Test", ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """The first way whose test holds; `None` always does. Only blanks (`is_mute`): tested, but says nothing."""

    ways: tuple[tuple[Test | None, "Pieces"], ...]
    is_mute: bool = False


Piece = str | Slot | Choice
Pieces = tuple[Piece, ...]
Straight = tuple[str | Slot, ...]
#: For each name that a text asks for: a value that is there, one that is empty, or none at all.
There = tuple[bool | None, ...]


@dataclass(slots=True)
class TextInPieces:
    """One compiled text; `is_html`: values are escaped."""

    pieces: Pieces
    is_html: bool
    names: tuple[str, ...] = ()
    _kept: dict[There, Straight] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = tuple(dict.fromkeys(_names(self.pieces)))

    def there(self, values: Mapping[str, str]) -> There:
        """What `straight` goes by. An empty value counts as none."""
        return tuple([None if (value := values.get(name)) is None else value != "" for name in self.names])

    def straight(self, there: There) -> Straight:
        """Literal text and slots in turn, without conditions. Raises `CannotRender`."""
        found = self._kept.get(there)
        if found is None:
            found = _joined(_laid_out(self.pieces, dict(zip(self.names, there, strict=True))))
            if len(self._kept) < _MOST_KEPT:
                self._kept[there] = found
        return found

    def render(self, values: Mapping[str, str]) -> str:
        """Raises `CannotRender`."""
        ready: Callable[[str], str] = escaped if self.is_html else str
        said = "".join(
            [
                piece if isinstance(piece, str) else filled(piece, values[piece.name], ready)
                for piece in self.straight(self.there(values))
            ]
        )
        if len(said) * 4 > MOST_OUTPUT_BYTES and len(said.encode()) > MOST_OUTPUT_BYTES:
            raise CannotRender("the text with its values is too long")
        return said


def with_plain_line_ends(text: str) -> str:
    """One kind of line break, as python-liquid writes."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def escaped(value: str) -> str:
    """For HTML, as python-liquid escapes it."""
    return str(escape(value)) if _SPECIAL.search(value) else value


def filled(slot: Slot, value: str, ready: Callable[[str], str]) -> str:
    """`ready` makes a value fit for its kind of text; `Slot.otherwise` is."""
    if slot.strips:
        value = value.strip()
    return with_plain_line_ends(ready(value)) if value else slot.otherwise


def _names(pieces: Pieces) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, Slot):
            yield piece.name
        elif isinstance(piece, Choice):
            for test, way in piece.ways:
                yield from _tested(test)
                yield from _names(way)


def _tested(test: Test | None) -> Iterator[str]:
    if test is not None:
        yield from (test.name,) if test.name else ()
        for other in test.others:
            yield from _tested(other)


def _laid_out(pieces: Pieces, there: Mapping[str, bool | None]) -> Iterator[str | Slot]:
    for piece in pieces:
        if isinstance(piece, Choice):
            way = next((way for test, way in piece.ways if test is None or _holds(test, there)), ())
            said = list(_laid_out(way, there))
            yield from () if piece.is_mute else said
        elif isinstance(piece, Slot):
            _known(piece.name, there)
            yield piece
        else:
            yield piece


def _holds(test: Test, there: Mapping[str, bool | None]) -> bool:
    if test.name:
        return _known(test.name, there)
    return (all if test.joined == "and" else any)(_holds(other, there) for other in test.others)


def _known(name: str, there: Mapping[str, bool | None]) -> bool:
    found = there[name]
    if found is None:
        raise CannotRender(f"the text asks for something that this message does not have ({name})")
    return found


def _joined(laid_out: Iterator[str | Slot]) -> Straight:
    straight: list[str | Slot] = []
    for piece in laid_out:
        if isinstance(piece, str) and straight and isinstance(straight[-1], str):
            straight[-1] += piece
        else:
            straight.append(piece)
    return tuple(straight)
