"""Which fonts a document gets, and what happens on a machine without one. `fonts-noto-cjk` must be installed."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from consent.copies import machine_fonts
from consent.copies.font_cuts import Cut, characters_of
from consent.copies.fonts import NoFont, fonts_for
from consent.copies.machine_fonts import chinese_font, latin_fonts
from consent.copies.pdf_sheet import BODY, Sheet
from consent.documents import shown
from consent.operations.forms import built_in_forms


@pytest.fixture
def no_chinese_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_fonts, "_CHINESE", ())


@pytest.fixture
def no_font(monkeypatch: pytest.MonkeyPatch, no_chinese_font: None) -> None:
    monkeypatch.setattr(machine_fonts, "_LATIN", ())


def _names(text: str, language: str) -> list[str]:
    return [font.path.name.split("-")[0] for font in fonts_for(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "fonts"),
    [
        ("Pat Lee", "en", ["latin"]),
        ("Pat 陳", "en", ["latin", "traditional"]),
        ("Pat 签", "en", ["latin", "simplified"]),
        ("陳 Zoë", "zh-hant", ["traditional"]),
        ("陈 Zoë", "zh-hans", ["simplified"]),
        ("陳签", "zh-hant", ["traditional", "simplified"]),
        ("陳\U00020bb7", "zh-hant", ["traditional", "NotoSansCJK"]),
    ],
)
def test_fewest_fonts_are_taken_and_the_whole_one_for_rare_characters_alone(
    text: str, language: str, fonts: list[str]
) -> None:
    assert _names(text, language) == fonts


def test_each_script_has_its_own_shapes() -> None:
    taiwan, mainland = chinese_font("zh-hant"), chinese_font("zh-hans")
    assert taiwan is not None and mainland is not None
    assert (taiwan.path, mainland.path) == (mainland.path, taiwan.path)
    assert taiwan.number != mainland.number


def test_common_characters_and_all_forms_need_no_whole_font() -> None:
    characters = {chr(code) for cut in Cut for code in characters_of(cut)}
    for form in built_in_forms():
        assert set(shown(form, "").text) - {"\n"} <= characters
    assert (len(characters_of(Cut.TRADITIONAL)) > 5_401, len(characters_of(Cut.SIMPLIFIED)) > 3_755) == (True, True)


def test_fonts_that_are_named_are_used_instead_of_the_usual_ones(settings: Any) -> None:
    [latin, *_] = latin_fonts()
    settings.PDF_FONTS = [str(latin.path)]
    assert fonts_for("Łukasz", "en") == (latin,)
    with pytest.raises(NoFont):
        fonts_for("陳", "en")


def test_a_file_that_is_no_font_is_passed_over(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "torn.ttc").write_bytes(b"ttcf")
    settings.PDF_FONTS = [str(tmp_path / "torn.ttc"), str(tmp_path / "gone.ttf")]
    assert chinese_font("zh-hant") is None


# --- without a Chinese font --------------------------------------------------------------------------------


@pytest.mark.usefixtures("no_chinese_font")
def test_english_is_printed_with_what_is_there() -> None:
    [latin, *_] = latin_fonts()
    assert fonts_for("Łukasz", "en") == (latin,)


@pytest.mark.usefixtures("no_chinese_font")
@pytest.mark.parametrize(("text", "language"), [("陳怡君", "en"), ("陳怡君", "zh-hant"), ("陈怡君", "zh-hans")])
def test_what_would_be_code_points_is_refused_and_the_words_name_nobody(text: str, language: str) -> None:
    with pytest.raises(NoFont) as refused:
        fonts_for(text, language)
    assert str(refused.value) == "3 characters of a document are in no font of this machine"


@pytest.mark.usefixtures("no_font")
def test_without_any_font_western_names_are_left_to_the_readers_own() -> None:
    sheet = Sheet(["Zoë’s form"], "en")
    sheet.add_page()
    sheet.put("Zoë’s form", BODY)
    assert PdfReader(BytesIO(bytes(sheet.output()))).pages[0].extract_text() == "Zoë’s form"
    with pytest.raises(NoFont):
        Sheet(["Łukasz"], "en")
