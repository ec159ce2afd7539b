"""Common Chinese words that share a character with a listed one: 一流产品 is 一流 and 产品, and no 流产."""

from campaigns.domain.guard.word_lists import sensitive_chinese
from campaigns.word_sources.common_words import commonest_chinese
from campaigns.word_sources.lists import WordList

_HOW_MANY = 40_000


def across_words() -> WordList:
    listed = sensitive_chinese()
    firsts = {word[0] for word in listed if len(word) == 2}
    seconds = {word[1] for word in listed if len(word) == 2}
    words = (word for word in commonest_chinese(_HOW_MANY) if word not in listed)
    return WordList(
        file="built_across_zh.txt",
        package="jieba",
        says="common words that end where a listed word begins, or begin where it ends",
        licence="MIT, Copyright (c) 2013 Sun Junyi",
        words=frozenset(word for word in words if len(word) == 2 and (word[1] in firsts or word[0] in seconds)),
    )
