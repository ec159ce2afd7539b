"""Pages of the house and of the admin site, and what holds for the admin's pages of any model."""

from collections.abc import Iterator

from django.contrib import admin
from django.contrib.admin import ModelAdmin

from audit.coverage.rules import Rule, anybody, nobody, role, signed_in, vendor
from audit.enums import AuditWord
from clinic.audited_admin import ReadOnlyAdmin
from clinic.people_admin import PeopleAdmin

_SET_UP = "the house's set-up: nobody's data"
_NAMES_OF_CHANGES = "when a row was changed here and which fields, no value"

PAGES: dict[str, Rule] = {
    "front-door": anybody.shows_nobody("leads on, to the desk or to the sign-up page"),
    "healthz": anybody.shows_nobody("says that somebody is at home"),
    "readyz": anybody.shows_nobody("says whether the book is guarded"),
    "anymail:*": vendor.shows_nobody("takes reports, shows nothing").does(AuditWord.CONSENT, "consent.suppression"),
    "admin:index": signed_in.shows_nobody("counts, no person"),
    "admin:desk-alert-seen": signed_in.shows_nobody("a button, no page")
    .does(AuditWord.CHANGE, "clinic.notice")
    .refuses_some("alerts for others"),
    "admin:desk-coverage": role("audit.view_auditevent").shows_nobody("names of pages and of code"),
    "admin:clinic_leakfinding_accept": role("clinic.change_leakfinding")
    .shows_nobody("a button, no page")
    .does(AuditWord.CONFIGURE, "clinic.leakfinding"),
    "admin:clinic_vendor_paper": role("clinic.view_vendorpaper")
    .shows_nobody("a button, no page")
    .does(AuditWord.REVEAL, "clinic.vendorpaper.sealed"),
    "admin:app_list": signed_in.shows_nobody("names of lists").refuses_some("apps in which the role may do nothing"),
    "admin:login": anybody.shows_nobody("a form").does(AuditWord.SIGN_IN),
    "admin:logout": anybody.shows_nobody("says that one is signed out").does(AuditWord.SIGN_OUT),
    "admin:sign-in-code": anybody.shows_nobody("a form").does(AuditWord.SIGN_IN),
    "admin:sign-in-enrol": anybody.shows_nobody("a key and codes of one's own").does(AuditWord.PRIVILEGE),
    "admin:sign-in-ticket": anybody.shows_nobody("a form").does(AuditWord.PRIVILEGE, "clinic.staff"),
    "admin:sign-in-make-set-up-code": role("clinic.view_staff")
    .shows_nobody("who works here: nobody's record")
    .does(AuditWord.PRIVILEGE, "clinic.staff")
    .with_fresh_sign_in(),
    "admin:sign-in-make-ticket": role("clinic.view_staff")
    .shows_nobody("who works here: nobody's record")
    .does(AuditWord.PRIVILEGE, "clinic.staff")
    .with_fresh_sign_in(),
    "admin:sign-in-confirm": signed_in.shows_nobody("a form").does(AuditWord.SIGN_IN),
    "admin:sign-in-mine": signed_in.shows_nobody("one's own sign-ins"),
    "admin:sign-in-new-phone": signed_in.shows_nobody("a key of one's own")
    .does(AuditWord.PRIVILEGE, "clinic.staff")
    .with_fresh_sign_in(),
    "admin:sign-in-new-codes": signed_in.shows_nobody("codes of one's own")
    .does(AuditWord.PRIVILEGE, "clinic.staff")
    .with_fresh_sign_in(),
    "admin:sign-in-elsewhere": signed_in.shows_nobody("a button, no page").does(AuditWord.SIGN_OUT),
    "admin:sign-in-reset": role("clinic.view_staff")
    .shows_nobody("who works here: nobody's record")
    .does(AuditWord.PRIVILEGE, "clinic.staff")
    .with_fresh_sign_in(),
    "admin:password_change": signed_in.shows_nobody("a form").does(AuditWord.PRIVILEGE).with_fresh_sign_in(),
    "admin:password_change_done": signed_in.shows_nobody("says that it is done"),
    "admin:autocomplete": nobody,
    "admin:jsi18n": signed_in.shows_nobody("words of the pages' scripts"),
    "admin:view_on_site": signed_in.shows_nobody("no row of ours has a page outside"),
    "admin:clinic_organisation_add": role("clinic.add_organisation")
    .shows_nobody("a form")
    .does(AuditWord.CONFIGURE, "clinic.organisation")
    .refuses_some("there is one clinic"),
    "admin:django_celery_beat_periodictask_add": nobody,
}

_NOTICE = "news between rooms: opaque ids, and the operation that made it true writes its own line"
QUIET_WRITES = {
    "clinic.operations.alerts.alert_staff": _NOTICE,
    "clinic.operations.break_glass.call_in_overdue": _NOTICE,
    "clinic.operations.reminders.remind": _NOTICE,
    "clinic.operations.seal_watch.watch_seals": _NOTICE,
    "clinic.operations.seal_watch.propose_retention": _NOTICE,
    "clinic.operations.schedule_watch.watch_schedule": _NOTICE,
    "clinic.operations.guard_watch.watch_guards": _NOTICE,
    "clinic.operations.verification_watch.watch_verifications": _NOTICE,
    "clinic.operations.reviews.look_through_reads": "the machine's own marks on the book; what people answer is REVIEW",
    "clinic.operations.leaks.check": "what the house's own pages and settings give away; nobody's row is read",
    "clinic.operations.leaks.check_if_due": "what the house's own pages and settings give away; nobody's row is read",
}


def of_models() -> dict[str, Rule]:
    """The five pages that the admin gives each registered model, by what its class is."""
    return {
        f"admin:{page.opts.app_label}_{page.opts.model_name}_{name}": rule
        for page in admin.site._registry.values()
        for name, rule in _of_model(page)
    }


def _of_model(page: ModelAdmin) -> Iterator[tuple[str, Rule]]:
    label, app, model = page.opts.label_lower, page.opts.app_label, page.opts.model_name
    sees, adds, changes = (role(f"{app}.{action}_{model}") for action in ("view", "add", "change"))
    yield "delete", nobody
    yield "history", sees.shows_nobody(_NAMES_OF_CHANGES)
    if isinstance(page, PeopleAdmin):
        yield "changelist", sees.shows(AuditWord.LIST, label)
        yield "change", sees.shows(AuditWord.REVEAL, label).acts_need("nobody")
        yield "add", nobody
    elif isinstance(page, ReadOnlyAdmin):
        yield "changelist", sees.shows_nobody(_SET_UP)
        yield "change", sees.shows_nobody(_SET_UP).acts_need("nobody")
        yield "add", nobody
    else:
        yield "changelist", sees.shows_nobody(_SET_UP)
        yield "change", sees.shows_nobody(_SET_UP).does(AuditWord.CONFIGURE, label, needs=changes.permission)
        yield "add", adds.shows_nobody("a form").does(AuditWord.CONFIGURE, label)
