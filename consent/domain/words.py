"""Words that the rules speak. `consent.enums` gives them their sentences and makes them choices of fields."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Purpose(StrEnum):
    REQUEST_ANSWER = "request-answer"
    TREATMENT = "treatment"
    OPERATIONS = "operations"
    OWN_SERVICE = "own-service"
    MARKETING = "marketing"
    THIRD_PARTY_PAID = "third-party-paid"
    CONDITION_SPECIFIC = "condition-specific"
    TESTIMONIAL = "testimonial"
    NEWSLETTER = "newsletter"
    STAFF_NOTICE = "staff-notice"


class Topic(StrEnum):
    ALL = "all"
    APPOINTMENTS = "appointments"
    AFTERCARE = "aftercare"
    CHECK_UPS = "check-ups"
    WELCOME = "welcome"
    GREETINGS = "greetings"
    HEALTH_NEWS = "health-news"
    OFFERS = "offers"
    EVENTS = "events"
    NEWSLETTER = "newsletter"
    INTRODUCTION = "introduction"


#: Topics that are marketing: one switch turns all of them off.
MARKETING_TOPICS = frozenset({Topic.HEALTH_NEWS, Topic.OFFERS, Topic.EVENTS, Topic.NEWSLETTER, Topic.INTRODUCTION})

#: Purposes that only a marketing topic fits: the link in each of their mails switches marketing off, nothing else.
_OF_MARKETING_TOPICS = frozenset(
    {
        Purpose.OWN_SERVICE,
        Purpose.MARKETING,
        Purpose.THIRD_PARTY_PAID,
        Purpose.CONDITION_SPECIFIC,
        Purpose.TESTIMONIAL,
        Purpose.NEWSLETTER,
    }
)
_OF_PRACTICAL_TOPICS = frozenset({Purpose.TREATMENT, Purpose.OPERATIONS})


def topic_fits(purpose: str, topic: str) -> bool:
    """No marketing under a practical topic, where no opt-out reaches it, and nothing practical under a marketing one.
    Answers to requests and notices to staff may have any."""
    if purpose in _OF_MARKETING_TOPICS:
        return topic in MARKETING_TOPICS
    return not (purpose in _OF_PRACTICAL_TOPICS and topic in MARKETING_TOPICS)


class Channel(StrEnum):
    EMAIL = "email"
    SMS = "sms"


class Outcome(StrEnum):
    ALLOWED = "allowed"
    HELD = "held"
    REFUSED = "refused"


class Reason(StrEnum):
    TREATMENT_ALLOWED = "treatment-allowed"
    OPERATIONS_ALLOWED = "operations-allowed"
    ANSWERS_REQUEST = "answers-request"
    AUTHORIZED = "authorized"
    OPTED_IN = "opted-in"
    ASKED_BY_CLINICIAN = "asked-by-clinician"
    NOTICE_TO_STAFF = "notice-to-staff"

    UNKNOWN_PURPOSE = "unknown-purpose"
    FACT_MISSING = "fact-missing"
    NO_ADDRESS = "no-address"
    OTHER_ADDRESS_ASKED_FOR = "other-address-asked-for"
    DECEASED = "deceased"
    MINOR_WITHOUT_GUARDIAN = "minor-without-guardian"
    AGE_UNKNOWN = "age-unknown"
    NEGATIVE_PERSONA = "negative-persona"
    NOT_A_PATIENT = "not-a-patient"
    ADDRESS_BOUNCED = "address-bounced"
    ADDRESS_COMPLAINED = "address-complained"
    ADDRESS_ERASED = "address-erased"
    ADDRESS_STOPPED = "address-stopped"
    UNSUBSCRIBED_ALL = "unsubscribed-all"
    TOPIC_OFF = "topic-off"
    TOPIC_NOT_OF_PURPOSE = "topic-not-of-purpose"
    NO_TOPIC_OPT_IN = "no-topic-opt-in"
    TEXTS_NOT_ASKED_FOR = "texts-not-asked-for"
    NOT_OPTED_IN = "not-opted-in"
    OPT_IN_UNCONFIRMED = "opt-in-unconfirmed"
    NO_AUTHORIZATION = "no-authorization"
    AUTHORIZATION_EXPIRED = "authorization-expired"
    AUTHORIZATION_REVOKED = "authorization-revoked"
    AUTHORIZATION_DEFECTIVE = "authorization-defective"
    AUTHORIZATION_OUT_OF_SCOPE = "authorization-out-of-scope"
    NO_REMUNERATION_STATEMENT = "no-remuneration-statement"
    NOT_ASKED_BY_CLINICIAN = "not-asked-by-clinician"
    TRANSPORT_NOT_ENCRYPTED = "transport-not-encrypted"
    NO_BAA = "no-baa"
    PAUSED = "paused"
    RESTRICTED = "restricted"
    CAME_OF_AGE = "came-of-age"
    FORMER_GUARDIANS_ADDRESS = "former-guardians-address"
    NOW_A_PATIENT = "now-a-patient"
    NOT_A_LEAD = "not-a-lead"
    AUTHORIZATION_NOT_YET = "authorization-not-yet"
    AUTHORIZATION_SUPERSEDED = "authorization-superseded"
    ASKED_TODAY_ALREADY = "asked-today-already"


@dataclass(frozen=True, slots=True)
class Objection:
    """Why not, and the rows that show it. No rows: nothing of the kind was ever recorded."""

    reason: Reason
    rows: tuple[UUID, ...] = ()
