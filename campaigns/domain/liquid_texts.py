"""Liquid as staff may write it: placeholders of the catalogue, `if` one is there, two filters. Nothing that loops,
includes, compares or writes words of its own: python-liquid takes a quoted string for finished HTML. The one exception
is what stands in for an empty value, `default: "…"`, in plain words.

The size of a text bounds the time that it takes: there are no loops, ranges or assignments.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import ModuleType

from campaigns.domain.hidden_markup import MARKUP
from campaigns.domain.placeholders import CATALOGUE
from campaigns.domain.text_pieces import CannotRender as CannotRender
from campaigns.domain.text_pieces import TextInPieces

MOST_CHARACTERS = 20_000
MOST_MARKUP = 200
FILTERS = ("default", "strip")
_TAG = re.compile(r"{%-?\s*(\w+)")
_KNOWN_TAGS = frozenset({"if", "elsif", "else", "endif"})
_LEFTOVER = re.compile(r"{{|}}|{%|%}")
#: What XML 1.0 (2.2) has no place for, and so no page.
_NO_TEXT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = r"[a-z]+\.[a-z_]+"
_WORDS = r"""(?:'[^'"<>&\\/@{}]*'|"[^'"<>&\\/@{}]*")"""
_OUTPUT = re.compile(rf"{{{{\s*({_NAME})\s*(?:\|\s*strip\s*)?(?:\|\s*default:\s*({_WORDS})\s*)?}}}}")
_CONDITION = re.compile(rf"{{%\s*(?:(?:if|elsif)\s+{_NAME}(?:\s+(?:and|or)\s+{_NAME})*|else|endif)\s*%}}")


def problems(source: str) -> list[str]:
    """What keeps a text from being published, as sentences for the one who wrote it."""
    if len(source) > MOST_CHARACTERS:
        return [f"The text is too long: {len(source):,} of at most {MOST_CHARACTERS:,} characters."]
    if source.count("{{") + source.count("{%") > MOST_MARKUP:
        return [f"The text has more than {MOST_MARKUP} placeholders and conditions."]
    if unfit := unfit_for_pages(source):
        return unfit
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


def unfit_for_pages(source: str) -> list[str]:
    codes = ", ".join(sorted({f"U+{ord(character):04X}" for character in _NO_TEXT.findall(source)}))
    return [f"The text holds characters that no page can show ({codes}): type that place anew."] if codes else []


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
    return set(_engine().used_in(source).names)


def render_text(source: str, values: Mapping[str, str]) -> str:
    return rendered(source, values, html=False)


def render_html(source: str, values: Mapping[str, str]) -> str:
    """As `render_text`; every value is escaped for HTML."""
    return rendered(source, values, html=True)


def rendered(source: str, values: Mapping[str, str], *, html: bool) -> str:
    """Read once, then put together from its pieces: word for word what `rendered_by_liquid` gives."""
    pieces = in_pieces(source, html=html)
    return rendered_by_liquid(source, values, html=html) if pieces is None else pieces.render(values)


@lru_cache(maxsize=256)
def in_pieces(source: str, *, html: bool) -> TextInPieces | None:
    """None for a text that was published under other rules: python-liquid renders it. Raises `LiquidError` if it
    cannot be read."""
    pieces = _engine().in_pieces(source, html=html)
    return None if pieces is None else TextInPieces(pieces, is_html=html)


def _engine() -> ModuleType:
    """Imported by the first text: python-liquid is a twelfth of the imports of every process, and few read a text."""
    from campaigns.domain import liquid_engine

    return liquid_engine


def rendered_by_liquid(source: str, values: Mapping[str, str], *, html: bool) -> str:
    """The measure of `rendered`. An empty value is nil: in Liquid an empty string counts as there."""
    nested: dict[str, dict[str, str | None]] = {}
    for name, value in values.items():
        group, _, leaf = name.partition(".")
        nested.setdefault(group, {})[leaf] = value or None
    template = _engine().compiled(source, html=html)
    try:
        return str(template.render(**nested))
    except _engine().LiquidError as error:
        raise CannotRender(
            f"the text asks for something that this message does not have ({type(error).__name__})"
        ) from error


def _parse_problems(source: str) -> list[str]:
    try:
        used = _engine().used_in(source)
    except _engine().LiquidError as error:
        return [f"The text cannot be read: {str(error).splitlines()[0]}."]
    found = [
        f"“{{{{ {name} }}}}” is no placeholder. Known are: {', '.join(CATALOGUE)}."
        for name in sorted(used.names)
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
