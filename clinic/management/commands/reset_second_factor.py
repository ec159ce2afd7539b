"""Take a second factor away, so that the next sign-in sets up a new one: for the last person who could do it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from audit.domain.actors import Actor
from audit.origin import acting_from
from clinic.models import Staff
from clinic.sign_in.operations import reset_second_factor
from clinic.sign_in.tickets import issue_set_up_code


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        member = Staff.objects.filter(username=username).first()
        if member is None:
            raise CommandError("Nobody signs in under this name.")
        with acting_from("command:reset_second_factor"):
            by, now = Actor.system("shell"), timezone.now()
            reset_second_factor(by=by, staff_id=member.pk, now=now)
            code = issue_set_up_code(by=by, staff_id=member.pk, now=now)
        self.stdout.write("Done. Their next sign-in sets up a new one, with their password and")
        self.stdout.write(f"this set-up code, shown once, good for three days: {code}")
