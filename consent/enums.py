"""Words of permission as choices of fields and sentences on screen. The rules' own words: `consent.domain.words`."""

from django.db.models import TextChoices

from consent.domain import words
from patients.enums import PersonKind


class MessagePurpose(TextChoices):
    """Why a message is sent. It derives the permission that the message needs."""

    REQUEST_ANSWER = "request-answer", "Answer to a request"
    TREATMENT = "treatment", "Treatment"
    OPERATIONS = "operations", "Operations"
    OWN_SERVICE = "own-service", "Own service"
    MARKETING = "marketing", "Marketing"
    THIRD_PARTY_PAID = "third-party-paid", "Paid by a third party"
    CONDITION_SPECIFIC = "condition-specific", "Condition-specific information"
    TESTIMONIAL = "testimonial", "Testimonial request"
    NEWSLETTER = "newsletter", "Newsletter"
    STAFF_NOTICE = "staff-notice", "Notice to staff"


class Topic(TextChoices):
    """What a patient can switch off one by one. `all` is everything but answers to their own requests."""

    ALL = "all", "All e-mail"
    APPOINTMENTS = "appointments", "Appointment reminders"
    AFTERCARE = "aftercare", "Care after a treatment"
    CHECK_UPS = "check-ups", "Check-up reminders"
    WELCOME = "welcome", "Welcome and practical news"
    GREETINGS = "greetings", "Birthday and holiday greetings"
    HEALTH_NEWS = "health-news", "Health news"
    OFFERS = "offers", "New services and offers"
    EVENTS = "events", "Seminars and events"
    NEWSLETTER = "newsletter", "Newsletter"
    INTRODUCTION = "introduction", "Getting to know the clinic"


#: Topics that are marketing: one switch turns all of them off.
MARKETING_TOPICS = frozenset(Topic(topic.value) for topic in words.MARKETING_TOPICS)
#: What a patient sees on the page of their choices. Leads alone are introduced to the clinic.
PATIENT_TOPICS = tuple(topic for topic in Topic if topic not in (Topic.ALL, Topic.INTRODUCTION))


def topics_for(kind: str) -> tuple[Topic, ...]:
    """What somebody of this kind can switch off one by one."""
    if kind == PersonKind.PATIENT:
        return PATIENT_TOPICS
    return (Topic.INTRODUCTION, Topic.NEWSLETTER) if kind == PersonKind.LEAD else (Topic.NEWSLETTER,)


class DecisionOutcome(TextChoices):
    ALLOWED = "allowed", "Allowed"
    HELD = "held", "Held"
    REFUSED = "refused", "Refused"


