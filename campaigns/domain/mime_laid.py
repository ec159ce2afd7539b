"""Both parts of a mail, encoded, with holes for the values of one message."""

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass

from campaigns.domain.layout import tidy
from campaigns.domain.mime_text import SOFT_BREAK, quoted, quoted_piece, quoted_value
from campaigns.domain.text_pieces import Slot, TextInPieces, escaped, filled

#: Stands for a value while a text is tidied: no blank, and nothing that PostgreSQL would keep.
_HOLE = "\0"
#: Before the first part, between both, after the second.
_MARKS = 3
_QUOTED = "\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
_TEXT_HEAD = f'\r\nContent-Type: text/plain; charset="utf-8"{_QUOTED}'.encode()
_HTML_HEAD = f'\r\nContent-Type: text/html; charset="utf-8"{_QUOTED}'.encode()


@dataclass(frozen=True, slots=True)
class Laid:
    """Pieces in order. `marks`: the places of the boundary. The others: which value goes where."""

    pieces: list[bytes]
    marks: tuple[int, ...]
    in_text: tuple[tuple[int, str], ...]
    in_html: tuple[tuple[int, str], ...]
    names: tuple[str, ...]

    def filled(self, values: Mapping[str, str], mark: bytes) -> list[bytes] | None:
        """None where a value is not one plain line: tidying would see it, or an encoder would change it."""
        ready: dict[str, bytes] = {}
        for name in self.names:
            value = values[name]
            if not value.isprintable() or value[0] == " " or value[-1] == " ":
                return None
            ready[name] = quoted_value(value)
        pieces = self.pieces.copy()
        for place in self.marks:
            pieces[place] = mark
        for place, name in self.in_text:
            pieces[place] = ready[name]
        for place, name in self.in_html:
            shown = escaped(values[name])
            pieces[place] = ready[name] if shown is values[name] else quoted_value(shown)
        return pieces


def whole(text: str, html: str, mark: bytes) -> list[bytes]:
    """The same of parts that are rendered and tidied."""
    return [mark, _TEXT_HEAD, quoted(text), mark, _HTML_HEAD, quoted(html), mark, b"--\r\n"]


def laid(
    text: TextInPieces, html: TextInPieces, *, shared: Mapping[str, str], there: Mapping[str, bool]
) -> Laid | None:
    """`shared`: values that are the same in all messages; `there`: whether the others have a value. None where a text
    cannot be divided at its values. Raises `CannotRender`."""
    values = {name: _HOLE if has_value else "" for name, has_value in there.items()} | dict(shared)
    varying = {name for name, has_value in there.items() if has_value}
    words, names = _with_holes(text, values, varying, str)
    page, page_names = _with_holes(html, values, varying, escaped)
    if words.count(_HOLE) != len(names) or page.count(_HOLE) != len(page_names):
        return None
    before, after = list(_encoded(tidy(words))), list(_encoded(page))
    second = 2 + len(before)
    return Laid(
        pieces=[b"", _TEXT_HEAD, *before, b"", _HTML_HEAD, *after, b"", b"--\r\n"],
        marks=(0, second, second + 2 + len(after)),
        in_text=tuple((3 + 2 * place, name) for place, name in enumerate(names)),
        in_html=tuple((second + 3 + 2 * place, name) for place, name in enumerate(page_names)),
        names=tuple(dict.fromkeys((*names, *page_names))),
    )


def _with_holes(
    text: TextInPieces, values: Mapping[str, str], varying: Container[str], ready: Callable[[str], str]
) -> tuple[str, list[str]]:
    names, said = [], []
    for piece in text.straight(text.there(values)):
        if isinstance(piece, Slot) and piece.name in varying:
            names.append(piece.name)
            said.append(_HOLE)
        else:
            said.append(filled(piece, values[piece.name], ready) if isinstance(piece, Slot) else piece)
    return "".join(said), names


def _encoded(text: str) -> Iterator[bytes]:
    """Words and holes in turn; each value gets lines of its own."""
    *pieces, last = text.split(_HOLE)
    for place, piece in enumerate(pieces):
        written = quoted_piece(piece)
        if place and not written.startswith(b"\r\n"):
            written = SOFT_BREAK + written
        yield written if not written or written.endswith(b"\r\n") else written + SOFT_BREAK
        yield b""
    written = quoted(last)
    yield SOFT_BREAK + written if pieces and written and not written.startswith(b"\r\n") else written
