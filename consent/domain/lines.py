"""Lines of a page in Latin and Chinese text: where a line may end, and how much fits."""

import re
from collections.abc import Callable, Iterator

_OPENS = "（「『【《〈“"
_CLOSES = "）」』】》〉”，。、；：！？…"
_CHARACTER = "\u2e80-\u2fff\u3040-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
#: What stays together: one Chinese character or one word, with the signs that may not begin or end a line.
_PIECE = re.compile(
    rf"[{_OPENS}]*(?:[{_CHARACTER}]|[^\s{_CHARACTER}{_OPENS}{_CLOSES}]+)[{_CLOSES}]*\s*|[{_OPENS}{_CLOSES}]+\s*"
)


def lines(text: str, *, room: float, width_of: Callable[[str], float]) -> Iterator[str]:
    """The text broken so that no line is wider than `room`; its own line breaks stay. Nothing but spaces is lost."""
    for paragraph in text.splitlines():
        line = ""
        for piece in _pieces(paragraph, room, width_of):
            if line and width_of((line + piece).rstrip()) > room:
                yield line.rstrip()
                line = ""
            line += piece
        yield line.rstrip()


def _pieces(paragraph: str, room: float, width_of: Callable[[str], float]) -> Iterator[str]:
    """A piece wider than a line comes as its single characters."""
    for piece in _PIECE.findall(paragraph):
        if width_of(piece.rstrip()) > room:
            yield from piece
        else:
            yield piece
