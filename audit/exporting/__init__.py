"""Taking something out of the book: streamed, written down before the first byte, and signed by the next seal."""

from audit.exporting.files import Format
from audit.exporting.papers import Paper, begin, broken_off, finish
from audit.exporting.streaming import Cut, stream

__all__ = ["Cut", "Format", "Paper", "begin", "broken_off", "finish", "stream"]
