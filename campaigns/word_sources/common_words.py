"""How common a word is, to tell “femur” from “horse” in a list that has both. Only asked while building:
how common one English word is of wordfreq, of whose data nothing is copied; which ones are common of symspellpy and, in
Chinese, of jieba (both MIT)."""

from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path


def commonness(word: str, language: str = "en") -> float:
    """Zipf scale: 3 is once in a million words, 6 once in a thousand; 0 for a word that is not known."""
    from wordfreq import zipf_frequency

    return float(zipf_frequency(word, language))


def commonest(how_many: int) -> list[str]:
    """By symspellpy's dictionary, the commonest first."""
    lines = data_of("symspellpy", "symspellpy/frequency_dictionary_en_82_765.txt").splitlines()
    counts = {word: int(count) for word, count in (line.lstrip("\ufeff").split(" ") for line in lines)}
    words = sorted(counts, key=lambda word: (-counts[word], word))[:how_many]
    return [word for word in words if word.isascii() and word.isalpha()]


def commonest_chinese(how_many: int) -> list[str]:
    counts = chinese_counts()
    return sorted(counts, key=lambda word: (-counts[word], word))[:how_many]


@lru_cache(maxsize=1)
def chinese_counts() -> dict[str, int]:
    """How often jieba's authors met a word of Chinese characters alone; names of people are left out."""
    return {
        word: int(count)
        for word, count, kind in map(str.split, data_of("jieba", "jieba/dict.txt").splitlines())
        if not kind.startswith("nr") and all("\u4e00" <= letter <= "\u9fff" for letter in word)
    }


def data_of(package: str, path: str) -> str:
    """A file of an installed package, which is read and not run: what it needs to run is not installed."""
    return Path(str(distribution(package).locate_file(path))).read_text(encoding="utf-8")
