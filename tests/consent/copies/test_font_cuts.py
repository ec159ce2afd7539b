"""Cutting a font: once, again when it changed, and by several at once."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from consent.copies.font_cuts import Cut, cut_of
from consent.copies.machine_fonts import Font, chinese_font, font_at, latin_fonts


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.FONT_CUTS = tmp_path / "cuts"
    return tmp_path / "cuts"


@pytest.fixture
def font(tmp_path: Path) -> Font:
    """A small one: what is cut is the same."""
    [found, *_] = latin_fonts()
    return font_at(Path(shutil.copy(found.path, tmp_path / "font.ttf")))


def _inode(font: Font) -> int:
    return font.path.stat().st_ino


def test_a_cut_is_made_once_and_holds_what_it_should(folder: Path, font: Font) -> None:
    made = cut_of(font, Cut.LATIN)
    assert (made.path.parent, set(map(ord, "AzéŁ")) <= made.characters) == (folder, True)
    assert made.path.stat().st_size < font.size / 2
    assert _inode(cut_of(font, Cut.LATIN)) == _inode(made)
    assert [path.name for path in folder.iterdir()] == [made.path.name]


def test_a_font_that_changed_is_cut_again(folder: Path, font: Font) -> None:
    before = cut_of(font, Cut.LATIN)
    os.utime(font.path, (1, 1))
    after = cut_of(font_at(font.path), Cut.LATIN)
    assert (after.path != before.path, after.characters == before.characters) == (True, True)


def test_several_at_once_do_no_harm(folder: Path, font: Font) -> None:
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(cut_of, [font] * 3, [Cut.LATIN] * 3))
    assert {cut.path for cut in made} == {*folder.iterdir()}
    with TTFont(made[0].path) as whole:
        assert len(whole["glyf"].glyphs) == len(whole.getGlyphOrder())


def test_where_nothing_can_be_kept_the_font_itself_is_used(settings: Any, tmp_path: Path, font: Font) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.FONT_CUTS = tmp_path / "file"
    assert cut_of(font, Cut.LATIN) == font


def test_cubic_curves_become_those_that_every_reader_draws(folder: Path) -> None:
    collection = chinese_font("en")
    assert collection is not None
    with TTFont(cut_of(collection, Cut.LATIN).path) as made:
        height = made["glyf"][made.getBestCmap()[ord("A")]].yMax
        assert ("CFF " in made, 700 < height < 760) == (False, True)
        width, _ = made["hmtx"][made.getBestCmap()[ord("’")]]
        assert width < 400
