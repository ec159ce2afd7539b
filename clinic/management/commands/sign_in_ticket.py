"""A code to hand over, for who cannot sign in while no colleague can make one on the pages.

Without a second factor: a set-up code, good for three days. With one: a ticket for a browser that others' guesses keep
out, good once and for half an hour. It opens nothing without their password.
"""

from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from audit.domain.actors import Actor
from audit.origin import acting_from
from clinic.models import Staff
from clinic.sign_in import tickets


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("username", help="the name they sign in with")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        member = Staff.objects.filter(username=username, is_active=True).first()
        if member is None:
            raise CommandError("Nobody who works here signs in under this name.")
        is_set_up = tickets.has_factor(member.pk)
        issue = tickets.issue_ticket if is_set_up else tickets.issue_set_up_code
        with acting_from("command:sign_in_ticket"):
            code = issue(by=Actor.system("command:sign_in_ticket"), staff_id=member.pk, now=timezone.now())
        what = "Ticket, good once and for half an hour" if is_set_up else "Set-up code, good for three days"
        self.stdout.write(f"{what}: {code}")
