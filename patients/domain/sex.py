"""Words for sex in other systems → FHIR AdministrativeGender."""

_WORDS = {
    "female": "female", "f": "female", "woman": "female", "w": "female", "女": "female",
    "male": "male", "m": "male", "man": "male", "男": "male",
    "other": "other", "o": "other", "x": "other", "nonbinary": "other", "non-binary": "other", "a": "other",
    "unknown": "unknown", "u": "unknown", "n": "unknown", "": "unknown",
}  # fmt: skip


def sex_from(word: str) -> str | None:
    """`female`, `male`, `other` or `unknown`; None for a word that is not known."""
    return _WORDS.get(word.strip().casefold())
