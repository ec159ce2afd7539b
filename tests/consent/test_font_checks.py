"""The system check about rare characters of names."""

import pytest

from consent import pdf_fonts
from consent.font_checks import rare_characters


def test_a_machine_without_a_chinese_font_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_fonts, "_OF_MACHINES", (("/nowhere/font.ttc", 0),))
    [told] = rare_characters()
    assert (told.id, "fonts-noto-cjk" in str(told.hint)) == ("consent.W001", True)


def test_a_machine_with_one_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    here = str(pdf_fonts.OURS["en"][0].path)
    monkeypatch.setattr(pdf_fonts, "_OF_MACHINES", ((here, 0),))
    assert rare_characters() == []
