"""Words of messages. A leaf: imports nothing of ours but other words."""

from django.db.models import TextChoices

from consent.enums import Reason


class MessageState(TextChoices):
    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    LEASED = "leased", "Being prepared"
    HANDING_OVER = "handing_over", "Being handed over"
    RETRY = "retry", "To be tried again"
    ACCEPTED = "accepted", "Accepted by the mail service"
    DELIVERED = "delivered", "Delivered"
    BOUNCED = "bounced", "Bounced"
    COMPLAINED = "complained", "Marked as unwanted"
    REFUSED = "refused", "Not allowed"
    EXPIRED = "expired", "Too late"
    FAILED = "failed", "Failed"
    UNKNOWN = "unknown", "Unknown"


#: from → to; the database refuses the rest (trigger in the first migrations).
ARROWS: dict[MessageState, frozenset[MessageState]] = {
    MessageState.PLANNED: frozenset(
        {MessageState.HELD, MessageState.LEASED, MessageState.REFUSED, MessageState.EXPIRED}
    ),
    MessageState.HELD: frozenset({MessageState.PLANNED, MessageState.REFUSED, MessageState.EXPIRED}),
    MessageState.LEASED: frozenset(
        {
            MessageState.PLANNED,
            MessageState.HELD,
            MessageState.HANDING_OVER,
            MessageState.REFUSED,
            MessageState.EXPIRED,
            MessageState.FAILED,
        }
    ),
    MessageState.HANDING_OVER: frozenset(
        {MessageState.ACCEPTED, MessageState.RETRY, MessageState.FAILED, MessageState.UNKNOWN}
    ),
    MessageState.RETRY: frozenset({MessageState.HELD, MessageState.LEASED, MessageState.REFUSED, MessageState.EXPIRED}),
    MessageState.ACCEPTED: frozenset({MessageState.DELIVERED, MessageState.BOUNCED, MessageState.COMPLAINED}),
    MessageState.DELIVERED: frozenset({MessageState.BOUNCED, MessageState.COMPLAINED}),
    MessageState.BOUNCED: frozenset({MessageState.COMPLAINED}),
    MessageState.UNKNOWN: frozenset(
        {
            MessageState.ACCEPTED,
            MessageState.DELIVERED,
            MessageState.BOUNCED,
            MessageState.COMPLAINED,
            MessageState.FAILED,
        }
    ),
}
#: Only of a message that is sent a second time (`Message.resends`): unknown → planned counts it, once; and wherever its
#: second try is without being under way, it is the first one again that counts.
ARROWS_OF_A_SECOND_TRY: dict[MessageState, frozenset[MessageState]] = {
    MessageState.UNKNOWN: frozenset({MessageState.PLANNED}),
    **dict.fromkeys(
        (
            MessageState.PLANNED,
            MessageState.HELD,
            MessageState.LEASED,
            MessageState.RETRY,
            MessageState.REFUSED,
            MessageState.EXPIRED,
            MessageState.FAILED,
        ),
        frozenset({MessageState.UNKNOWN}),
    ),
}


#: Of a message that somebody said did not arrive (`Unsent.NOT_ARRIVED`): a report knows better.
ARROWS_OF_A_CONTRADICTION: dict[MessageState, frozenset[MessageState]] = {
    MessageState.FAILED: frozenset({MessageState.UNKNOWN}),
}


class Stage(TextChoices):
    """When the gate was asked."""

    PLANNING = "planning", "When it was planned"
    HAND_OVER = "hand-over", "When it was handed over"


class Origin(TextChoices):
    JOURNEY = "journey", "Journey"
    NOTICE = "notice", "Notice"
    CAMPAIGN = "campaign", "Campaign"


#: What the clinic sends of its own accord: it keeps the clinic's hours and closed days, and counts for the weekly cap.
OF_THE_CLINIC = frozenset({Origin.JOURNEY, Origin.CAMPAIGN})


