"""Cells that a spreadsheet program shows instead of running (OWASP: CSV injection)."""

_STARTS_A_FORMULA = frozenset("=+-@|%＝＋－＠\t\r\n")


def harmless_cell(text: str) -> str:
    """The text, with an apostrophe before whatever could begin a formula; leading blanks do not hide one."""
    if not text:
        return text
    first = text[0]
    if first.isspace() and first not in _STARTS_A_FORMULA:
        first = text.lstrip()[:1]
    return f"'{text}" if first in _STARTS_A_FORMULA else text
