"""Pages of the book. Reading it is itself in it."""

from audit.coverage.rules import Rule, nobody, role
from audit.enums import AuditWord

_BOOK = "audit.auditevent"
_officer = role("audit.view_auditevent")

_CASE = "audit.reviewcase"
_reviewer = role("audit.view_reviewcase")

PAGES: dict[str, Rule] = {
    "admin:audit_reviewcase_changelist": _reviewer.shows(AuditWord.AUDIT, _CASE).does(
        AuditWord.REVIEW, _CASE, needs="audit.change_reviewcase"
    ),
    "admin:audit_reviewcase_change": _reviewer.shows(AuditWord.AUDIT, f"{_CASE}.note").does(
        AuditWord.REVIEW, _CASE, needs="audit.change_reviewcase"
    ),
    "admin:audit_reviewcase_history": _reviewer.shows_nobody("answers are in the access book"),
    "admin:audit_reviewcase_add": nobody,
    "admin:audit_reviewcase_delete": nobody,
    "admin:audit_auditevent_changelist": _officer.shows(AuditWord.AUDIT, _BOOK),
    "admin:audit_auditevent_change": _officer.shows(AuditWord.AUDIT, _BOOK).acts_need("nobody"),
    "admin:audit_auditevent_history": _officer.shows_nobody("an event has no changes"),
    "admin:audit_auditevent_add": nobody,
    "admin:audit_auditevent_delete": nobody,
}
