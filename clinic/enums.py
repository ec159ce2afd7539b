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


class Channel(TextChoices):
    EMAIL = "email", "E-mail"
    SMS = "sms", "SMS"


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
    STAFF_ALERT = "staff-alert", "Alert to staff"