class Reason(TextChoices):
    """Why a decision came out as it did: a history line and a sentence on screen."""

    TREATMENT_ALLOWED = "treatment-allowed", "Treatment message, nothing forbids it"
    OPERATIONS_ALLOWED = "operations-allowed", "Practical message, nothing forbids it"
    ANSWERS_REQUEST = "answers-request", "The person just asked for it"
    AUTHORIZED = "authorized", "A signed authorization covers it"
    OPTED_IN = "opted-in", "The person opted in"
    ASKED_BY_CLINICIAN = "asked-by-clinician", "A clinician or authorised staff asks for it"
    NOTICE_TO_STAFF = "notice-to-staff", "Notice to staff without PHI"

    UNKNOWN_PURPOSE = "unknown-purpose", "A purpose or channel that no rule knows"
    FACT_MISSING = "fact-missing", "Something needed to decide is not known"
    NO_ADDRESS = "no-address", "No address for this channel; a minor's must be the guardian's"
    OTHER_ADDRESS_ASKED_FOR = "other-address-asked-for", "The patient asked for another address to be used"
    DECEASED = "deceased", "The person has died"
    MINOR_WITHOUT_GUARDIAN = "minor-without-guardian", "A minor without a guardian"
    AGE_UNKNOWN = "age-unknown", "No birth year, so nobody can tell who must sign"
    NEGATIVE_PERSONA = "negative-persona", "Marked as not to be marketed to"
    NOT_A_PATIENT = "not-a-patient", "Such messages are for patients alone"
    ADDRESS_BOUNCED = "address-bounced", "Mail to this address bounced"
    ADDRESS_COMPLAINED = "address-complained", "The reader marked our mail as unwanted"
    ADDRESS_ERASED = "address-erased", "Erased at the subscriber's request; no newer yes"
    ADDRESS_STOPPED = "address-stopped", "STOP was answered to a text message; START ends that"
    UNSUBSCRIBED_ALL = "unsubscribed-all", "Unsubscribed from all e-mail"
    TOPIC_OFF = "topic-off", "This topic is switched off"
    TOPIC_NOT_OF_PURPOSE = "topic-not-of-purpose", "The topic does not fit the purpose: marketing has topics of its own"
    NO_TOPIC_OPT_IN = "no-topic-opt-in", "Greetings need a recorded yes"
    TEXTS_NOT_ASKED_FOR = "texts-not-asked-for", "Text messages need a recorded yes of their own"
    NOT_OPTED_IN = "not-opted-in", "No recorded opt-in"
    OPT_IN_UNCONFIRMED = "opt-in-unconfirmed", "The opt-in was not confirmed"
    NO_AUTHORIZATION = "no-authorization", "No signed authorization"
    AUTHORIZATION_EXPIRED = "authorization-expired", "The authorization has expired"
    AUTHORIZATION_REVOKED = "authorization-revoked", "The authorization was revoked"
    AUTHORIZATION_DEFECTIVE = "authorization-defective", "The authorization lacks a required element"
    AUTHORIZATION_OUT_OF_SCOPE = (
        "authorization-out-of-scope",
        "No authorization covers this purpose and channel",
    )
    NO_REMUNERATION_STATEMENT = (
        "no-remuneration-statement",
        "The authorization does not say that a third party pays",
    )
    NOT_ASKED_BY_CLINICIAN = "not-asked-by-clinician", "Only a clinician or authorised staff may ask for this"
    TRANSPORT_NOT_ENCRYPTED = (
        "transport-not-encrypted",
        "Encrypted transport is not enforced and the risk not accepted",
    )
    NO_BAA = "no-baa", "The mail vendor has no active agreement (BAA) that covers sending"
    PAUSED = "paused", "Paused by the person for some weeks"
    RESTRICTED = "restricted", "The clinic agreed to use the record for care alone"
    CAME_OF_AGE = "came-of-age", "Signed for them as a minor; they are an adult now and must be asked"
    FORMER_GUARDIANS_ADDRESS = "former-guardians-address", "An adult now, but the address is still the guardian's"
    NOW_A_PATIENT = "now-a-patient", "A lead who has become a patient"
    NOT_A_LEAD = "not-a-lead", "Such messages are for leads alone"
    AUTHORIZATION_NOT_YET = "authorization-not-yet", "Signed, but no copy was given yet"
    AUTHORIZATION_SUPERSEDED = "authorization-superseded", "A newer authorization has taken its place"
    ASKED_TODAY_ALREADY = "asked-today-already", "Answered once today already"


class AuthorizationKind(TextChoices):
    MARKETING_EMAIL = "marketing-email", "Marketing by e-mail"
    MARKETING_SMS = "marketing-sms", "Marketing by SMS"
    TESTIMONIAL = "testimonial", "Testimonial, photo or video"
    CONDITION_SPECIFIC = "condition-specific", "Condition-specific information"


class AuthorizationState(TextChoices):
    """FHIR Consent.status, as far as used."""

    DRAFT = "draft", "Draft"
    ACTIVE = "active", "Active"
    INACTIVE = "inactive", "Revoked or superseded"
    ENTERED_IN_ERROR = "entered-in-error", "Entered in error"


class Standing(TextChoices):
    """How an authorization stands on a day: what staff read and what the gate counts."""

    NOT_YET = "not-yet", "Signed, copy not given yet"
    ACTIVE = "active", "Active"
    EXPIRED = "expired", "Expired"
    REVOKED = "revoked", "Revoked"
    SUPERSEDED = "superseded", "Replaced by a newer one"
    DEFECTIVE = "defective", "Defective"


