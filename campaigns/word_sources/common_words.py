"""How common a word is, to tell “femur” from “horse” in a list that has both. Only asked while building."""


def commonness(word: str, language: str = "en") -> float:
    """Zipf scale: 3 is once in a million words, 6 once in a thousand; 0 for a word that is not known."""
    from wordfreq import zipf_frequency

    return float(zipf_frequency(word, language))


def commonest(how_many: int) -> list[str]:
    from wordfreq import top_n_list

    return [word for word in top_n_list("en", how_many) if word.isascii() and word.isalpha()]


def commonest_chinese(how_many: int) -> list[str]:
    from wordfreq import top_n_list

    return [word for word in top_n_list("zh", how_many) if all("\u4e00" <= letter <= "\u9fff" for letter in word)]
