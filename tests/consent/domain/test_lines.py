"""Where lines end: every width counted as one a character, so that the cases can be read."""

import pytest

from consent.domain.lines import lines


@pytest.mark.parametrize(
    ("text", "room", "broken"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("我們可以寄給您", 3, ["我們可", "以寄給", "您"]),
        ("我們可以，寄給您", 4, ["我們可", "以，寄給", "您"]),  # no line begins with a comma
        ("我們說「可以」了", 4, ["我們說", "「可以」", "了"]),  # no line ends with an opening bracket
        ("看 BAA 第十二條", 6, ["看 BAA", "第十二條"]),
        ("incomprehensible", 6, ["incomp", "rehens", "ible"]),
        ("one\ntwo", 20, ["one", "two"]),
        ("“We like it,” she said.", 11, ["“We like", "it,” she", "said."]),
        ("", 5, []),
    ],
)
def test_lines_break_where_they_may(text: str, room: int, broken: list[str]) -> None:
    assert list(lines(text, room=room, width_of=len)) == broken


def test_nothing_but_spaces_is_lost() -> None:
    text = "您的姓名（Name）、“電子郵件”，以及 don’t…「其他」！？ 45 CFR 164.508(c)(1)(i); https://example.org/a-b"
    for room in range(1, 40):
        assert "".join(lines(text, room=room, width_of=len)).replace(" ", "") == text.replace(" ", "")
