"""Tables of the house."""

from clinic.models.access import AccessGrant, AccessReview, AccessReviewItem, BreakGlass
from clinic.models.allowances import Allowance
from clinic.models.house import BlockedDate, Location, Organisation, Service, validate_zone
from clinic.models.leaks import LeakCheck, LeakFinding
from clinic.models.notices import Notice
from clinic.models.registers import RiskAssessment, TrainingRecord
from clinic.models.sign_in import Authenticator, RecoveryCode, SignInLane, SignInTicket, StaffSession
from clinic.models.staff import FormerDigest, Staff
from clinic.models.vendors import Vendor, VendorPaper

__all__ = [
    "AccessGrant",
    "AccessReview",
    "AccessReviewItem",
    "Allowance",
    "Authenticator",
    "BlockedDate",
    "BreakGlass",
    "FormerDigest",
    "LeakCheck",
    "LeakFinding",
    "Location",
    "Notice",
    "Organisation",
    "RecoveryCode",
    "RiskAssessment",
    "Service",
    "SignInLane",
    "SignInTicket",
    "Staff",
    "StaffSession",
    "TrainingRecord",
    "Vendor",
    "VendorPaper",
    "validate_zone",
]
