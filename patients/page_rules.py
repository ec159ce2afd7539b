"""Pages of the front desk, and of imports."""

from audit.coverage.rules import Rule, nobody, role
from audit.enums import AuditWord
from patients.desk.emergency import NOTES_PAGE
from patients.desk.revealed import ALL, FOUND, NAMES
from patients.desk.tasks_shown import BESIDE_LIST, BESIDE_PAGE, LISTED, OPENED

_BOOK = "audit.auditevent"
_PERSON, _APPOINTMENT = "patients.person", "patients.appointment"
_names = tuple(f"{_PERSON}.{name}" for name in NAMES)
_found = tuple(f"{_PERSON}.{name}" for name in FOUND)
_all = tuple(f"{_PERSON}.{name}" for name in ALL)
_history = (
    _APPOINTMENT, "patients.visit", "patients.procedure", "patients.desktask", "consent.preference",
    "campaigns.message", "campaigns.careanswer",
)  # fmt: skip

PAGES: dict[str, Rule] = {
    "admin:desk-look-up": role("patients.view_person")
    .shows_nobody("an empty box")
    .does(AuditWord.SEARCH, _PERSON, *_found),
    "admin:desk-today": role("patients.view_appointment").shows(AuditWord.LIST, *_names, _APPOINTMENT),
    "admin:desk-day": role("patients.view_appointment").shows(AuditWord.LIST, *_names, _APPOINTMENT),
    "admin:desk-register": role("patients.add_person")
    .shows_nobody("an empty form")
    .does(AuditWord.SEARCH, _PERSON, *_found)
    .does(AuditWord.CREATE, _PERSON),
    "admin:desk-person": role("patients.view_person")
    .shows(AuditWord.REVEAL, _PERSON, *_all, *_history)
    .shows(AuditWord.REVEAL, *_names),
    "admin:desk-edit": role("patients.change_person")
    .shows(AuditWord.REVEAL, _PERSON, *_all)
    .does(AuditWord.CHANGE, _PERSON),
    "admin:desk-become-patient": role("patients.change_person")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.CHANGE, _PERSON),
    "admin:desk-notes": role("patients.view_person")
    .shows(AuditWord.REVEAL, *NOTES_PAGE)
    .refuses_some("roles that see notes in an emergency alone"),
    "admin:desk-emergency": role("clinic.add_breakglass")
    .shows(AuditWord.REVEAL, *_names)
    .does(AuditWord.BREAK_GLASS, _PERSON),
    "admin:desk-end-emergency": role("clinic.add_breakglass")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.BREAK_GLASS, _PERSON),
    "admin:desk-book": role("patients.add_appointment")
    .shows(AuditWord.REVEAL, *_names)
    .does(AuditWord.CREATE, _APPOINTMENT)
    .does(AuditWord.CHANGE, "patients.desktask"),
    "admin:desk-move": role("patients.change_appointment")
    .shows(AuditWord.REVEAL, *_names, _APPOINTMENT)
    .does(AuditWord.CHANGE, _APPOINTMENT)
    .does(AuditWord.CHANGE, "patients.desktask"),
    "admin:desk-cancel": role("patients.change_appointment")
    .shows(AuditWord.REVEAL, *_names, _APPOINTMENT)
    .does(AuditWord.CHANGE, _APPOINTMENT),
    "admin:desk-mark": role("patients.change_appointment")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.CHANGE, _APPOINTMENT),
    "admin:desk-to-do": role("patients.view_desktask").shows(AuditWord.LIST, *LISTED, *BESIDE_LIST),
    "admin:desk-task": role("patients.view_desktask").shows(AuditWord.REVEAL, *OPENED, *BESIDE_PAGE),
    "admin:desk-task-act": role("patients.change_desktask")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.CHANGE, "patients.desktask"),
    "admin:desk-task-who": role("patients.change_desktask")
    .shows(AuditWord.REVEAL, *OPENED, *BESIDE_PAGE)
    .shows(AuditWord.SEARCH, _PERSON, *_found)
    .does(AuditWord.CHANGE, "patients.desktask"),
    "admin:desk-who-looked": role("audit.view_reviewcase").shows(AuditWord.AUDIT, _BOOK),
    "admin:desk-who-looked-export": role("audit.add_export")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.EXPORT, _BOOK)
    .with_fresh_sign_in(),
    "admin:desk-revealed-by": role("audit.view_reviewcase").shows_nobody("an empty form").does(AuditWord.AUDIT, _BOOK),
    "admin:desk-revealed-names": role("audit.view_reviewcase")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.AUDIT, _BOOK)
    .does(AuditWord.LIST, *_names),
    "admin:desk-revealed-export": role("audit.add_export")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.EXPORT, _BOOK)
    .with_fresh_sign_in(),
    "admin:patients_importrun_refused_rows": role("patients.view_importrefusal")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.EXPORT, "patients.importrefusal"),
    "admin:patients_importrefusal_change": nobody,
    "admin:patients_importrefusal_history": nobody,
}
