"""A password that somebody at the machine's shell sets for an account."""

import sys
from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from clinic.models import Staff


def typed_password(username: str) -> str:
    """Typed twice, or one line of a pipe; never an argument, which others can read."""
    typed = getpass("First password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if not typed:
        raise CommandError("No password was given. Without a terminal, it is the first line of the input.")
    if sys.stdin.isatty() and getpass("Once more: ") != typed:
        raise CommandError("The two are not the same.")
    try:
        validate_password(typed, Staff(username=username))
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None
    return typed
