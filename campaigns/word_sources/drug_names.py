"""Drugs: names and trade names of one word, from DrugBank's open vocabulary (CC0), MeSH, MedlinePlus and the NHS, as
drug-named-entity-recognition gathers them."""

import re
from collections.abc import Iterator

from campaigns.word_sources.common_words import commonness
from campaigns.word_sources.lists import WordList

_WORD = re.compile(r"[a-z]{5,}")
_COMMON = 2.3


def drug_names() -> WordList:
    return WordList(
        file="built_drugs_en.txt",
        package="drug-named-entity-recognition",
        says="names and trade names of drugs for patients that everyday English hardly uses",
        licence="MIT, Copyright (c) 2023 Fast Data Science Ltd",
        words=frozenset(_names()),
    )


def _names() -> Iterator[str]:
    from drug_named_entity_recognition import drugs_finder

    told = {
        name
        for name, drug in drugs_finder.drug_canonical_to_data.items()
        if drug.get("medline_plus_id") or drug.get("nhs_url")
    }
    for variant, drugs in drugs_finder.drug_variant_to_canonical.items():
        name = variant.lower()
        if _WORD.fullmatch(name) and not told.isdisjoint(drugs) and commonness(name) < _COMMON:
            yield name
