import pytest

from campaigns.domain.differences import differences, is_changed

_MARKS = {"same": "{}", "added": "[+{}]", "removed": "[-{}]"}


@pytest.mark.parametrize(
    ("old", "new", "read"),
    [
        ("Hello", "Hello", ["Hello"]),
        ("", "Hello", ["[+Hello]"]),
        ("Hello\nthere", "Hello", ["Hello", "[-there]"]),
        ("See you on Monday.\nBye", "See you on Friday.\nBye", ["See you on [-Monday][+Friday].", "Bye"]),
        ("您的預約", "您的約定", ["您的[-預]約[+定]"]),
        ("a\nc", "a\nb\nc", ["a", "[+b]", "c"]),
        ("Thank you for choosing us.", "## News!", ["[-Thank you for choosing us.]", "[+## News!]"]),
        ("<b>", "<i>", ["<[-b][+i]>"]),
    ],
)
def test_differences_as_somebody_reads_them(old: str, new: str, read: list[str]) -> None:
    found = differences(old, new)
    assert ["".join(_MARKS[piece.kind].format(piece.words) for piece in line) for line in found] == read
    assert any(map(is_changed, found)) == (old != new)
