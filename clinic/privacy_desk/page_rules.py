"""Rules of the privacy desk's pages."""

from audit.coverage.rules import Rule, role
from audit.enums import AuditWord

_BOOK = "audit.auditevent"

PAGES: dict[str, Rule] = {
    "admin:privacy-desk": role("audit.view_auditevent").shows(AuditWord.AUDIT, _BOOK),
    "admin:privacy-export": role("audit.add_export")
    .shows_nobody("what is about to leave: codes, opaque ids and moments")
    .does(AuditWord.EXPORT, _BOOK)
    .with_fresh_sign_in(),
    "admin:privacy-evidence": role("audit.add_export")
    .shows_nobody("a form")
    .does(AuditWord.EXPORT, _BOOK)
    .with_fresh_sign_in(),
    "admin:privacy-exports": role("audit.view_export").shows_nobody("who took out what: no person's record"),
    "admin:privacy-signature": role("audit.view_export").shows_nobody("a digest and a proof"),
}
