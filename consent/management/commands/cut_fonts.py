"""Cut small fonts for copies from those of this machine: on each machine that serves pages, before it does, and again
when its fonts were renewed. Exit 1 if one is missing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consent.copies.fonts import make_cuts
from consent.copies.machine_fonts import DEBIAN_PACKAGE


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        cuts = make_cuts()
        if missing := [cut.value for cut, is_there in cuts.items() if not is_there]:
            raise CommandError(
                f"Not cut: {', '.join(missing)}. There is no font for it here (Debian: apt install {DEBIAN_PACKAGE}; "
                "or name some in PDF_FONTS), or the folder of state cannot be written."
            )
        self.stdout.write(f"Ready: {', '.join(cuts)}")
