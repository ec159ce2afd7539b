"""Emoji that say what a word would: a syringe, a pill, a tooth, a bottle for a baby."""

import re
from collections.abc import Iterator

from campaigns.domain.guard.finding import Finding

_MEDICAL = re.compile(
    "[\U0001f489\U0001f48a\U0001fa78\U0001fa79\U0001fa7a\U0001fa7b\U0001fa7c\U0001f9b7\U0001f9b4\U0001f9e0\U0001fac0\U0001fac1"
    "\U0001f9ec\U0001f9a0\U0001f930\U0001fac3\U0001fac4\U0001f931\U0001f37c\U0001f476\U0001f912\U0001f915\U0001f922\U0001f92e"
    "\U0001f927\U0001f9bd\U0001f9af\U0001f9bb\U0001f9be\U0001f9bf\U0001f691\U0001f6ac\U0001f346\U0001f397\u2695]"
)


def picture_findings(text: str) -> Iterator[Finding]:
    for picture in _MEDICAL.findall(text):
        yield Finding("sensitive-picture", picture)
