"""Common Chinese words that sound like a listed one: nobody mistyped them."""

from campaigns.domain.guard.disguises_zh import by_sound, sound_of
from campaigns.word_sources.common_words import chinese_counts
from campaigns.word_sources.lists import WordList

#: Rarer ones are misspellings more often than words.
_RAREST = 10


def near_words_zh() -> WordList:
    return WordList(
        file="built_near_zh.txt",
        package="jieba",
        says="common words that sound like a listed one",
        licence="MIT, Copyright (c) 2013 Sun Junyi",
        words=frozenset(
            word
            for word, count in chinese_counts().items()
            if count >= _RAREST and word not in by_sound().get(sound_of(word), word)
        ),
    )
