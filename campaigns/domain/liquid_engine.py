"""The part of python-liquid that texts of staff may use; `liquid_texts` says what that is, and is who asks."""

from dataclasses import dataclass
from functools import lru_cache

from liquid import BoundTemplate, Environment, StrictUndefined
from liquid.builtin import content, illegal, output
from liquid.builtin.filters.misc import default
from liquid.builtin.filters.string import strip
from liquid.builtin.tags import if_tag
from liquid.exceptions import LiquidError

from campaigns.domain import liquid_tree
from campaigns.domain.text_pieces import MOST_OUTPUT_BYTES, Pieces

__all__ = ["LiquidError", "Used", "compiled", "in_pieces", "used_in"]


class _Reduced(Environment):
    block_nesting_limit = 4
    context_depth_limit = 4
    loop_iteration_limit = 1
    local_namespace_limit = 1
    output_stream_limit = MOST_OUTPUT_BYTES

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        for tag in (content.Literal, output.Output, illegal.Illegal, if_tag.IfTag):
            self.add_tag(tag)
        self.filters.update({"default": default, "strip": strip})


_HTML = _Reduced(undefined=StrictUndefined, autoescape=True)
_TEXT = _Reduced(undefined=StrictUndefined, autoescape=False)


@dataclass(frozen=True, slots=True)
class Used:
    """Names of placeholders and of filters."""

    names: frozenset[str]
    filters: frozenset[str]


def used_in(source: str) -> Used:
    """Raises `LiquidError` if the text cannot be read."""
    found = _TEXT.from_string(source).analyze()
    names = frozenset(str(variable) for uses in found.variables.values() for variable in uses)
    return Used(names, frozenset(found.filters))


@lru_cache(maxsize=256)
def compiled(source: str, *, html: bool) -> BoundTemplate:
    return (_HTML if html else _TEXT).from_string(source)


def in_pieces(source: str, *, html: bool) -> Pieces | None:
    """Of a text that staff may write; None for any other."""
    return liquid_tree.pieces_of(compiled(source, html=html))
