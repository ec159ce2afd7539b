"""What those did who got a campaign, and those who were held out of it: one statement for all of a quarter."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from campaigns.domain.comparisons import Side
from campaigns.enums import Arm
from campaigns.outcome_counts import BOOKS_WITHIN
from patients.enums import CAME, AppointmentStatus

BOOKED, CAME_IN = "booked", "came"
_COUNT = """
    WITH done AS (
        SELECT c.id, c.name, b.arm,
            EXISTS (
                SELECT FROM patients_appointment a
                WHERE a.person_id = b.person_id AND a.status <> %(in_error)s
                    AND a.created_at > c.audience_at AND a.created_at <= c.audience_at + %(within)s
            ) AS booked,
            EXISTS (
                SELECT FROM patients_visit v
                WHERE v.person_id = b.person_id AND v.started_at > c.audience_at
                    AND v.started_at <= least(c.audience_at + %(within)s, %(now)s)
            ) OR EXISTS (
                SELECT FROM patients_appointment a
                WHERE a.person_id = b.person_id AND a.status = ANY(%(came)s)
                    AND a.starts_at > c.audience_at AND a.starts_at <= c.audience_at + %(within)s
            ) AS came
        FROM campaigns_campaign c JOIN campaigns_campaignmember b ON b.campaign_id = c.id
        WHERE c.control_share > 0 AND c.audience_at >= %(since)s AND c.audience_at < %(until)s
    )
    SELECT id, name, arm, count(*), count(*) FILTER (WHERE booked), count(*) FILTER (WHERE came)
    FROM done GROUP BY id, name, arm ORDER BY name, id, arm
"""


@dataclass(frozen=True, slots=True)
class HeldOut:
    campaign_id: UUID
    name: str
    sent: Side
    control: Side


def held_out(since: datetime, until: datetime, now: datetime) -> list[HeldOut]:
    """Of campaigns whose audience was taken from `since` to before `until`, within `BOOKS_WITHIN` of that moment."""
    values: dict[str, Any] = {
        "since": since, "until": until, "now": now, "within": BOOKS_WITHIN,
        "in_error": AppointmentStatus.ENTERED_IN_ERROR.value, "came": [status.value for status in CAME],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        rows = cursor.fetchall()
    sides = {(row[0], row[2]): Side(row[3], {BOOKED: row[4], CAME_IN: row[5]}) for row in rows}
    nobody = Side(0, {})
    names = {row[0]: row[1] for row in rows}
    return [
        HeldOut(one, name, sides.get((one, Arm.SENT), nobody), sides.get((one, Arm.CONTROL), nobody))
        for one, name in names.items()
    ]
