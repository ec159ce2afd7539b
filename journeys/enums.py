"""Words of journeys. A leaf: imports nothing of ours."""

from django.db.models import TextChoices


class Trigger(TextChoices):
    """What begins a journey, and the moment its steps are counted from."""

    JOINED = "joined", "A patient joins (the day of joining)"
    APPOINTMENT = "appointment", "An appointment is booked (its start)"
    PROCEDURE = "procedure", "A procedure was done (its end)"
    CHECK_UP_DUE = "check-up-due", "The last check-up was a year ago (that day)"


class Condition(TextChoices):
    NONE = "", "Always"
    STILL_ON = "still-on", "The appointment is still on"
    NO_UPCOMING_VISIT = "no-upcoming-visit", "Nothing is booked"


class EnrolmentState(TextChoices):
    ACTIVE = "active", "Under way"
    COMPLETED = "completed", "Completed"
    EXITED = "exited", "Left"


class ExitReason(TextChoices):
    APPOINTMENT_OFF = "appointment-off", "The appointment is no longer on"
    BOOKED_AGAIN = "booked-again", "The person booked"


class RunKind(TextChoices):
    NIGHTLY = "nightly", "Nightly run"
    SWEEP = "sweep", "Sweep"
    MANUAL = "manual", "Started by hand"