class Defect(TextChoices):
    """164.508(b)(2): an authorization that has one of these never counted."""

    WRONG_PERSON = "wrong-person", "Entered for the wrong person"
    FALSE_INFORMATION = "false-information", "Known to hold something false"
    NOT_FILLED_IN = "not-filled-in", "Not filled in completely"
    BUNDLED = "bundled", "Bundled with another document, or treatment depended on it"
    NO_AUTHORITY = "no-authority", "The representative had no authority"


class CopyGiven(TextChoices):
    """How the signer got their copy (164.508(c)(4))."""

    PAGE = "page", "Shown to download"
    MAIL = "mail", "A link by e-mail"
    PRINTED = "printed", "Printed"
    PAPER = "paper", "A copy of the paper"


class PaperFileKind(TextChoices):
    COPY = "copy", "Copy for the signer"
    SCAN = "scan", "Scan of the signed paper"
    LETTER = "letter", "Letter that took it back"


class SigningWay(TextChoices):
    LINK = "link", "By a link in an e-mail"
    TABLET = "tablet", "On the clinic's tablet"


class SigningState(TextChoices):
    OPEN = "open", "Waits for the person"
    SIGNED = "signed", "Signed"
    DECLINED = "declined", "The person said no"
    WITHDRAWN = "withdrawn", "Taken back by staff"
    LOCKED = "locked", "Locked after five wrong answers"


class RestrictionCovers(TextChoices):
    """What the clinic agreed not to do (164.522(a)), or to do in another way alone (164.522(b)). What is kept from a
    plan stops no message to the person."""

    ALL_BUT_CARE = "all-but-care", "Nothing but messages about care"
    ALL_MESSAGES = "all-messages", "No messages at all"
    HEALTH_PLAN = "health-plan", "Nothing to the health plan about what they paid for in full"
    BY_PHONE = "by-phone", "By telephone only: no e-mail, no text message"
    BY_POST = "by-post", "By letter only: no e-mail, no text message"


#: Which channels to use at all (45 CFR 164.522(b)); stands beside what messages may be about.
OTHER_WAYS = (RestrictionCovers.BY_PHONE, RestrictionCovers.BY_POST)
#: What messages may be about.
OF_MESSAGES = (RestrictionCovers.ALL_BUT_CARE, RestrictionCovers.ALL_MESSAGES)


class NoticeAnswer(TextChoices):
    """What came of handing over the notice of privacy practices (164.520(c)(2)(ii))."""

    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    REFUSED = "refused", "Given, would not acknowledge it"
    NOT_POSSIBLE = "not-possible", "Could not be asked (emergency)"


class DoorstepKind(TextChoices):
    SUBSCRIBE = "subscribe", "Asked for the newsletter"
    LINK_LOST = "link-lost", "Asked for the link to their choices"
    RIGHTS = "rights", "Asked for a right"
    BOOKING = "booking", "Asked for an appointment"
    SEMINAR = "seminar", "Registered for a seminar"


class SignUpPlace(TextChoices):
    PAGE = "page", "A page"
    BOOTH = "booth", "A list at a booth or event"


class RightKind(TextChoices):
    """What can be asked for, with its paragraph."""

    ACCESS = "access", "See or get a copy of my record (45 CFR 164.524)"
    AMENDMENT = "amendment", "Have something corrected (45 CFR 164.526)"
    ACCOUNTING = "accounting", "Know to whom it was disclosed (45 CFR 164.528)"
    CONFIDENTIAL = "confidential", "Use another address for me (45 CFR 164.522(b))"
    RESTRICTION = "restriction", "Use it for less (45 CFR 164.522(a))"
    HEALTH_PLAN = "health-plan", "Not tell my health plan what I paid for in full (45 CFR 164.522(a)(1)(vi))"
    ERASURE = "erasure", "Erase my subscription (GDPR 17)"
    PORTABILITY = "portability", "Get my subscription data as a file (GDPR 20)"


class RightsState(TextChoices):
    RECEIVED = "received", "Received"
    KNOWN = "known", "We know who asks"
    GRANTED = "granted", "Granted"
    PARTLY = "partly", "Granted in part"
    DENIED = "denied", "Denied"
    WITHDRAWN = "withdrawn", "Taken back"


