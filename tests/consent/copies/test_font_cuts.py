"""Cutting a font: once, again when it changed, and by several at once."""

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from celery.signals import worker_ready
from django.core.management import CommandError, call_command
from fontTools.ttLib import TTFont

from clinic.celery import app
from consent.copies import font_cuts
from consent.copies.font_cuts import Cut, cut_of, make
from consent.copies.fonts import fonts_for
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


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few characters, so that a cut takes no time."""
    monkeypatch.setattr(font_cuts, "characters_of", lambda cut: frozenset(map(ord, "Aa簽签")))


@pytest.fixture
def here() -> Iterator[None]:
    """Tasks run where they are asked for."""
    import_module("consent.tasks")  # as a worker does, which finds them
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


def _inode(font: Font) -> int:
    return font.path.stat().st_ino


def _made(font: Font) -> Font:
    assert make(font, Cut.LATIN)
    return cut_of(font, Cut.LATIN)


def test_a_cut_is_made_once_and_holds_what_it_should(folder: Path, font: Font) -> None:
    assert make(font, Cut.LATIN)
    made = cut_of(font, Cut.LATIN)
    assert (made.path.parent, set(map(ord, "AzéŁ")) <= made.characters) == (folder, True)
    assert made.path.stat().st_size < font.size / 2
    assert (make(font, Cut.LATIN), _inode(cut_of(font, Cut.LATIN))) == (True, _inode(made))
    assert [path.name for path in folder.iterdir()] == [made.path.name]


def test_a_font_that_changed_is_cut_again(folder: Path, font: Font) -> None:
    before = _made(font)
    os.utime(font.path, (1, 1))
    after = _made(font_at(font.path))
    assert (after.path != before.path, after.characters == before.characters) == (True, True)


def test_several_at_once_do_no_harm(folder: Path, font: Font) -> None:
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(_made, [font] * 3))
    assert {cut.path for cut in made} == {*folder.iterdir()}
    with TTFont(made[0].path) as whole:
        assert len(whole["glyf"].glyphs) == len(whole.getGlyphOrder())


def test_where_nothing_can_be_kept_the_font_itself_is_used(settings: Any, tmp_path: Path, font: Font) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.FONT_CUTS = tmp_path / "file"
    assert (make(font, Cut.LATIN), cut_of(font, Cut.LATIN)) == (False, font)


def test_cubic_curves_become_those_that_every_reader_draws(folder: Path) -> None:
    collection = chinese_font("en")
    assert collection is not None
    with TTFont(_made(collection).path) as made:
        height = made["glyf"][made.getBestCmap()[ord("A")]].yMax
        assert ("CFF " in made, 700 < height < 760) == (False, True)
        width, _ = made["hmtx"][made.getBestCmap()[ord("’")]]
        assert width < 400


def _chinese() -> Font:
    font = chinese_font("zh-hant")
    assert font is not None
    return font


def test_a_document_makes_no_cut_and_is_set_in_the_whole_font(folder: Path) -> None:
    """It would take a page some seconds."""
    fonts = fonts_for("簽名 Abc", "zh-hant")
    assert ([font.path for font in fonts], folder.exists()) == ([_chinese().path], False)


def test_worker_makes_them_as_it_starts(folder: Path, small: None, here: None) -> None:
    worker_ready.send(sender=None)
    assert {path.name.partition("-")[0] for path in folder.iterdir()} == set(Cut)


def test_command_makes_them_and_says_what_is_missing(folder: Path, small: None, settings: Any) -> None:
    call_command("cut_fonts", stdout=StringIO())
    assert {path.name.partition("-")[0] for path in folder.iterdir()} == set(Cut)
    settings.PDF_FONTS = ["/nowhere/font.ttc"]
    with pytest.raises(CommandError, match="fonts-noto-cjk"):
        call_command("cut_fonts")
