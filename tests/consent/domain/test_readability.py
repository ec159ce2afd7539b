"""Measures of plain language, on texts whose values were worked out by hand or are published."""

import pytest

from consent.domain.readability import grade, measures, rare_share, syllables_of


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("the", 1), ("cat", 1), ("shared", 1), ("stopped", 1), ("wanted", 2), ("needed", 2), ("table", 2),
        ("services", 3), ("messages", 3), ("clinic", 2), ("privacy", 3), ("signature", 3), ("authorization", 5),
        ("e-mail", 2), ("doctor's", 2), ("unsubscribe", 3), ("times", 1), ("dishes", 2),
    ],
)  # fmt: skip
def test_syllables_of_a_word(word: str, syllables: int) -> None:
    assert syllables_of(word) == syllables


def test_grade_follows_kincaids_formula() -> None:
    # 2 sentences, 9 words, 9 syllables: 0.39 * 4.5 + 11.8 * 1 - 15.59
    assert grade("The cat sat on the mat. It was fat!") == -2.0
    # 1 sentence, 4 words, 5 + 1 + 3 + 5 syllables: 0.39 * 4 + 11.8 * 3.5 - 15.59
    assert grade("Authorization of personal determination.") == 27.3


def test_the_grade_of_a_text_without_words_is_zero() -> None:
    assert (grade(""), grade("…"), [one.value for one in measures("", "zh-hant")]) == (0.0, 0.0, [0, 0, 0.0])


def test_legal_english_is_too_hard_and_names_its_longest_sentence() -> None:
    legal = (
        "Notwithstanding any provision herein to the contrary, the undersigned individual hereby irrevocably "
        "authorizes the aforementioned covered entity and its business associates to utilize and disclose "
        "individually identifiable health information for the purposes enumerated hereinafter."
    )
    found = measures(f"We like you. {legal}", "en")
    assert [one.is_fine for one in found] == [False, False]
    assert found[1].example == legal


@pytest.mark.parametrize(
    ("text", "language", "share"),
    [
        ("您可以隨時撤回", "zh-hant", 0.0),
        ("您可以随时撤销", "zh-hans", 0.0),
        ("您可以随时撤销", "zh-hant", 3 / 7),  # 随 时 销 are not Taiwan's
        ("您可以隨時撤回", "zh-hans", 2 / 7),  # 隨 時 are not the mainland's
        ("饕餮", "zh-hans", 1.0),  # in GB 2312, but of its level 2
        ("no Chinese at all", "zh-hans", 0.0),
    ],
)
def test_rare_characters_are_those_outside_level_1(text: str, language: str, share: float) -> None:
    assert rare_share(text, language) == share


def test_chinese_sentences_are_counted_by_characters_and_whole_latin_words() -> None:
    found = {one.name: one.value for one in measures("您可以不簽。請看 BAA 第 12 條！", "zh-hant")}
    assert found["characters in a sentence, on average"] == 5.5  # 5 and 6: 請 看 BAA 第 12 條
    assert found["characters in the longest sentence"] == 6


def test_a_long_chinese_sentence_is_named() -> None:
    long = "我們" * 26
    [_, longest, _] = measures(f"您好。{long}。", "zh-hant")
    assert (longest.value, longest.is_fine, longest.example) == (52, False, long)
