"""Ten codes on paper, for who has lost the phone. Digits alone: they are typed into the same box as the app's code."""

from secrets import randbelow

HOW_MANY, _DIGITS = 10, 12


def new_codes() -> list[str]:
    return [new_code() for _ in range(HOW_MANY)]


def new_code() -> str:
    """`4821-0937-5526`: 40 bits, with throttling in front."""
    return _in_fours(f"{randbelow(10**_DIGITS):0{_DIGITS}}")


def is_shaped_like_one(digits: str) -> bool:
    return len(digits) == _DIGITS


def only_digits(typed: str) -> str:
    """What was meant, however it was spaced."""
    return "".join(character for character in typed if character in "0123456789")


def _in_fours(digits: str) -> str:
    return "-".join(digits[start : start + 4] for start in range(0, len(digits), 4))
