"""Patterns of one kind, ready to search."""

import re

Patterns = tuple[tuple[str, re.Pattern[str]], ...]


def compiled(*patterns: tuple[str, str]) -> Patterns:
    return tuple((rule, re.compile(pattern, re.IGNORECASE)) for rule, pattern in patterns)
