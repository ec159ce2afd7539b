"""Is a text plain enough to be signed? Measures with limits: 45 CFR 164.508(c)(3), "written in plain language".

English: the Flesch-Kincaid grade (Kincaid and others, 1975) of at most 8, the upper end of what the NIH and the
American Medical Association ask of texts for patients, and no sentence above 30 words. Chinese has no grade of that
standing; what makes it hard is long sentences and rare characters. Common are the characters of level 1 of the two
national sets: GB 2312 (3,755, mainland) and Big5 (5,401, Taiwan). The limits for Chinese are ours.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_CHINESE_SENTENCE_END = re.compile(r"[。！？；\n]+")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_VOWELS = re.compile(r"[aeiouy]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_CHINESE_LETTER = re.compile(rf"{_HAN.pattern}|[A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Measure:
    """`value` may be at most `most`; `example` is what weighs most."""

    name: str
    value: float
    most: float
    example: str = ""

    @property
    def is_fine(self) -> bool:
        return self.value <= self.most


def measures(text: str, language: str) -> tuple[Measure, ...]:
    """`language`: en, zh-hant or zh-hans. A text without words measures 0 everywhere."""
    return _MEASURED[language](text)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade: school years in the United States needed to read it. 0.0 without words."""
    sentences, words = _sentences(text), _WORD.findall(text)
    if not words:
        return 0.0
    syllables = sum(map(syllables_of, words))
    return round(0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59, 1)


def syllables_of(word: str) -> int:
    """Groups of vowels, less a silent ending; at least one. Right for about nine words in ten, which is the accuracy
    that the grade itself has."""
    letters = re.sub(r"['’]s?$", "", word.lower())
    groups = len(_VOWELS.findall(letters))
    if re.search(r"[^aeiouy](?:e|es)$|[^aeiouytd]ed$", letters) and not re.search(
        r"[^aeiouy]le(?:s|d)?$|(?:[sxz]|ch|sh|[cg])es$", letters
    ):
        groups -= 1
    return max(1, groups)


def rare_share(text: str, language: str) -> float:
    """The share of Chinese characters outside level 1 of the language's set; 0.0 without Chinese characters."""
    characters = _HAN.findall(text)
    return len(_rare(characters, language)) / len(characters) if characters else 0.0


def _english(text: str) -> tuple[Measure, ...]:
    longest = max(_sentences(text), key=lambda sentence: len(_WORD.findall(sentence)), default="")
    return (
        Measure("Flesch-Kincaid grade", grade(text), 8.0),
        Measure("words in the longest sentence", len(_WORD.findall(longest)), 30, longest),
    )


def _chinese(language: str) -> Callable[[str], tuple[Measure, ...]]:
    def measured(text: str) -> tuple[Measure, ...]:
        sentences = [part.strip() for part in _CHINESE_SENTENCE_END.split(text) if _CHINESE_LETTER.search(part)]
        lengths = [len(_CHINESE_LETTER.findall(sentence)) for sentence in sentences] or [0]
        longest = max(sentences, key=lambda sentence: len(_CHINESE_LETTER.findall(sentence)), default="")
        rare = "".join(sorted(set(_rare(_HAN.findall(text), language))))
        return (
            Measure("characters in a sentence, on average", round(sum(lengths) / len(lengths), 1), 25.0),
            Measure("characters in the longest sentence", max(lengths), 50, longest),
            Measure("rare characters in a hundred", round(100 * rare_share(text, language), 1), 1.0, rare),
        )

    return measured


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in _SENTENCE_END.split(text) if _WORD.search(part)]


def _rare(characters: list[str], language: str) -> list[str]:
    return [character for character in characters if not _IS_COMMON[language](character)]


def _is_in_big5_level_1(character: str) -> bool:
    return 0xA440 <= _code(character, "big5") <= 0xC67E


def _is_in_gb2312_level_1(character: str) -> bool:
    return 0xB0A1 <= _code(character, "gb2312") <= 0xD7F9


def _code(character: str, codec: str) -> int:
    """0 for a character that the set does not have."""
    return int.from_bytes(character.encode(codec, "ignore"))


_IS_COMMON: Mapping[str, Callable[[str], bool]] = {"zh-hant": _is_in_big5_level_1, "zh-hans": _is_in_gb2312_level_1}
_MEASURED: Mapping[str, Callable[[str], tuple[Measure, ...]]] = {
    "en": _english,
    "zh-hant": _chinese("zh-hant"),
    "zh-hans": _chinese("zh-hans"),
}
