"""Where an alert sends whoever reads it: the page that says the rest. Lists, never one row: mails carry the address."""

from collections.abc import Mapping

from django.urls import reverse

from clinic.enums import StaffAlert

DESK = "admin:index"
PAGES: Mapping[str, str] = {
    StaffAlert.BREAK_GLASS: "admin:desk-emergencies",
    StaffAlert.REVIEW_WAITING: "admin:audit_reviewcase_changelist",
    StaffAlert.SEAL_LAG: "admin:privacy-desk",
    StaffAlert.ANCHOR_FAILED: "admin:privacy-desk",
    StaffAlert.NOT_INTACT: "admin:privacy-desk",
    StaffAlert.NOT_VERIFIED: "admin:privacy-desk",
    StaffAlert.NOT_GUARDED: DESK,
    StaffAlert.RETENTION_DUE: "admin:privacy-desk",
    StaffAlert.BOOK_CLOSED: DESK,
    StaffAlert.REVIEW_OVERDUE: "admin:desk-emergencies",
    StaffAlert.GRANT_ASKED: "admin:desk-asked-roles",
    StaffAlert.SECOND_FACTOR_CHANGED: "admin:sign-in-mine",
    StaffAlert.PASSWORD_SET: DESK,
    StaffAlert.PROFILE_CHANGED: DESK,
    StaffAlert.GUARD_LET_GO: DESK,
    StaffAlert.NOT_JUSTIFIED: "admin:clinic_staff_changelist",
    StaffAlert.TASK_STOPPED: DESK,
    StaffAlert.GUESSING: "admin:audit_auditevent_changelist",
    StaffAlert.ACCESS_REVIEW: "admin:desk-access-reviews",
    StaffAlert.BAA_ENDING: "admin:clinic_vendor_changelist",
    StaffAlert.BAA_MISSING: "admin:clinic_vendor_changelist",
    StaffAlert.WAY_SHUT: "admin:clinic_vendor_changelist",
    StaffAlert.TRAINING_DUE: "admin:clinic_trainingrecord_changelist",
    StaffAlert.RISK_ASSESSMENT_DUE: "admin:clinic_riskassessment_changelist",
    StaffAlert.AUTHORIZATION_ENDING: "admin:consent_authorization_changelist",
    StaffAlert.COPY_MISSING: "admin:consent_authorization_changelist",
    StaffAlert.RIGHTS_ASKED: "admin:desk-rights",
    StaffAlert.RIGHTS_DUE: "admin:desk-rights",
    StaffAlert.LEAK_FOUND: "admin:clinic_leakfinding_changelist",
    StaffAlert.CAME_OF_AGE: "admin:desk-came-of-age",
    StaffAlert.AUTHORIZATION_SIGNED: "admin:consent_signingrequest_changelist",
    StaffAlert.SIGNING_LOCKED: "admin:consent_signingrequest_changelist",
    StaffAlert.DOORSTEP_STUCK: "admin:consent_posted_changelist",
    StaffAlert.RUN_ODD: "admin:tonight",
    StaffAlert.RELEASE_WAITING: "admin:tonight",
    StaffAlert.NOT_REHEARSED: "admin:tonight",
    StaffAlert.SENDING_STOPPED: "admin:tonight-stops",
    StaffAlert.JOURNEY_REVIEW_DUE: "admin:journey-reviews",
    StaffAlert.BOOKING_ASKED: "admin:desk-to-do",
    StaffAlert.CALL_ASKED: "admin:desk-to-do",
    StaffAlert.MOVE_ASKED: "admin:desk-to-do",
    StaffAlert.CANCELLED_BY_LINK: "admin:desk-to-do",
    StaffAlert.LEAD_QUALIFIED: "admin:desk-to-do",
    StaffAlert.WEEKLY_NUMBERS: "admin:desk-numbers",
    StaffAlert.MESSAGES_UNKNOWN: "admin:desk-unknown",
    StaffAlert.MESSAGE_LINK_LOCKED: "admin:desk-locked-links",
}


def page_of(alert: str) -> str:
    """Its path."""
    return reverse(PAGES[alert])
