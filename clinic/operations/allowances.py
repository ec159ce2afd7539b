"""Spending the allowance of a public page. One statement and the database's clock: the same for all workers.

Generic cell rate algorithm (ITU-T I.371): of `per_minute` requests all may come at once, then one each
60 / `per_minute` seconds. One row a visitor, however much they try.
"""

from math import ceil

from django.db import connection

_SPEND = """
    INSERT INTO clinic_allowance AS had (name, visitor, used_until)
    VALUES (%(name)s, %(visitor)s, clock_timestamp() + %(step)s * interval '1 second')
    ON CONFLICT (name, visitor) DO UPDATE
    SET used_until = greatest(had.used_until, clock_timestamp()) + %(step)s * interval '1 second'
    WHERE had.used_until <= clock_timestamp() + (60 - %(step)s) * interval '1 second'
    RETURNING 0
"""
_GIVE_BACK = """
    UPDATE clinic_allowance SET used_until = used_until - %(step)s * interval '1 second'
    WHERE name = %(name)s AND visitor = %(visitor)s
"""
_WAIT = """
    SELECT extract(epoch FROM used_until - clock_timestamp()) - 60 + %(step)s
    FROM clinic_allowance WHERE name = %(name)s AND visitor = %(visitor)s
"""
_AT_LEAST = 2  # seconds
_SWEEP = "DELETE FROM clinic_allowance WHERE used_until < clock_timestamp()"


def spend(*, name: str, visitor: bytes, per_minute: int) -> int:
    """Count one request: 0 if it is allowed, else the seconds to wait. What is refused is not counted."""
    asked: dict[str, str | bytes | float] = {"name": name, "visitor": visitor, "step": 60 / per_minute}
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, asked)
        if cursor.fetchone():
            return 0
        cursor.execute(_WAIT, asked)
        row = cursor.fetchone()
    return max(_AT_LEAST, ceil(row[0])) if row else _AT_LEAST


def give_back(*, name: str, visitor: bytes, per_minute: int) -> None:
    """Take back one request that was counted by `spend` and came to nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, {"name": name, "visitor": visitor, "step": 60 / per_minute})


def sweep() -> int:
    """Forget who has waited long enough; how many."""
    with connection.cursor() as cursor:
        cursor.execute(_SWEEP)
        return int(cursor.rowcount)
