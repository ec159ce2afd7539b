"""Make a key pair that seals the access book."""

from typing import Any

from django.core.management.base import BaseCommand

from audit.domain.seal_keys import SigningKey, new_key, public_text_of


class Command(BaseCommand):
    help = "Print a new pair. The private half is for the sealer alone, and a copy of it for the safe."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        private = new_key()
        self.stdout.write(f"# key {SigningKey(private).id}")
        self.stdout.write("# for audit_sealer alone; to hand over: AUDIT_SEAL_KEY=NEW,OLD")
        self.stdout.write(f"AUDIT_SEAL_KEY={private}")
        self.stdout.write("# for everybody")
        self.stdout.write(f"AUDIT_SEAL_PUBLIC_KEYS={public_text_of(private)}")
