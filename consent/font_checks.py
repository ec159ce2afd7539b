"""Can the copies that signers get show every name?"""

from typing import Any

from django.core import checks

from consent.pdf_fonts import font_of_this_machine


@checks.register(checks.Tags.compatibility)
def rare_characters(**kwargs: Any) -> list[checks.CheckMessage]:
    if font_of_this_machine() is not None:
        return []
    return [
        checks.Warning(
            "No font with all Chinese characters is on this machine.",
            hint="Copies of signed papers write rare characters of names as code points. Debian: fonts-noto-cjk.",
            id="consent.W001",
        )
    ]
