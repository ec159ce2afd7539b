"""After a restore: close one chain of seals and open the next."""

from typing import Any

from django.core.management.base import BaseCommand

from audit.sealing.epochs import open_epoch


class Command(BaseCommand):
    help = "Open a new epoch of the access book, with the owner's role, before anybody works on a restored database."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Epoch {open_epoch().pk} is open. The sealer closes the one before and goes on.")
