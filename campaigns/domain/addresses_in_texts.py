"""No link may carry anything about a person: an address is seen by servers, proxies, histories and logs.

A link leads to exactly one placeholder that is a page of ours or the clinic's, or to an address that is the same for
everybody. Mail programs make links of bare addresses too, so a placeholder must not touch one.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from campaigns.domain.hidden_markup import HiddenMarkup
from campaigns.domain.liquid_texts import name_in, words_in
from campaigns.domain.placeholders import CATALOGUE

_LOOKS_LIKE_ADDRESS = re.compile(r"://|www\.|mailto:|tel:|@|[\w-]\.[a-z]{2,}", re.IGNORECASE)
_HOST = re.compile(r"[\w.-]+(?::\d+)?")
_PERSONAL = "xx"


def target_problems(targets: list[str], markup: HiddenMarkup) -> Iterator[str]:
    """`targets` as Markdown understood them, with hidden markup."""
    for target in targets:
        pieces, shown = markup.pieces_in(target), markup.show(target)
        if not pieces and not _is_same_for_everybody(target):
            yield f"The link “{shown}” must begin with https:, mailto:, tel: or be a placeholder."
        elif pieces and not (pieces == [shown] and _is_page(shown)):
            yield (
                f"The link “{shown}” must be one placeholder of a page, and nothing else, or an address without any "
                "placeholder: every server on the way reads it."
            )


def touching_problems(said: str, markup: HiddenMarkup) -> Iterator[str]:
    """`said`: running words as the reader gets them, with hidden markup."""
    for run in said.split():
        pieces = markup.pieces_in(run)
        outputs = [piece for piece in pieces if name_in(piece)]
        bare = markup.word.sub(lambda match: _shown_as(markup.pieces_in(match[0])[0]), run)
        pages = [piece for piece in outputs if CATALOGUE[name_in(piece)].is_page]
        if outputs and (_LOOKS_LIKE_ADDRESS.search(bare) or (pages and len(outputs) > 1)):
            yield f"“{markup.show(run)}”: put a space between a placeholder and an address."


def _is_same_for_everybody(target: str) -> bool:
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(_HOST.fullmatch(parts.netloc))
    return parts.scheme in {"mailto", "tel"} and bool(parts.path)


def _is_page(piece: str) -> bool:
    name = name_in(piece)
    return bool(name) and CATALOGUE[name].is_page and "|" not in piece


def _shown_as(piece: str) -> str:
    return (_PERSONAL if name_in(piece) else "") + words_in(piece)