class CampaignState(TextChoices):
    DRAFT = "draft", "Draft"
    APPROVED = "approved", "Approved"
    SCHEDULED = "scheduled", "Scheduled"
    SENDING = "sending", "Sending"
    PAUSED = "paused", "Paused"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"


#: from → to; the database refuses the rest.
CAMPAIGN_ARROWS: dict[CampaignState, frozenset[CampaignState]] = {
    CampaignState.DRAFT: frozenset({CampaignState.APPROVED, CampaignState.CANCELLED}),
    CampaignState.APPROVED: frozenset({CampaignState.DRAFT, CampaignState.SCHEDULED, CampaignState.CANCELLED}),
    CampaignState.SCHEDULED: frozenset({CampaignState.DRAFT, CampaignState.SENDING, CampaignState.CANCELLED}),
    CampaignState.SENDING: frozenset({CampaignState.PAUSED, CampaignState.DONE, CampaignState.CANCELLED}),
    CampaignState.PAUSED: frozenset({CampaignState.SENDING, CampaignState.DONE, CampaignState.CANCELLED}),
}
#: What nobody needs to have approved.
NOT_APPROVED = (CampaignState.DRAFT, CampaignState.CANCELLED)


class SeminarState(TextChoices):
    DRAFT = "draft", "Draft"
    OPEN = "open", "Open for registration"
    CLOSED = "closed", "Registration closed"
    OFF = "off", "Called off"


class PlaceState(TextChoices):
    """What became of a registration."""

    HELD = "held", "Has a place"
    FULL = "full", "All places were taken"
    GIVEN_UP = "given-up", "Gave the place up"


class Arm(TextChoices):
    """Of a campaign's audience: who gets it, and who is held out to compare with."""

    SENT = "sent", "Gets it"
    CONTROL = "control", "Held out"


class Unsent(TextChoices):
    """Why a message did not leave although the gate allowed it."""

    TOO_LATE = "too-late", "Its time had passed"
    PAST_WHEN_ENROLLED = "past-when-enrolled", "Its time had passed when the journey began"
    APPOINTMENT_MOVED = "appointment-moved", "The appointment was moved; the new time has its own reminder"
    APPOINTMENT_OFF = "appointment-off", "The appointment is no longer on"
    CONDITION_NOT_MET = "condition-not-met", "The step's condition was not met"
    NEVER_OPEN = "never-open", "No hour was open for it before it was too late"
    JOURNEY_OFF = "journey-off", "The journey was switched off"
    GUARD_FINDING = "guard-finding", "The PHI guard found something in the text"
    OWN_VALUE = "own-value", "The text holds something that belongs to this very person"
    NO_TEMPLATE = "no-template", "No published text in a language of the clinic"
    VALUE_MISSING = "value-missing", "The text asks for something that this message does not have"
    BAD_ADDRESS = "bad-address", "The address is not one that mail can go to"
    BAD_NUMBER = "bad-number", "The number is not one that a text message can go to"
    TOO_LONG = "too-long", "With its link the text message needs more than two parts"
    NO_CHANNEL = "no-channel", "There is no way out on this channel"
    UNREADABLE = "unreadable", "What is stored about the person cannot be opened"
    NOT_PREPARED = "not-prepared", "It could not be put together; the log names the kind of error"
    REJECTED = "rejected", "The mail service rejected it"
    NO_RECEIPT = "no-receipt", "Nobody knows whether the mail service has it"
    NOT_ARRIVED = "not-arrived", "It did not arrive"
    UNREACHABLE = "unreachable", "The mail service could not be reached"
    BLOCKED_TLS = "blocked_tls", "The mail service could not be reached over an encrypted connection"
    TEXT_CHANGED = "text-changed", "The text was changed after it was approved"
    HELD_BY_STAFF = "held-by-staff", "Held by staff"
    AWAITING_RELEASE = "awaiting-release", "Waits to be released by staff"
    SENDING_STOPPED = "sending-stopped", "Sending was stopped"
    WEEKLY_CAP = "weekly-cap", "Enough messages this week"
    SMS_CAP = "sms-cap", "Enough text messages for now"
    SAID_ALREADY = "said-already", "Another journey sends the same text about the same appointment"
    GOAL_REACHED = "goal-reached", "What it is for has happened"
    CAMPAIGN_OVER = "campaign-over", "The campaign had ended or was cancelled"
    LEFT_JOURNEY = "left-journey", "The person left the journey"
    SEMINAR_OFF = "seminar-off", "The seminar was called off or moved, or the place was given up"
    NOT_HERE = "not-here", "They left, or have another role now"
    ERROR = "error", "An error of ours; it is tried again"


