"""Is somebody at home, and is the house in order?"""

import time

from django.db import connection
from django.http import HttpRequest, JsonResponse

from audit.database_roles.start_up import faults_here

_LOOKED_AGAIN_AFTER = 30  # seconds: anybody may ask, and each look is a dozen queries
_last: dict[str, tuple[float, bool]] = {}


def healthz(request: HttpRequest) -> JsonResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """503 while rights, owners or triggers do not guard the book; the log and the alert to staff say which."""
    if _is_guarded():
        return JsonResponse({"status": "ok"})
    return JsonResponse({"status": "not guarded"}, status=503)


def _is_guarded() -> bool:
    database = str(connection.settings_dict["NAME"])
    at, guarded = _last.get(database, (0.0, False))
    if not at or time.monotonic() - at > _LOOKED_AGAIN_AFTER:
        guarded = not faults_here()
        _last[database] = (time.monotonic(), guarded)
    return guarded
