"""Words of the house. A leaf: imports nothing of ours."""

from django.db.models import TextChoices


class Language(TextChoices):
    ENGLISH = "en", "English"
    TRADITIONAL_CHINESE = "zh-hant", "繁體中文"
    SIMPLIFIED_CHINESE = "zh-hans", "简体中文"


class Role(TextChoices):
    """What a member of staff does here; decides which fields they may see for which purpose (`phi_policy`)."""

    FRONT_DESK = "front-desk", "Front desk"
    CLINICIAN = "clinician", "Clinician"
    MARKETER = "marketer", "Marketer"
    PRIVACY_OFFICER = "privacy-officer", "Privacy officer"
    ADMINISTRATOR = "administrator", "Administrator"


class SignInMethod(TextChoices):
    """What came after the password."""

    TOTP = "totp", "Code from an authenticator app"
    RECOVERY = "recovery", "Recovery code"


class SignInStep(TextChoices):
    """Where a sign-in went wrong."""

    PASSWORD = "password", "Name and password"
    CODE = "code", "Second factor"
    CONFIRM = "confirm", "Confirming that it is still them"
    LOCKED = "locked", "Too many tries"
    SET_UP = "set-up", "Set-up code"
    TICKET = "ticket", "Ticket for a new browser"


class TicketKind(TextChoices):
    """What a code does that one person hands to another."""

    SET_UP = "set-up", "Set-up code"
    BROWSER = "browser", "Ticket for a new browser"


class StaffDigestKind(TextChoices):
    """What review rules compare a record with: something of the reader's."""

    EMAIL = "email", "Mail address"
    FAMILY = "family", "Surname"
    HOME = "home", "Home"


class Channel(TextChoices):
    EMAIL = "email", "E-mail"
    SMS = "sms", "SMS"


class HolidayCalendar(TextChoices):
    """Countries whose holidays are known, by ISO 3166-1."""

    UNITED_STATES = "US", "United States"
    TAIWAN = "TW", "台灣"
    CHINA = "CN", "中国"
    HONG_KONG = "HK", "香港"


class ServiceCategory(TextChoices):
    """Coarse on purpose: what segments and journeys may know of a visit (never a diagnosis, R21)."""

    CHECK_UP = "check-up", "Check-up"
    CONSULTATION = "consultation", "Consultation"
    DENTAL = "dental", "Dental care"
    EYE = "eye", "Eye care"
    IMAGING = "imaging", "Imaging"
    LABORATORY = "laboratory", "Laboratory"
    PROCEDURE = "procedure", "Minor procedure"
    SURGERY = "surgery", "Surgery"
    THERAPY = "therapy", "Therapy and rehabilitation"
    VACCINATION = "vaccination", "Vaccination"
    EMERGENCY = "emergency", "Urgent care"
    INPATIENT = "inpatient", "Hospital stay"
    PROTECTED = "protected", "Specially protected care"
    OTHER = "other", "Other"


#: Categories after which somebody may need to hear how to recover.
NEEDS_AFTERCARE = frozenset({ServiceCategory.SURGERY, ServiceCategory.PROCEDURE, ServiceCategory.DENTAL})


class NoticeKind(TextChoices):
    """News that a lower room leaves for the one that can send mail."""

    CONFIRM_SUBSCRIPTION = "confirm-subscription", "Ask a subscriber to confirm"
    SUBSCRIPTION_CONFIRMED = "subscription-confirmed", "Tell a subscriber that it worked"
    PREFERENCES_LINK = "preferences-link", "Send somebody the link to their choices"
    AUTHORIZATION_LINK = "authorization-link", "Send somebody the link to a form that they asked for"
    TESTIMONIAL_LINK = "testimonial-link", "Send somebody the link to the form that a clinician asks about"
    SIGNED_COPY = "signed-copy", "Send somebody the link to the copy of what they signed"
    REVOCATION_RECEIVED = "revocation-received", "Tell somebody that what they took back has ended"
    RIGHTS_RECEIVED = "rights-received", "Tell somebody that their request arrived"
    RIGHTS_ANSWERED = "rights-answered", "Tell somebody that their request was answered"
    BOOKING_RECEIVED = "booking-received", "Tell somebody that their wish for an appointment arrived"
    APPOINTMENT_ANSWERED = "appointment-answered", "Tell somebody that their answer about an appointment arrived"
    SEMINAR_REGISTERED = "seminar-registered", "Tell somebody that a place at a seminar is theirs"
    SEMINAR_FULL = "seminar-full", "Tell somebody that a seminar is full"
    SEMINAR_CHANGED = "seminar-changed", "Tell somebody that a seminar takes place at another time or place"
    SEMINAR_OFF = "seminar-off", "Tell somebody that a seminar was called off"
    STAFF_ALERT = "staff-alert", "Alert to staff"


