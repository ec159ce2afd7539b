"""Rules of the pages about access."""

from audit.coverage.rules import Rule, role
from audit.enums import AuditWord

_STAFF = "clinic.staff"
_OF_STAFF = "who works here: nobody's record"

PAGES: dict[str, Rule] = {
    "admin:clinic_staff_add": role("clinic.add_staff")
    .shows_nobody("a form")
    .does(AuditWord.PRIVILEGE, _STAFF)
    .with_fresh_sign_in(),
    "admin:clinic_staff_change": role("clinic.view_staff")
    .shows_nobody(_OF_STAFF)
    .does(AuditWord.PRIVILEGE, _STAFF, needs="clinic.change_staff")
    .with_fresh_sign_in(),
    "admin:auth_user_password_change": role("clinic.change_staff")
    .shows_nobody("a form")
    .does(AuditWord.PRIVILEGE, _STAFF)
    .with_fresh_sign_in()
    .refuses_some("administrators and privacy officers set their own"),
    "admin:desk-who-sees-what": role("clinic.view_organisation").shows_nobody("two tables of the code"),
    "admin:desk-asked-roles": role("clinic.view_accessgrant").shows_nobody(_OF_STAFF).with_fresh_sign_in(),
    "admin:desk-decide-role": role("clinic.change_accessgrant")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.PRIVILEGE, _STAFF)
    .with_fresh_sign_in(),
    "admin:desk-ask-role": role("clinic.add_accessgrant")
    .shows_nobody(_OF_STAFF)
    .does(AuditWord.PRIVILEGE, _STAFF)
    .with_fresh_sign_in(),
    "admin:desk-emergencies": role("clinic.change_breakglass").shows(AuditWord.LIST, "clinic.breakglass.words"),
    "admin:desk-review-emergency": role("clinic.change_breakglass")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.REVIEW, "clinic.breakglass"),
    "admin:desk-let-go": role("clinic.change_staff")
    .shows_nobody(_OF_STAFF)
    .does(AuditWord.PRIVILEGE, _STAFF)
    .with_fresh_sign_in(),
    "admin:desk-access-reviews": role("clinic.change_accessreviewitem")
    .shows_nobody(_OF_STAFF)
    .does(AuditWord.PRIVILEGE, _STAFF)
    .with_fresh_sign_in(),
    "admin:desk-open-access-review": role("clinic.add_accessreview")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.PRIVILEGE, _STAFF)
    .with_fresh_sign_in(),
}
