"""Somebody who may sign in at once, made from the shell: the first log-ins of an installation, and the way back.

    python3 run.py manage hire avery --role administrator
    python3 run.py manage hire parker --role privacy-officer

Two people at least are needed: one asks for a role, another grants it, and an officer reviews what others opened. For
somebody who was let go or whose access has lapsed, it is the way back. Needs no superuser and makes none.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from audit.domain.actors import Actor
from audit.origin import acting_from
from clinic.domain.grants import DECIDERS
from clinic.enums import Role
from clinic.first_passwords import typed_password
from clinic.models import Staff
from clinic.operations import grants, staff
from clinic.operations.rights import NotAllowed

BY = Actor.system("command:hire")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--role", choices=Role.values, required=True)
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")
        parser.add_argument("--email", default="")

    def handle(self, *args: Any, username: str, role: str, **told: Any) -> None:
        person: staff.Person = {
            "first_name": told["first_name"],
            "last_name": told["last_name"],
            "email": told["email"],
        }
        with acting_from("command:hire"):
            try:
                _hire(username, Role(role), person)
            except NotAllowed as refused:
                raise CommandError(str(refused)) from None
        self.stdout.write(f"{username} may sign in as {Role(role).label.lower()}.")
        if Staff.objects.filter(role__in=DECIDERS, is_active=True, is_superuser=False).count() < 2:
            self.stdout.write("One more administrator or privacy officer is needed: roles take two people.")


def _hire(username: str, role: Role, person: staff.Person) -> None:
    """New with a password that is asked for; somebody who was here before keeps theirs."""
    now = timezone.now()
    if known := Staff.objects.filter(username=username).first():
        grants.ask(by=BY, now=now, staff_id=known.pk, role=role)
    else:
        staff.hire(by=BY, now=now, username=username, password=typed_password(username), role=role, **person)
