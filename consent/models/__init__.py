"""May we? What people chose, signed and took back, what they asked for, and what they were told."""

from consent.models.addresses import Suppression
from consent.models.choices import (
    HolidayChoice,
    OptIn,
    Pause,
    Preference,
    Restriction,
    RiskAcknowledgement,
    TrackingChoice,
)
from consent.models.doorstep import Posted, SignUpForm
from consent.models.notices import NoticeAcknowledgement, PrivacyNotice
from consent.models.papers import Authorization, AuthorizationForm, PaperFile, Revocation, SigningRequest
from consent.models.rights import Disclosure, Erasure, RightsRequest, RightsStep

__all__ = [
    "Authorization",
    "AuthorizationForm",
    "Disclosure",
    "Erasure",
    "HolidayChoice",
    "NoticeAcknowledgement",
    "OptIn",
    "PaperFile",
    "Pause",
    "Posted",
    "Preference",
    "PrivacyNotice",
    "Restriction",
    "Revocation",
    "RightsRequest",
    "RightsStep",
    "RiskAcknowledgement",
    "SignUpForm",
    "SigningRequest",
    "Suppression",
    "TrackingChoice",
]
