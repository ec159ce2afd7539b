"""Whether an error in preparing messages is about one of them, or about the house, whichever message it is."""

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError, OperationalError

from audit.door_connection import DoorClosed
from audit.key_checks import WrongKey

_OF_THE_HOUSE = (DoorClosed, WrongKey, ImproperlyConfigured, OperationalError, InterfaceError)
#: What a statement is refused for by its values (PostgreSQL, appendix A): data exceptions, constraints, what triggers
#: raise.
_ABOUT_VALUES = ("22", "23", "P0")
#: A column that must not be empty, and that this release does not know of.
_NOT_NULL = "23502"


def is_of_the_house(error: Exception) -> bool:
    """Then nothing is to be failed for it: the book is closed, a key is wrong, the database is away, or its tables are
    those of another release, as in the middle of a deploy."""
    if isinstance(error, _OF_THE_HOUSE):
        return True
    code = getattr(error.__cause__, "sqlstate", None) if isinstance(error, DatabaseError) else None
    return bool(code) and (code == _NOT_NULL or not str(code).startswith(_ABOUT_VALUES))
