"""Liquid markup while Markdown, the sanitiser and MJML work: one plain word for each piece."""

import re
import secrets

MARKUP = re.compile(r"{{[^{}]*}}|{%[^{}]*%}")


class HiddenMarkup:
    """The words are drawn anew for each text, so that nobody can type one."""

    def __init__(self) -> None:
        mark = secrets.token_hex(8)
        self._stem = f"zq{mark}n"
        self._pieces: list[str] = []
        self.word = re.compile(rf"{self._stem}(\d+)qz")

    def hide(self, source: str) -> str:
        return MARKUP.sub(self._remember, source)

    def show(self, text: str) -> str:
        return self.word.sub(lambda match: self._pieces[int(match[1])], text)

    def pieces_in(self, text: str) -> list[str]:
        return [self._pieces[int(number)] for number in self.word.findall(text)]

    def _remember(self, match: re.Match[str]) -> str:
        self._pieces.append(match[0])
        return f"{self._stem}{len(self._pieces) - 1}qz"
