"""How a name is written in one line."""

_CJK = (("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U0003fffd"))


def full_name(given: str | None, family: str | None) -> str:
    """“Mei Lin”; 林美 when both parts are in Chinese characters; what there is when a part is missing."""
    given, family = (given or "").strip(), (family or "").strip()
    if given and family and is_chinese(given) and is_chinese(family):
        return f"{family}{given}"
    return f"{given} {family}".strip()


def is_chinese(text: str) -> bool:
    return all(any(first <= sign <= last for first, last in _CJK) for sign in text)
