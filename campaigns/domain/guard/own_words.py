"""Words of one person's record in a rendered text: what was done to this reader must not stand in a mail to them, even
where the word alone is harmless. Pure: whoever may reveal the record hands its words in, and keeps nothing."""

import re
from collections.abc import Iterable, Iterator

from campaigns.domain.guard.finding import Finding
from campaigns.domain.guard.seen import HAN_RUN, readable, simplified, without_accents
from campaigns.domain.guard.word_lists import as_written

RULE = "own-record"
_WORD = re.compile(r"[a-z\d]{4,}")
_SHORTEST_HAN = 2


def telling_words(texts: Iterable[str]) -> frozenset[str]:
    """The words of a record's free texts by which one could tell it: no neutral ones, none shorter than four letters.
    Chinese has no gaps, so a run is taken in pairs of characters, but for those of the neutral vocabulary."""
    return frozenset(word for text in texts for word in _words_of(text))


def own_findings(text: str, words: frozenset[str], *, approved: Iterable[str] = ()) -> list[Finding]:
    """What of `words` stands in `text`, a rendered body. `approved`: values of placeholders (name, date, place), which
    may stand there."""
    for value in approved:
        text = text.replace(value, " ") if value else text
    return [Finding(RULE, word) for word in dict.fromkeys(_words_of(text)) if word in words]


def _words_of(text: str) -> Iterator[str]:
    seen = simplified(readable(text))
    neutral = as_written("subject_en") | as_written("reader_en") | as_written("describing_en")
    for word in _WORD.findall(without_accents(seen.casefold())):
        if word not in neutral and word.removesuffix("s") not in neutral:
            yield word
    for run in HAN_RUN.findall(seen):
        for start in range(len(run) - _SHORTEST_HAN + 1):
            pair = run[start : start + _SHORTEST_HAN]
            if not any(pair in word for word in as_written("subject_zh") | as_written("reader_zh")):
                yield pair
