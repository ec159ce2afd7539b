"""One sentence after another, and whether it speaks to the reader: words that often mean something else count only
there (“the treatment of the windows”), and in short lines, which name a topic."""

import re

_END = re.compile(r"(?<=[。！？；!?;\n])|(?<=\.)\s+")
_TO_THE_READER = re.compile(
    r"\b(?:you|your|yours|patients?|he|she|his|her|him)\b|[您你]|患者|病人|病友|上次|上回|下次|记得|该.{0,3}了"
    r"|可以(?:取|领|拿)|剩|复|改到|改为"
)
_HEADING_EN, _HEADING_ZH = 5, 10
_WORD = re.compile(r"[a-z\d]+")
_HAN = re.compile(r"[\u3400-\u9fff]")


def sentences(text: str) -> list[str]:
    return [sentence for sentence in _END.split(text) if sentence.strip()]


def speaks_to_the_reader(sentence: str) -> bool:
    """To or of one person, or too short to tell."""
    if _TO_THE_READER.search(sentence):
        return True
    if sentence.rstrip().endswith((";", "；")):
        return False  # it goes on
    return len(_WORD.findall(sentence)) < _HEADING_EN and len(_HAN.findall(sentence)) < _HEADING_ZH
