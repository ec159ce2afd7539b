"""Ordinary words that lie one letter from a listed one (“operating”, “station”): nobody mistyped them."""

from campaigns.domain.guard.disguises import lies_near_a_listed_word
from campaigns.word_sources.common_words import commonest
from campaigns.word_sources.lists import WordList

_HOW_MANY = 60_000


def near_words() -> WordList:
    return WordList(
        file="built_near_en.txt",
        package="symspellpy",
        says="ordinary words one letter away from a listed one",
        licence="MIT, Copyright (c) 2025 mmb L, (c) 2021 Wolf Garbe; of Google Books Ngrams (CC BY 3.0) and SCOWL",
        words=frozenset(word for word in commonest(_HOW_MANY) if lies_near_a_listed_word(word)),
    )
