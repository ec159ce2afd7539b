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


class Outcome(TextChoices):
    GRANTED = "granted", "Granted"
    DENIED = "denied", "Denied"
