"""Can the copies that signers get be made on this machine?"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

from consent.copies.machine_fonts import DEBIAN_PACKAGE, is_for_chinese_here


@checks.register(checks.Tags.compatibility)
def chinese_font(**kwargs: Any) -> list[checks.CheckMessage]:
    """In production an error; in the demo and while trying out (DEBUG) a warning."""
    if is_for_chinese_here():
        return []
    words = (
        "No font with Chinese characters is on this machine: who signs in Chinese gets no copy, so it does not count."
    )
    hint = f"Debian: apt install {DEBIAN_PACKAGE}. Or name font files with both scripts in PDF_FONTS."
    if settings.DEMO_MODE or settings.DEBUG:
        return [checks.Warning(words, hint=hint, id="consent.W001")]
    return [checks.Error(words, hint=hint, id="consent.E001")]


@checks.register(checks.Tags.compatibility)
def cut_fonts(**kwargs: Any) -> list[checks.CheckMessage]:
    """In production alone: elsewhere the worker has them cut as it starts."""
    if settings.DEMO_MODE or settings.DEBUG or not is_for_chinese_here() or any(Path(settings.FONT_CUTS).glob("*.ttf")):
        return []
    words = "No fonts are cut for copies on this machine: each copy takes a second more, and its text is found badly."
    return [checks.Warning(words, hint="Before it serves pages: python3 run.py manage cut_fonts", id="consent.W002")]
