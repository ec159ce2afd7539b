"""A care guide's Markdown as HTML for its page. Published texts never change, so each is made once in a process."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["image", "code", "fence", "backticks"])
_TAGS = {"p", "a", "strong", "em", "ul", "ol", "li", "h2", "h3", "br"}
_SCHEMES = {"https", "mailto", "tel"}


@lru_cache(maxsize=64)
def guide_html(body: str) -> SafeString:
    clean = nh3.clean(
        _MARKDOWN.render(body), tags=_TAGS, attributes={"a": {"href"}}, url_schemes=_SCHEMES, link_rel="noreferrer"
    )
    return SafeString(clean)  # a moment ago made harmless
