"""Taking something out of the book: streamed, written down before the first byte, and signed by the next seal."""

from audit.exporting.files import Format
from audit.exporting.leave_to_export import Cut, still_may_or_cut
from audit.exporting.papers import Paper, begin, broken_off, cut_off, finish
from audit.exporting.streaming import stream

__all__ = ["Cut", "Format", "Paper", "begin", "broken_off", "cut_off", "finish", "still_may_or_cut", "stream"]
