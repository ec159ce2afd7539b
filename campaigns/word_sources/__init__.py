"""Where the guard's longer lists come from: one file for each package. They are installed from `requirements/words.txt`
into an environment of the builder's own, never with the product: it reads the finished lists alone."""

from campaigns.word_sources.across_words import across_words
from campaigns.word_sources.chinese_sounds import chinese_sounds
from campaigns.word_sources.drug_names import drug_names
from campaigns.word_sources.health_terms import terms_en, terms_zh
from campaigns.word_sources.icd10cm import condition_words
from campaigns.word_sources.lists import WordList
from campaigns.word_sources.medical_words_zh import medical_words_zh
from campaigns.word_sources.near_words import near_words
from campaigns.word_sources.near_words_zh import near_words_zh

__all__ = [
    "WordList",
    "across_words",
    "chinese_sounds",
    "condition_words",
    "drug_names",
    "medical_words_zh",
    "near_words",
    "near_words_zh",
    "terms_en",
    "terms_zh",
]
