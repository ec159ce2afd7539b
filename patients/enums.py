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

#: Statuses of an appointment that somebody came to.
CAME = frozenset({AppointmentStatus.ARRIVED, AppointmentStatus.CHECKED_IN, AppointmentStatus.FULFILLED})


class ImportState(TextChoices):
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class RecordKind(TextChoices):
    """What an import brings, in the order in which it is written."""

    PEOPLE = "people", "People"
    APPOINTMENTS = "appointments", "Appointments"
    VISITS = "visits", "Visits"
    PROCEDURES = "procedures", "Procedures"


class RefusalReason(TextChoices):
    """Why a row could not be imported. The words hold no value of the row."""

    NOT_READABLE = "not-readable", "row not readable"
    NO_ID = "no-id", "no id"
    NO_NAME = "no-name", "no name"
    BIRTH_DATE = "birth-date", "birth date not readable"
    NO_PERSON = "no-person", "no person named"
    PERSON_UNKNOWN = "person-unknown", "person unknown"
    LOCATION_UNKNOWN = "location-unknown", "location unknown"
    STATUS_UNKNOWN = "status-unknown", "status unknown"
    NO_TIME = "no-time", "no time"
    TIME = "time", "time not readable"
    ENDS_BEFORE_BEGIN = "ends-before-begin", "ends before it begins"
    NOT_TAKEN_PLACE = "not-taken-place", "did not take place"
    NOT_COMPLETED = "not-completed", "not completed"
    MERGED = "merged", "merged into another record"
    NOT_HUMAN = "not-human", "not a human being"
    TYPE_NOT_IMPORTED = "type-not-imported", "resource type not imported"


class ImportNote(TextChoices):
    """What was left out of a row that was imported."""

    DECEASED = "deceased", "deceased not readable, left out"
    EMAIL = "email", "e-mail address not readable, left out"
    LANGUAGE = "language", "language that the clinic does not write, the clinic's taken"
    JOINED_ON = "joined-on", "joined_on not readable, left out"
    SEX = "sex", "sex not known, left out"
    TIME_ZONE = "time-zone", "time zone not known, left out"
    SERVICE = "service", "service not known, left out"
    GUARDIAN = "guardian", "guardian not known or none who may be, left out"
    NO_INCOMPLETE = "no-incomplete", "consent without source or text version: the no counts"
    CONSENT_INCOMPLETE = (
        "consent-incomplete",
        "consent without topic, answer, date, source or text version, not counted",
    )


class TaskKind(TextChoices):
    """What the front desk is asked to do about somebody."""

    CALL_BACK = "call-back", "Call back"
    BOOKING = "booking", "Find an appointment"
    MOVE = "move", "Find another time"
    CANCELLED = "cancelled", "Cancelled by link"
    LEAD = "lead", "Talk to a lead"
    REPLY = "reply", "Read a reply"


class TaskState(TextChoices):
    """FHIR R4 TaskStatus."""

    REQUESTED = "requested", "Open"
    IN_PROGRESS = "in-progress", "Somebody is on it"
    COMPLETED = "completed", "Done"
    CANCELLED = "cancelled", "Not needed any more"


class TaskOutcome(TextChoices):
    BOOKED = "booked", "An appointment was made"
    MOVED = "moved", "The appointment was moved"
    TALKED = "talked", "Talked to them"
    NOT_REACHED = "not-reached", "Could not be reached"
    NOT_NEEDED = "not-needed", "Nothing to do"


class DayPart(TextChoices):
    MORNING = "morning", "Morning"
    AFTERNOON = "afternoon", "Afternoon"
    EVENING = "evening", "Evening"
    ANY = "any", "Any time"


class LeadStage(TextChoices):
    """How far the clinic is with a lead."""

    NEW = "new", "New"
    CONTACTED = "contacted", "Contacted"
    QUALIFIED = "qualified", "Qualified"
    LOST = "lost", "Lost"
    WON = "won", "Became a patient"


class LostReason(TextChoices):
    """Why a lead was lost. One of these words: no free text about anybody."""

    NO_ANSWER = "no-answer", "Could not be reached"
    NOT_NOW = "not-now", "Not now, perhaps later"
    ELSEWHERE = "elsewhere", "Goes somewhere else"
    COST = "cost", "Too expensive"
    NOT_INTERESTED = "not-interested", "Not interested"


class PersonaReason(TextChoices):
    """Why somebody is not to be marketed to, or is again."""

    ASKED = "asked", "Asked not to be written to"
    NO_NEED = "no-need", "What the clinic offers is nothing for them"
    COMPETITOR = "competitor", "Works for a competitor or sells something"
    CONDUCT = "conduct", "Misused forms or was abusive to staff"
    BY_MISTAKE = "by-mistake", "The mark was a mistake, or no longer holds"
