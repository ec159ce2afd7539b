"""Words of the book of reads. A leaf: imports nothing of ours."""

from django.db.models import TextChoices


class ActorKind(TextChoices):
    STAFF = "staff", "Staff"
    PATIENT = "patient", "Patient"
    SYSTEM = "system", "System"


class PurposeOfUse(TextChoices):
    """Why somebody needs to see PHI: codes of HL7 v3 PurposeOfUse."""

    TREATMENT = "TREAT", "Treatment"
    OPERATIONS = "HOPERAT", "Health-care operations"
    MARKETING = "HMARKT", "Marketing"
    PATIENT_REQUEST = "PATRQT", "Patient's request"
    SYSTEM_ADMINISTRATION = "HSYSADMIN", "System administration"


class AuditWord(TextChoices):
    """What was done. Reads are written before anything is revealed; changes in the transaction that makes them."""

    REVEAL = "reveal", "Details shown"
    LIST = "list", "List shown"
    SEARCH = "search", "Search"
    EXPORT = "export", "Export"
    SEND = "send", "Message sent"
    IMPORT = "import", "Import"
    CREATE = "create", "Created"
    CHANGE = "change", "Changed"
    CONSENT = "consent", "Consent changed"
    SIGN_IN = "sign-in", "Signed in"
    SIGN_OUT = "sign-out", "Signed out"
    SIGN_IN_FAILED = "sign-in-failed", "Sign-in failed"
    RUN = "run", "Run started or released"
    CONFIGURE = "configure", "Set-up changed"
    PREVIEW = "preview", "Message previewed"
    PRIVILEGE = "privilege", "Access rights changed"
    BREAK_GLASS = "break-glass", "Emergency access"
    REVIEW = "review", "Reads reviewed"
    KEY = "key", "Key used"
    AUDIT = "audit", "Access book read"


class Outcome(TextChoices):
    GRANTED = "granted", "Granted"
    DENIED = "denied", "Denied"


class DataCategory(TextChoices):
    """What kind of data an event was about: what its fields say (`settings.DATA_CATEGORIES`)."""

    IDENTITY = "identity", "Identity"
    CONTACT = "contact", "Contact"
    DEMOGRAPHICS = "demographics", "Demographics"
    SCHEDULE = "schedule", "Appointments and visits"
    CLINICAL = "clinical", "Clinical notes"
    CONSENT = "consent", "Consents"
    MESSAGES = "messages", "Messages"
    IMPORTS = "imports", "Imported rows"
    ACCESS = "access", "Access book and accounts"
    HOUSE = "house", "Set-up"


class SealKind(TextChoices):
    EVENTS = "events", "Events"
    HAND_OVER = "hand-over", "A new seal key"
    EPOCH = "epoch", "A new life of the database"


class BookVerdict(TextChoices):
    """What a verification found: the words of `audit.domain.verification.Verdict`."""

    INTACT = "intact", "Intact"
    TAMPERED = "tampered", "Tampered with"
    INCOMPLETE = "incomplete", "Not all sealed"


class ReviewRule(TextChoices):
    """What makes a look into a record worth a second look."""

    OWN_RECORD = "own-record", "Own record"
    SAME_SURNAME = "same-surname", "Same surname as the reader"
    SAME_ADDRESS = "same-address", "Same address as the reader"
    COLLEAGUE = "colleague", "A colleague's record"
    NO_APPOINTMENT = "no-appointment", "No appointment near"
    BULK = "bulk", "Many records in a short time"
    AFTER_HOURS = "after-hours", "Outside opening hours"
    DENIED_BURST = "denied-burst", "Many refused tries"
    EXPORT = "export", "Data taken out"
    BREAK_GLASS = "break-glass", "Emergency access"


class ReviewVerdict(TextChoices):
    APPROPRIATE = "appropriate", "In order"
    EXPLAINED = "explained", "Explained by the reader"
    INAPPROPRIATE = "inappropriate", "Not allowed"
    BREACH = "breach", "Breach: to be assessed (45 CFR 164.402)"


class ExportKind(TextChoices):
    EVENTS_CSV = "events-csv", "Events as CSV"
    EVENTS_JSONL = "events-jsonl", "Events as JSON lines"
    WHO_LOOKED = "who-looked", "Who looked at a record"
    REVEALED_BY = "revealed-by", "Whose data an account saw"
    EVIDENCE = "evidence", "Evidence pack"
    PERSON = "person", "A person's record"