class StaffAlert(TextChoices):
    """What staff are told at once. The label is the sentence; the page it links to says the rest."""

    BREAK_GLASS = "break-glass", "Emergency access to a record was opened."
    REVIEW_WAITING = "review-waiting", "Unusual reads are waiting for your review."
    REVIEW_OVERDUE = "review-overdue", "An emergency access was not reviewed within 72 hours."
    SEAL_LAG = "seal-lag", "The access book is not being sealed."
    ANCHOR_FAILED = "anchor-failed", "Seals of the access book do not reach an outside place."
    NOT_INTACT = "not-intact", "The access book was read against its seals, and is not as it should be."
    NOT_VERIFIED = "not-verified", "The access book was not read against its seals for two days."
    NOT_GUARDED = "not-guarded", "The database does not guard the access book as it should."
    BOOK_CLOSED = "book-closed", "The access book cannot be written: no record can be opened."
    GRANT_ASKED = "grant-asked", "A role waits for a second person's decision."
    SECOND_FACTOR_CHANGED = (
        "second-factor-changed",
        "Your second factor was changed. Was it not you? Tell your privacy officer at once.",
    )
    PASSWORD_SET = (
        "password-set",
        "A password was set by somebody else. Was it not wanted? Tell your privacy officer at once.",
    )
    PROFILE_CHANGED = (
        "profile-changed",
        "Name, address, home or manager of an administrator or privacy officer was changed.",
    )
    GUARD_LET_GO = "guard-let-go", "An administrator or privacy officer lost their access."
    NOT_JUSTIFIED = "not-justified", "An emergency access was found not justified: it needs an answer."
    TASK_STOPPED = "task-stopped", "A task that watches over the clinic does not run."
    GUESSING = "guessing", "Somebody is trying to sign in as a colleague, from many places."
    ACCESS_REVIEW = "access-review", "Please keep or end the access of your team."
    BAA_ENDING = "baa-ending", "A business associate agreement is about to end."
    BAA_MISSING = "baa-missing", "Messages are not sent: the vendor has no active agreement."
    TRAINING_DUE = "training-due", "Training of a member of staff is about to expire."
    RISK_ASSESSMENT_DUE = "risk-assessment-due", "A risk assessment is due."
    LEAK_FOUND = "leak-found", "The weekly leak check found something."
    RETENTION_DUE = "retention-due", "Events older than six years may be archived."
    AUTHORIZATION_ENDING = "authorization-ending", "Authorizations end within thirty days."
    AUTHORIZATION_SIGNED = "authorization-signed", "A patient answered a request to sign."
    SIGNING_LOCKED = "signing-locked", "A link to sign was locked after five wrong answers."
    COPY_MISSING = "copy-missing", "An authorization was signed, but no copy was given: it does not count yet."
    CAME_OF_AGE = "came-of-age", "Somebody came of age: ask for their own address and signature."
    RIGHTS_ASKED = "rights-asked", "Somebody asked for a right: the clock runs."
    RIGHTS_DUE = "rights-due", "The answer to somebody's request is due."
    BOOKING_ASKED = "booking-asked", "Somebody asks for an appointment."
    CALL_ASKED = "call-asked", "A patient asks to be called."
    MOVE_ASKED = "move-asked", "A patient asks for another time."
    CANCELLED_BY_LINK = "cancelled-by-link", "A patient cancelled an appointment over the link in a message."
    LEAD_QUALIFIED = "lead-qualified", "A lead wants to hear from somebody."
    WAY_SHUT = "way-shut", "Messages wait: the service that carries them cannot be reached, or turns us away."
    MESSAGES_UNKNOWN = "messages-unknown", "Nobody knows whether some messages arrived."
    MESSAGE_LINK_LOCKED = "message-link-locked", "A link in a message was locked after five wrong answers."
    RUN_ODD = "run-odd", "Tonight's run looks unusual: please read it before it begins."
    RELEASE_WAITING = "release-waiting", "Tonight's messages wait to be released."
    NOT_REHEARSED = "not-rehearsed", "Tonight's run could not be rehearsed."
    SENDING_STOPPED = "sending-stopped", "Sending was stopped, or goes on again."
    JOURNEY_REVIEW_DUE = "journey-review-due", "Journeys are due to be read again."
    WEEKLY_NUMBERS = "weekly-numbers", "Last week's messages: the numbers of campaigns and journeys are there to read."
    DOORSTEP_STUCK = "doorstep-stuck", "Something that was sent over a public page could not be taken up."


class BaaScope(TextChoices):
    """What a business associate agreement lets a vendor do with PHI."""

    STORE = "store", "Keep it"
    SEND = "send", "Send it"


class GrantState(TextChoices):
    ASKED = "asked", "Waits for a second person"
    GRANTED = "granted", "In force"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"
    REPLACED = "replaced", "Replaced by another role"
    ENDED = "ended", "Ended"
    LAPSED = "lapsed", "Lapsed: nobody answered the review"


class ReviewAnswer(TextChoices):
    KEEP = "keep", "Keep"
    END = "end", "End"
    LAPSE = "lapse", "No answer: lapsed"


class BreakGlassReason(TextChoices):
    """Why somebody needs a record beyond their role, now."""

    EMERGENCY = "emergency", "Medical emergency"
    COVER = "cover", "Covering for a colleague who cannot be reached"
    SAFETY = "safety", "Safety of the patient or of others"
    OTHER = "other", "Something else"


class LeakProbe(TextChoices):
    """Where the weekly check looks."""

    PAGES = "pages", "Public pages"
    FORMS = "forms", "Public forms"
    COOKIES = "cookies", "Cookies"
    LOGS = "logs", "Logs"
    TEMPLATES = "templates", "Message texts"
    VENDORS = "vendors", "Vendor settings"
