"""The system check about fonts."""

from pathlib import Path
from typing import Any

import pytest

from consent.copies import machine_fonts
from consent.copies.font_checks import chinese_font, cut_fonts


@pytest.mark.parametrize(
    ("mode", "told"),
    [
        ({"DEMO_MODE": False, "DEBUG": False}, "consent.E001"),
        ({"DEMO_MODE": False, "DEBUG": True}, "consent.W001"),
        ({"DEMO_MODE": True, "DEBUG": False}, "consent.W001"),
    ],
)
def test_a_machine_without_a_chinese_font_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, settings: Any, mode: dict[str, bool], told: str
) -> None:
    monkeypatch.setattr(machine_fonts, "_CHINESE", ("/nowhere/font.ttc",))
    for name, value in mode.items():
        setattr(settings, name, value)
    [found] = chinese_font()
    assert (found.id, "fonts-noto-cjk" in str(found.hint)) == (told, True)


def test_a_machine_with_one_is_told_nothing() -> None:
    assert chinese_font() == []


def test_a_named_file_that_holds_no_chinese_does_not_do(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "latin.ttf").write_bytes(b"no font at all")
    settings.PDF_FONTS = [str(tmp_path / "latin.ttf")]
    [found] = chinese_font()
    assert "PDF_FONTS" in str(found.hint)


def test_production_without_cut_fonts_is_told_how_to_make_them(settings: Any, tmp_path: Path) -> None:
    settings.FONT_CUTS, settings.DEBUG = tmp_path, False
    assert cut_fonts() == []
    settings.DEMO_MODE = False
    [found] = cut_fonts()
    assert (found.id, "cut_fonts" in str(found.hint)) == ("consent.W002", True)
    (tmp_path / "latin-1.ttf").touch()
    assert cut_fonts() == []
