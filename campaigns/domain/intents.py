"""What somebody asks the outbox for: one message to one person at one time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Intent:
    """`(origin_id, step, occurrence, person_id, channel)` is what makes it one and the same message.

    `anchor_at` is the moment that it is about, such as the start of the appointment, and `location_id` the place;
    all moments are aware UTC. It leaves in [due_at, leaves_until), or in other hours before `expires_at` that whoever
    asked for it gives it later (`outbox.postpone`); None: at any hour.
    `is_capped`: the weekly cap may hold it back. `on_closed_days`: it may leave while the clinic is closed.
    `hold`: why it is held although the gate allows it, in a word of `Unsent`; `released_by`: who let it go, with
    the version `released_text` of its text; another one waits to be released.
    `about`: the holiday that it is for, as `clinic.domain.holidays` names it.
    """

    person_id: UUID
    template_slug: str
    channel: str
    origin: str
    origin_id: UUID
    origin_slug: str
    step: str
    occurrence: str
    appointment_id: UUID | None
    anchor_at: datetime
    due_at: datetime
    expires_at: datetime
    leaves_until: datetime | None = None
    location_id: UUID | None = None
    is_capped: bool = False
    on_closed_days: bool = False
    about: str = ""
    hold: str = ""
    released_at: datetime | None = None
    released_by: str = ""
    released_text: UUID | None = None
