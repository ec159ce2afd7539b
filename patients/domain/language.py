"""Language tags (BCP 47, as in FHIR `Patient.communication`) → a language that this clinic writes in."""

_TRADITIONAL = {"hant", "tw", "hk", "mo"}
_NAMES = {
    "english": "en",
    "chinese": "zh-hans",
    "mandarin": "zh-hans",
    "cantonese": "zh-hant",
    "traditional chinese": "zh-hant",
    "simplified chinese": "zh-hans",
    "繁體中文": "zh-hant",
    "简体中文": "zh-hans",
}


def language_from(tag: str) -> str | None:
    """`en`, `zh-hant` or `zh-hans`; None for every other language, for which the caller takes the clinic's.

    Chinese without script or region is simplified; Cantonese (`yue`) is traditional unless it says `Hans`.
    """
    word = tag.strip().casefold().replace("_", "-")
    if word in _NAMES:
        return _NAMES[word]
    first, *rest = word.split("-")
    if first in {"en", "eng"}:
        return "en"
    if first in {"zh", "zho", "chi", "cmn", "yue"}:
        return _chinese(first, set(rest))
    return None


def _chinese(first: str, rest: set[str]) -> str:
    if "hans" in rest:
        return "zh-hans"
    return "zh-hant" if first == "yue" or rest & _TRADITIONAL else "zh-hans"
