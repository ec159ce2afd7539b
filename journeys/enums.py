"""Words of journeys. A leaf: imports nothing of ours."""

from django.db.models import TextChoices


class Trigger(TextChoices):
    """What begins a journey, and the moment its steps are counted from."""

    JOINED = "joined", "A patient joins (the day of joining)"
    APPOINTMENT = "appointment", "An appointment is booked (its start)"
    PROCEDURE = "procedure", "A procedure was done (its end)"
    CHECK_UP_DUE = "check-up-due", "The last check-up was a year ago (that day)"
    LAST_VISIT = "last-visit", "Nobody came for some months (that day)"
    NO_SHOW = "no-show", "An appointment was missed (its start)"
    BIRTHDAY = "birthday", "A birthday (that day)"
    HOLIDAY = "holiday", "A holiday (that day)"
    FIXED_DAY = "fixed-day", "A day of the month (that day)"
    LEAD = "lead", "Somebody asks to get to know the clinic (that day)"
    AUTHORIZATION_ENDING = "authorization-ending", "A signed permission ends (that day)"
    SEMINAR = "seminar", "Somebody has a place at a seminar (its start)"


class Condition(TextChoices):
    NONE = "", "Always"
    STILL_ON = "still-on", "The appointment is still on"
    NOT_CONFIRMED = "not-confirmed", "The appointment is still on and not confirmed"
    NO_UPCOMING_VISIT = "no-upcoming-visit", "Nothing is booked"
    NOT_ANSWERED = "not-answered", "The question of this journey was not answered"


class Goal(TextChoices):
    """What a journey is for. Reached: the person leaves it, and it counts as a success."""

    CONFIRMED = "confirmed", "The appointment is confirmed"
    BOOKED = "booked", "Something is booked"
    CAME = "came", "The person came"
    ANSWERED = "answered", "The question was answered"
    BECAME_PATIENT = "became-patient", "The lead became a patient"
    SIGNED_AGAIN = "signed-again", "A new permission was signed"


class Exit(TextChoices):
    """What ends a journey early. That an appointment is off ends its journey always."""

    UNSUBSCRIBED = "unsubscribed", "The person switched its topic off"
    HANDED_OVER = "handed-over", "Staff took the lead over"
    CAME = "came", "The person came"
    BOOKED = "booked", "The person booked"


class EnrolmentState(TextChoices):
    ACTIVE = "active", "Under way"
    COMPLETED = "completed", "Completed"
    EXITED = "exited", "Left"


class ExitReason(TextChoices):
    APPOINTMENT_OFF = "appointment-off", "The appointment is no longer on"
    BOOKED_AGAIN = "booked-again", "The person booked"
    GOAL_REACHED = "goal-reached", "What it is for has happened"
    UNSUBSCRIBED = "unsubscribed", "The person switched its topic off"
    HANDED_OVER = "handed-over", "Staff took the lead over"
    CAME = "came", "The person came"
    NOT_WHO_IT_IS_FOR = "not-who-it-is-for", "No longer somebody whom it is for"


class HoldScope(TextChoices):
    MESSAGE = "message", "One message"
    PERSON = "person", "One person"
    JOURNEY = "journey", "One journey"
    EVERYTHING = "everything", "Everything"


class RunKind(TextChoices):
    NIGHTLY = "nightly", "Nightly run"
    SWEEP = "sweep", "Sweep"
    MANUAL = "manual", "Started by hand"
