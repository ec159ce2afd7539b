"""Liquid as staff may write it: placeholders of the catalogue, `if` one is there, two filters. Nothing that loops,
includes, compares or writes words of its own: python-liquid takes a quoted string for finished HTML. The one exception
is what stands in for an empty value, `default: "…"`, in plain words.

The size of a text bounds the time that it takes: there are no loops, ranges or assignments.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NoReturn

from liquid import BoundTemplate, Environment, StrictUndefined
from liquid.builtin import content, illegal, output
from liquid.builtin.filters.misc import default
from liquid.builtin.filters.string import strip
from liquid.builtin.tags import if_tag
from liquid.exceptions import LiquidError

from campaigns.domain.hidden_markup import MARKUP
from campaigns.domain.placeholders import CATALOGUE

MOST_CHARACTERS = 20_000
MOST_MARKUP = 200
MOST_OUTPUT_BYTES = 200_000
FILTERS = {"default": default, "strip": strip}
_TAG = re.compile(r"{%-?\s*(\w+)")
_KNOWN_TAGS = frozenset({"if", "elsif", "else", "endif"})
_LEFTOVER = re.compile(r"{{|}}|{%|%}")
_NAME = r"[a-z]+\.[a-z_]+"
_WORDS = r"""(?:'[^'"<>&\\/@{}]*'|"[^'"<>&\\/@{}]*")"""
_OUTPUT = re.compile(rf"{{{{\s*({_NAME})\s*(?:\|\s*strip\s*)?(?:\|\s*default:\s*({_WORDS})\s*)?}}}}")
_CONDITION = re.compile(rf"{{%\s*(?:(?:if|elsif)\s+{_NAME}(?:\s+(?:and|or)\s+{_NAME})*|else|endif)\s*%}}")


class CannotRender(ValueError):
    """A text asks for something that this message does not have. Says which placeholder, never a value."""


class _Reduced(Environment):
    block_nesting_limit = 4
    context_depth_limit = 4
    loop_iteration_limit = 1
    local_namespace_limit = 1
    output_stream_limit = MOST_OUTPUT_BYTES

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        for tag in (content.Literal, output.Output, illegal.Illegal, if_tag.IfTag):
            self.add_tag(tag)
        self.filters.update(FILTERS)


_HTML = _Reduced(undefined=StrictUndefined, autoescape=True)
_TEXT = _Reduced(undefined=StrictUndefined, autoescape=False)


def problems(source: str) -> list[str]:
    """What keeps a text from being published, as sentences for the one who wrote it."""
    if len(source) > MOST_CHARACTERS:
        return [f"The text is too long: {len(source):,} of at most {MOST_CHARACTERS:,} characters."]
    if source.count("{{") + source.count("{%") > MOST_MARKUP:
        return [f"The text has more than {MOST_MARKUP} placeholders and conditions."]
    found = [
        f"“{{% {tag} %}}” is not available here: only if, elsif, else and endif are."
        for tag in dict.fromkeys(_TAG.findall(source))
        if tag not in _KNOWN_TAGS
    ]
    if _LEFTOVER.search(MARKUP.sub("", source)):
        found.append("A “{{”, “}}”, “{%” or “%}” stands alone.")
    if any(".." in markup for markup in MARKUP.findall(source)):
        found.append("Ranges such as (1..5) are not available here.")
    return found or _parse_problems(source)


def name_in(markup: str) -> str:
    """The placeholder whose value this piece of markup prints; empty for a condition."""
    found = _OUTPUT.fullmatch(markup)
    return found[1] if found else ""


def words_in(markup: str) -> str:
    """Words of its own that this piece of markup may print."""
    found = _OUTPUT.fullmatch(markup)
    return (found[2] or "")[1:-1] if found else ""


def names_used(source: str) -> set[str]:
    """Every placeholder that a text can ask for. Raises `LiquidError` if it cannot be read."""
    return {str(variable) for uses in _TEXT.from_string(source).analyze().variables.values() for variable in uses}


def render_text(source: str, values: Mapping[str, str]) -> str:
    return _render(_compiled(source, html=False), values)


def render_html(source: str, values: Mapping[str, str]) -> str:
    """As `render_text`; every value is escaped for HTML."""
    return _render(_compiled(source, html=True), values)


@lru_cache(maxsize=256)
def _compiled(source: str, *, html: bool) -> BoundTemplate:
    return (_HTML if html else _TEXT).from_string(source)


def _render(template: BoundTemplate, values: Mapping[str, str]) -> str:
    """An empty value is nil: in Liquid an empty string counts as there."""
    nested: dict[str, dict[str, str | None]] = {}
    for name, value in values.items():
        group, _, leaf = name.partition(".")
        nested.setdefault(group, {})[leaf] = value or None
    try:
        return template.render(**nested)
    except LiquidError as error:
        _fail(error)


def _fail(error: LiquidError) -> NoReturn:
    raise CannotRender(f"the text asks for something that this message does not have ({type(error).__name__})")


def _parse_problems(source: str) -> list[str]:
    try:
        template = _TEXT.from_string(source)
        used = template.analyze()
    except LiquidError as error:
        return [f"The text cannot be read: {str(error).splitlines()[0]}."]
    names = {str(variable) for uses in used.variables.values() for variable in uses}
    found = [
        f"“{{{{ {name} }}}}” is no placeholder. Known are: {', '.join(CATALOGUE)}."
        for name in sorted(names)
        if name not in CATALOGUE
    ]
    found += [
        f"The filter “{name}” is not available here: only {' and '.join(FILTERS)} are."
        for name in sorted(used.filters)
        if name not in FILTERS
    ]
    return found or [_odd(markup) for markup in MARKUP.findall(source) if not _is_plain(markup)]


def _is_plain(markup: str) -> bool:
    return bool(_OUTPUT.fullmatch(markup) or _CONDITION.fullmatch(markup))


def _odd(markup: str) -> str:
    if markup.startswith("{%"):
        return f"“{markup}”: a condition asks only whether a placeholder has a value: {{% if clinic.phone %}}."
    return (
        f"“{markup}” must be one placeholder, at most with words for an empty value, without quotes, < > & / @ or "
        'backslash: {{ clinic.phone | default: "our front desk" }}.'
    )
