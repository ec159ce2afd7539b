"""Refused tries of whoever is not signed in: a link that we never made, a report that no mail service signed.

They are in the book as denied, by nobody we know. Robots could fill it, so an address gets ten lines in ten minutes
and all strangers together two hundred; the last one says that more were left out. Nothing of what was tried (a
token, a signature) is kept.
"""

from collections.abc import Iterable

from audit import ledger, origin
from audit.domain.actors import Actor
from audit.door_connection import door_cursor
from audit.enums import AuditWord, Outcome

STRANGER = Actor.system("stranger")
MOST_OF_ONE_ADDRESS, MOST_OF_ALL = 10, 200
_LATELY = """
    SELECT count(*), count(*) FILTER (WHERE address IS NOT DISTINCT FROM %s::inet)
    FROM audit_event WHERE actor_id = %s AND occurred_at > clock_timestamp() - interval '10 minutes'
"""


def record_refusal(*, fields: Iterable[str] = (), word: AuditWord = AuditWord.REVEAL) -> None:
    """One denied line with the page and the address, while there is room for it. Raises `DoorClosed`."""
    of_all, of_this = _lately()
    room = min(MOST_OF_ALL - of_all, MOST_OF_ONE_ADDRESS - of_this)
    if room > 0:
        ledger.record_read(
            word=word,
            actor=STRANGER,
            purpose="",
            people=(),
            fields=fields,
            outcome=Outcome.DENIED,
            details={"more": "left out for ten minutes"} if room == 1 else {},
        )


def _lately() -> tuple[int, int]:
    with door_cursor() as cursor:
        cursor.execute(_LATELY, [origin.current().address, STRANGER.id])
        of_all, of_this = cursor.fetchone()
    return of_all, of_this
