"""A notice's Markdown as HTML for its page. Published texts never change, so each is made once in a process."""

from dataclasses import dataclass
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

from consent.domain.notices import parted

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["image", "code", "fence", "backticks"])
_TAGS = {"p", "a", "strong", "em", "ul", "ol", "li", "h3", "br"}
_SCHEMES = {"https", "mailto", "tel"}


@dataclass(frozen=True, slots=True)
class ShownSection:
    name: str
    title: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class ShownNotice:
    introduction: SafeString
    sections: tuple[ShownSection, ...]


@lru_cache(maxsize=32)
def shown(body: str) -> ShownNotice:
    introduction, sections = parted(body)
    return ShownNotice(
        _html(introduction), tuple(ShownSection(part.name, part.title, _html(part.text)) for part in sections)
    )


def _html(text: str) -> SafeString:
    clean = nh3.clean(
        _MARKDOWN.render(text), tags=_TAGS, attributes={"a": {"href"}}, url_schemes=_SCHEMES, link_rel="noreferrer"
    )
    return SafeString(clean)  # a moment ago made harmless
