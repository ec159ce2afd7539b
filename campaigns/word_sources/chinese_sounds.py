"""How Chinese characters sound, without the tone: whoever types by sound mistypes by sound (胰导素 for 胰岛素)."""

from collections import defaultdict

from campaigns.word_sources.common_words import chinese_counts
from campaigns.word_sources.lists import WordList

_RAREST = 3


def chinese_sounds() -> WordList:
    from pypinyin import Style, lazy_pinyin

    letters = {letter for word, count in chinese_counts().items() if count >= _RAREST for letter in word}
    sounds = defaultdict(list)
    for letter in sorted(letters):
        sounds[lazy_pinyin(letter, style=Style.NORMAL)[0]].append(letter)
    return WordList(
        file="built_sounds_zh.txt",
        package="pypinyin",
        says="characters by their commonest sound, without the tone",
        licence="MIT, Copyright (c) 2016 mozillazg, 闲耘",
        words=frozenset(f"{sound} {''.join(same)}" for sound, same in sounds.items() if sound.isascii()),
    )
