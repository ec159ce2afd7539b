"""What is shown when a page failed: 503 while the database cannot do its part, as trying again helps then; else 500."""

import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.views import defaults

from audit.alarm import raise_alarm
from audit.door_connection import DoorClosed
from audit.middleware import door_closed_page

#: Classes of SQLSTATE that mean no database: connection, log-in, out of resources, shutting down, no such database.
_UNREACHABLE = ("08", "28", "53", "57", "3D")


def server_error(request: HttpRequest) -> HttpResponse:
    """Also for what fails outside of views, where `RequestOriginMiddleware` does not see it."""
    error = sys.exc_info()[1]
    if isinstance(error, DoorClosed):
        return door_closed_page()
    if isinstance(error, OperationalError):
        if _is_away(error):
            raise_alarm(error)
        return door_closed_page()
    return defaults.server_error(request)


def _is_away(error: OperationalError) -> bool:
    code = getattr(error.__cause__, "sqlstate", None)
    return code is None or code.startswith(_UNREACHABLE)
