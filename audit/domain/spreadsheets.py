"""Cells that a spreadsheet program shows instead of running (OWASP: CSV injection)."""

_STARTS_A_FORMULA = frozenset("=+-@|%＝＋－＠\t\r\n")


def harmless_cell(text: str) -> str:
    """The text, with an apostrophe before whatever could begin a formula; leading blanks do not hide one."""
    begins = text[:1], text.lstrip()[:1]
    return f"'{text}" if any(first and first in _STARTS_A_FORMULA for first in begins) else text
