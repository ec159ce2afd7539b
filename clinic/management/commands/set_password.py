"""A new password for somebody who lost theirs, set from the shell.

For administrators and privacy officers, whose passwords nobody else sets on the pages. Sessions end; it is in the book.
Whoever lost the phone, too: `reset_second_factor`. Gives no role.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.domain.actors import Actor
from audit.origin import acting_from
from clinic.first_passwords import typed_password
from clinic.models import Staff
from clinic.operations.staff import set_password


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        member = Staff.objects.filter(username=username).first()
        if member is None:
            raise CommandError(f"Nobody signs in as {username}.")
        password = typed_password(username)
        with acting_from("command:set_password"):
            set_password(by=Actor.system("command:set_password"), staff_id=member.pk, password=password)
        self.stdout.write(f"{username} signs in with it.")
