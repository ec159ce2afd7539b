"""Somebody who may sign in at once, made from the shell: the first log-ins of an installation, and the way back.

    python3 run.py manage hire avery --role administrator
    python3 run.py manage hire parker --role privacy-officer

It asks for a first password and prints a set-up code. Tell both to the new colleague: at the first sign-in they type
them, set up an authenticator app, print recovery codes, and from the pages on everything else is done.

Two people at least are needed: one asks for a role, another grants it, and an officer reviews what others opened. For
somebody who was let go or whose access has lapsed, it is the way back, with the password they had.
Roles: front-desk and clinician work with records; marketer with texts and campaigns; privacy-officer reads the access
book; administrator looks after staff and set-up (desk: "Who may see what"). Needs no superuser and makes none.
"""

from argparse import RawDescriptionHelpFormatter
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
from clinic.sign_in.tickets import has_factor, issue_set_up_code

BY = Actor.system("command:hire")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("username", help="the name they sign in with")
        parser.add_argument("--role", choices=Role.values, required=True, help="what they do here")
        parser.add_argument("--first-name", default="", help="shown to colleagues")
        parser.add_argument("--last-name", default="", help="shown; compared with records they open")
        parser.add_argument("--email", default="", help="where alerts go: no PHI, a link")

    def handle(self, *args: Any, username: str, role: str, **told: Any) -> None:
        person: staff.Person = {
            "first_name": told["first_name"],
            "last_name": told["last_name"],
            "email": told["email"],
        }
        with acting_from("command:hire"):
            try:
                code = _hire(username, Role(role), person)
            except NotAllowed as refused:
                raise CommandError(str(refused)) from None
        self.stdout.write(f"{username} may sign in as {Role(role).label.lower()}.")
        if code:
            self.stdout.write(f"Their set-up code, shown once, good for three days: {code}")
        if Staff.objects.filter(role__in=DECIDERS, is_active=True, is_superuser=False).count() < 2:
            self.stdout.write("One more administrator or privacy officer is needed: roles take two people.")


def _hire(username: str, role: Role, person: staff.Person) -> str:
    """New with a password that is asked for; somebody who was here before keeps theirs. The set-up code of whoever has
    no second factor."""
    now = timezone.now()
    if known := Staff.objects.filter(username=username).first():
        grants.ask(by=BY, now=now, staff_id=known.pk, role=role)
    else:
        password = typed_password(username)
        known = staff.hire(by=BY, now=now, username=username, password=password, role=role, **person)
    return "" if has_factor(known.pk) else issue_set_up_code(by=BY, staff_id=known.pk, now=now)