class ExceptionAnswer(TextChoices):
    """What a second person said to letting a finding of the guard pass. Blank: nothing yet."""

    GRANTED = "granted", "Granted"
    REFUSED = "refused", "Refused"


class Found(TextChoices):
    """What was found out about a message that nobody knew of, or done about it."""

    ARRIVED = "arrived", "It arrived"
    NOT_ARRIVED = "not-arrived", "It did not arrive"
    SENT_AGAIN = "sent-again", "It is sent a second time"


class Basis(TextChoices):
    """What that rests on."""

    SERVICE_LOG = "service-log", "The log of the mail service says so"
    PATIENT = "patient", "The patient says so"
    SERVICE = "service", "The mail service says so, asked by staff"
    POLLED = "polled", "The mail service says so, asked by this system"
    NO_WORD = "no-word", "Nobody reported on it for too long"
    SAME_KEY = "same-key", "The mail service takes it once, however often it is sent"


#: What a person may rest their word on.
BASES_OF_STAFF = (Basis.SERVICE_LOG, Basis.SERVICE, Basis.PATIENT)


class StopScope(TextChoices):
    """What the switch stops."""

    EVERYTHING = "everything", "Everything but answers to requests and alerts"
    JOURNEY = "journey", "One journey"
    CHANNEL = "channel", "One channel"


class Severity(TextChoices):
    """What a bounce says of the address itself. Blank: nothing; the mail or its sender was turned down."""

    HARD = "hard", "For good"
    SOFT = "soft", "For now"


class TextWord(TextChoices):
    """What somebody answered by SMS, as carriers ask us to understand it (CTIA Messaging Principles, 2023)."""

    STOP = "stop", "Stop"
    START = "start", "Start"
    HELP = "help", "Help"
    OTHER = "other", "Something else"


class CareAnswerKind(TextChoices):
    FINE = "fine", "I am fine"
    CALL_ME = "call-me", "Please call me"


class LinkPurpose(TextChoices):
    """Pages behind a link in a message and a second fact."""

    APPOINTMENT = "appointment", "Appointment"
    CARE = "care", "Care after a treatment"
    BOOKING = "booking", "Asking for an appointment"


#: Messages that a mail service has, or may have.
LEFT = frozenset(
    {
        MessageState.HANDING_OVER,
        MessageState.ACCEPTED,
        MessageState.DELIVERED,
        MessageState.BOUNCED,
        MessageState.COMPLAINED,
        MessageState.UNKNOWN,
    }
)
#: Messages that may still leave.
WAITING = frozenset({MessageState.PLANNED, MessageState.HELD, MessageState.RETRY, MessageState.LEASED})
#: Why a message is held that staff can let go; until then it is held, and in the end too late.
HELD_BY_STAFF = frozenset({Unsent.HELD_BY_STAFF, Unsent.AWAITING_RELEASE})


def reason_in_words(reason: str) -> str:
    """The sentence behind a reason, whoever gave it: the gate or the outbox."""
    for words in (Unsent, Reason):
        if reason in words.values:
            return str(words(reason).label)
    return reason