class RightsStepKind(TextChoices):
    RECEIVED = "received", "Received"
    AGAIN = "again", "Sent once more"
    MAILBOX_CONFIRMED = "mailbox-confirmed", "Confirmed from the mailbox"
    KNOWN = "known", "We know who asks"
    EXTENDED = "extended", "More time taken"
    GRANTED = "granted", "Granted"
    PARTLY = "partly", "Granted in part"
    DENIED = "denied", "Denied"
    WITHDRAWN = "withdrawn", "Taken back"
    DISAGREED = "disagreed", "Statement of disagreement"
    ERASED = "erased", "Erased"
    WRONG_YEAR = "wrong-year", "Somebody with the link did not know the year of birth"
    LINK_LOCKED = "link-locked", "The links to its answers are locked: print the answer"


class KnownBy(TextChoices):
    """How the clinic made sure who asks (164.514(h))."""

    MAILBOX = "mailbox", "Confirmed the address that we have on file"
    DOCUMENT = "document", "Showed a document"
    CALLED_BACK = "called-back", "Called back on the number on file"
    SIGNATURE = "signature", "A signed letter; the signature is on file"
    IN_PERSON = "in-person", "Known to us in person"


class DisclosureKind(TextChoices):
    """Disclosures that somebody may ask an account of (45 CFR 164.528(a)(1)), with the paragraph that allows them."""

    REQUIRED_BY_LAW = "required-by-law", "Required by law (164.512(a))"
    PUBLIC_HEALTH = "public-health", "Public health authority (164.512(b))"
    ABUSE = "abuse", "Abuse, neglect or domestic violence (164.512(c))"
    OVERSIGHT = "oversight", "Health oversight (164.512(d))"
    COURT = "court", "Court or proceeding (164.512(e))"
    POLICE = "police", "Law enforcement (164.512(f))"
    AFTER_DEATH = "after-death", "Coroner, funeral director, organ donation (164.512(g), (h))"
    RESEARCH = "research", "Research without authorization (164.512(i))"
    THREAT = "threat", "Serious threat to somebody (164.512(j))"
    COMPENSATION = "compensation", "Workers' compensation (164.512(l))"
    BY_MISTAKE = "by-mistake", "By mistake, or taken: not allowed"
    OTHER = "other", "Something else that must be accounted for"


class OptInMode(TextChoices):
    SINGLE = "single", "Single opt-in"
    DOUBLE = "double", "Double opt-in"


class Recorded(TextChoices):
    """How a choice reached us."""

    ONE_CLICK = "one-click", "One-click unsubscribe (RFC 8058)"
    PREFERENCE_PAGE = "preference-page", "Preference page"
    SIGN_UP_FORM = "sign-up-form", "Sign-up form"
    CONFIRMED = "confirmed", "Confirmed from the mailbox"
    STAFF = "staff", "Entered by staff"
    IMPORT = "import", "Imported with date, source and text version"
    PAPER = "paper", "Paper form"
    LINK = "link", "Signed over a link"
    TABLET = "tablet", "Signed on the clinic's tablet"
    BOOTH = "booth", "List at a booth or event"
    LETTER = "letter", "By letter"
    RIGHTS_PAGE = "rights-page", "Form for requests about one's own data"
    TEXT_MESSAGE = "text-message", "Answer to a text message"
    BROWSER_SIGNAL = "browser-signal", "The browser's Global Privacy Control or Do Not Track"


class SuppressionCause(TextChoices):
    """anymail's words for what a mailbox did; `stopped`: what somebody answered to a text message."""

    BOUNCED = "bounced", "Bounced"
    COMPLAINED = "complained", "Complained"
    ERASED = "erased", "Erased at the subscriber's request"
    STOPPED = "stopped", "STOP was answered to a text message"


class LiftReason(TextChoices):
    """Why an address may be written to again. One of these words: the book holds nothing that somebody typed."""

    WORKS_AGAIN = "works-again", "The person says that the mailbox works again"
    ASKED = "asked", "The person asked to be written to again"
    NOT_THEIRS = "not-theirs", "The complaint was a slip, or somebody else's: the person says so"
    OUR_SIDE = "our-side", "It was a fault of ours or of the mail service"
