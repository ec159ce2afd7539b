"""The Markdown that staff may write: headings, lists, emphasis, links. No pictures, no code, no HTML."""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        """Every link is one, so that a bad one is seen and refused instead of standing there as odd letters."""
        return True


_MARKDOWN = _Markdown("commonmark", {"html": False, "breaks": True}).disable(["image", "code", "fence", "backticks"])


def parsed(source: str) -> list[Token]:
    return _MARKDOWN.parse(source)


def rendered(tokens: list[Token]) -> str:
    return str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


def targets_of(tokens: list[Token]) -> list[str]:
    """Where all links lead, however they were written."""
    return [
        str(child.attrGet("href"))
        for token in tokens
        for child in token.children or ()
        if child.type == "link_open" or child.attrGet("href")
    ]


def text_of(tokens: list[Token], colon: str = ": ") -> str:
    """Paragraphs apart, list items with a dash, a link as its words, a colon, its address."""
    return "".join(_lines_of(tokens, colon))


def _lines_of(tokens: list[Token], colon: str) -> Iterator[str]:
    in_item = 0
    for token in tokens:
        if token.type == "list_item_open":
            in_item += 1
            yield "- "
        elif token.type == "list_item_close":
            in_item -= 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            yield "\n"
        elif token.type == "inline":
            yield _inline_text(token.children or [], colon) + ("\n" if in_item else "\n\n")


def _inline_text(children: list[Token], colon: str) -> str:
    said: list[str] = []
    target = ""
    for child in children:
        if child.type == "link_open":
            target = str(child.attrGet("href"))
        elif child.type == "link_close":
            said.append(f"{colon}{target}")
        elif child.type in {"softbreak", "hardbreak"}:
            said.append("\n")
        else:
            said.append(child.content)
    return "".join(said)
