"""Words about people and what happened to them. A leaf: imports nothing of ours."""

from django.db.models import TextChoices


class PersonKind(TextChoices):
    PATIENT = "patient", "Patient"
    SUBSCRIBER = "subscriber", "Subscriber"
    LEAD = "lead", "Lead"
    BUSINESS_CONTACT = "business-contact", "Business contact"


class Sex(TextChoices):
    """FHIR AdministrativeGender."""

    FEMALE = "female", "Female"
    MALE = "male", "Male"
    OTHER = "other", "Other"
    UNKNOWN = "unknown", "Unknown"


class AppointmentStatus(TextChoices):
    """FHIR R4 AppointmentStatus, plus `confirmed` (the patient said yes)."""

    PROPOSED = "proposed", "Proposed"
    PENDING = "pending", "Pending"
    BOOKED = "booked", "Booked"
    CONFIRMED = "confirmed", "Confirmed"
    ARRIVED = "arrived", "Arrived"
    FULFILLED = "fulfilled", "Fulfilled"
    CANCELLED = "cancelled", "Cancelled"
    NO_SHOW = "noshow", "No-show"
    ENTERED_IN_ERROR = "entered-in-error", "Entered in error"
    CHECKED_IN = "checked-in", "Checked in"
    WAITLIST = "waitlist", "On the waiting list"


#: Statuses of an appointment that will happen as far as anybody knows.
STILL_ON = frozenset({AppointmentStatus.BOOKED, AppointmentStatus.CONFIRMED})


class ImportState(TextChoices):
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
