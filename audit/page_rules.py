"""Pages of the book. Reading it is itself in it."""

from audit.coverage.rules import Rule, nobody, role
from audit.enums import AuditWord

_BOOK = "audit.auditevent"
_officer = role("audit.view_auditevent")

PAGES: dict[str, Rule] = {
    "admin:audit_auditevent_changelist": _officer.shows(AuditWord.AUDIT, _BOOK),
    "admin:audit_auditevent_change": _officer.shows(AuditWord.AUDIT, _BOOK).acts_need("nobody"),
    "admin:audit_auditevent_history": _officer.shows_nobody("an event has no changes"),
    "admin:audit_auditevent_add": nobody,
    "admin:audit_auditevent_delete": nobody,
}
