"""What each role may do in the staff pages: role → app → models, as one table. Not in the table means no.

A permission lets somebody open a page; which sealed fields they see there is another table (`clinic.phi_policy`).
Nobody has a right to delete: records are corrected, and mistakes are marked.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import Model

from clinic.enums import Role


def _may(actions: str, app: str, models: str) -> frozenset[str]:
    return frozenset(f"{app}.{action}_{model}" for action in actions.split() for model in models.split())


_PEOPLE = _may("view add change", "patients", "person appointment") | _may("view", "patients", "visit procedure")
_SEE_PEOPLE = _may("view", "patients", "person appointment visit procedure")
_SEE_IMPORTS = _may("view", "patients", "importrun importrefusal")
_SEE_NOTICES = _may("view", "consent", "privacynotice noticeacknowledgement")
_SEE_CONSENTS = _SEE_NOTICES | _may(
    "view", "consent", "preference optin authorizationform authorization riskacknowledgement"
)
_TAKE_CONSENTS = (
    _may("add change", "consent", "authorization")
    | _may("add", "consent", "preference noticeacknowledgement")
    | _may("view add", "consent", "paperfile")
    | _may("view add change", "consent", "signingrequest")
)
_SEE_SUPPRESSIONS = _may("view", "consent", "suppression")
_LIFT_SUPPRESSIONS = _may("change", "consent", "suppression")
_SEE_SIGN_UPS = _may("view", "consent", "signupform")
_TYPE_IN_LISTS = _SEE_SIGN_UPS | _may("add", "consent", "optin")
_SET_UP_SIGN_UPS = _may("add change", "consent", "signupform") | _TYPE_IN_LISTS
_SEE_TO_LETTERS = _may("view change", "consent", "posted")
_SEE_MESSAGES = _may("view", "campaigns", "message messagedecision deliveryevent")
_SETTLE_MESSAGES = _may("view add", "campaigns", "settlement")
_SEE_TEXTS = _may("view", "campaigns", "messagetemplate templateversion segment campaign guardexception")
_WRITE_TEXTS = _may("add change", "campaigns", "messagetemplate templateversion segment campaign") | _may(
    "add", "campaigns", "guardexception"
)
_APPROVE_CAMPAIGNS = _may("approve", "campaigns", "campaign") | _may(
    "publish", "campaigns", "templateversion"
)  # of somebody else
_LET_WORDS_PASS = _may("answer", "campaigns", "guardexception")  # that somebody else wrote and asked for
_SEE_SEMINARS = _may("view", "campaigns", "seminar")
_WRITE_SEMINARS = _may("add change", "campaigns", "seminar")
_AT_THE_DOOR = _may("view change", "campaigns", "seminarplace")  # names: not a marketer's
_SEE_NUMBERS = _may("measure", "campaigns", "campaign")  # of campaigns, journeys and texts
_SEE_JOURNEYS = _may(
    "view", "journeys", "journey journeyversion step run enrolment journeyreview rehearsal hold"
) | _may("view", "campaigns", "sendingstop careguide")
_WRITE_JOURNEYS = _may("add change", "journeys", "journey journeyversion step") | _may(
    "add", "journeys", "journeyreview"
)
_SEE_TONIGHT = _may("view", "journeys", "rehearsedline")
_HOLD = _may("add change", "journeys", "hold") | _may("add", "campaigns", "sendingstop")  # anybody may say: not this
_RELEASE = _may("change", "journeys", "rehearsal") | _may("change", "campaigns", "sendingstop")
_DO_TASKS = _may("view change", "patients", "desktask") | _may("view change", "campaigns", "linkguard")
_SEE_ANSWERS = _may("view", "campaigns", "careanswer inboundtext linkguard")
_WRITE_GUIDES = _may("add change", "campaigns", "careguide")
_SEE_HOUSE = _may("view", "clinic", "organisation location service blockeddate")
_SET_UP_HOUSE = _may("add change", "clinic", "organisation location service blockeddate")
_SEE_VENDORS = _may("view", "clinic", "vendor vendorpaper")
_SEE_STAFF = _may("view", "clinic", "staff accessgrant accessreview")
_ANSWER_REVIEWS = _may("view change", "clinic", "accessreviewitem")  # of one's team: anybody may have one
_DECIDE_ROLES = _may("change", "clinic", "accessgrant")
_ASK_FOR_ROLES = _may("add", "clinic", "accessgrant")
_OPEN_IN_AN_EMERGENCY = _may("add", "clinic", "breakglass")
_OPEN_REVIEWS = _may("add", "clinic", "accessreview")
_REVIEW_EMERGENCIES = _may("view change", "clinic", "breakglass")
_KEEP_REGISTERS = _may("view add change", "clinic", "trainingrecord riskassessment") | _may(
    "view change", "clinic", "leakfinding"
)
_SEE_BOOK = _may("view", "audit", "auditevent seal sealkey anchorreceipt")
_REVIEW_READS = _may("view change", "audit", "reviewcase")
_TAKE_OUT_OF_THE_BOOK = _may("view add", "audit", "export")
_SCHEDULE = _may("view change", "django_celery_beat", "periodictask")
_NOTE_REQUESTS = _may("add", "consent", "rightsrequest")
_ANSWER_REQUESTS = _may("view add change", "consent", "rightsrequest") | _may("view add", "consent", "disclosure")

_FRONT_DESK = (
    _PEOPLE | _SEE_CONSENTS | _TAKE_CONSENTS | _SEE_MESSAGES | _SEE_JOURNEYS | _SEE_HOUSE | _SEE_IMPORTS
    | _TYPE_IN_LISTS | _SEE_TONIGHT | _HOLD | _DO_TASKS | _SEE_ANSWERS | _SETTLE_MESSAGES | _SEE_SEMINARS
    | _AT_THE_DOOR
)  # fmt: skip

ROLE_TABLE: Mapping[str, frozenset[str]] = {
    Role.FRONT_DESK: _FRONT_DESK | _NOTE_REQUESTS | _OPEN_IN_AN_EMERGENCY | _ANSWER_REVIEWS,
    Role.CLINICIAN: _FRONT_DESK | _WRITE_GUIDES | _NOTE_REQUESTS | _OPEN_IN_AN_EMERGENCY | _ANSWER_REVIEWS,
    Role.MARKETER: _SEE_SEMINARS | _WRITE_SEMINARS
    | _SEE_TEXTS | _WRITE_TEXTS | _SEE_JOURNEYS | _WRITE_JOURNEYS | _SEE_MESSAGES | _SEE_HOUSE
    | _ANSWER_REVIEWS | _SET_UP_SIGN_UPS | _HOLD | _APPROVE_CAMPAIGNS | _SEE_NUMBERS,
    Role.PRIVACY_OFFICER: (
        _SEE_PEOPLE | _SEE_IMPORTS | _SEE_CONSENTS | _TAKE_CONSENTS | _SEE_SUPPRESSIONS | _LIFT_SUPPRESSIONS
        | _SEE_MESSAGES | _SEE_TEXTS | _SEE_JOURNEYS | _SEE_HOUSE | _SEE_VENDORS | _SEE_STAFF | _SEE_BOOK
        | _TAKE_OUT_OF_THE_BOOK | _REVIEW_READS
        | _DECIDE_ROLES | _ANSWER_REVIEWS | _OPEN_REVIEWS | _REVIEW_EMERGENCIES
        | _may("add change", "clinic", "vendor") | _KEEP_REGISTERS | _ANSWER_REQUESTS
        | _may("add change", "consent", "authorizationform privacynotice") | _SET_UP_SIGN_UPS | _SEE_TO_LETTERS
        | _SEE_TONIGHT | _HOLD | _RELEASE | _SEE_ANSWERS | _SETTLE_MESSAGES | _APPROVE_CAMPAIGNS | _LET_WORDS_PASS
        | _SEE_SEMINARS
        | _SEE_NUMBERS
    ),
    Role.ADMINISTRATOR: (
        _PEOPLE | _SEE_IMPORTS | _SEE_CONSENTS | _SEE_SUPPRESSIONS | _LIFT_SUPPRESSIONS | _SEE_MESSAGES | _SEE_TEXTS
        | _WRITE_TEXTS | _SEE_JOURNEYS | _WRITE_JOURNEYS | _SEE_HOUSE | _SET_UP_HOUSE | _SEE_VENDORS | _SEE_STAFF
        | _SCHEDULE | _ASK_FOR_ROLES | _DECIDE_ROLES | _ANSWER_REVIEWS | _OPEN_IN_AN_EMERGENCY
        | _may("add change", "clinic", "vendor staff") | _KEEP_REGISTERS | _SET_UP_SIGN_UPS
        | _SEE_TONIGHT | _HOLD | _RELEASE
        | _DO_TASKS | _SEE_ANSWERS | _WRITE_GUIDES | _SETTLE_MESSAGES | _APPROVE_CAMPAIGNS | _LET_WORDS_PASS
        | _SEE_SEMINARS | _WRITE_SEMINARS | _AT_THE_DOOR
        | _SEE_NUMBERS
    ),
}  # fmt: skip


class RolePermissionsBackend(BaseBackend):
    """Answers `has_perm` from the table; signs nobody in (`ModelBackend` does)."""

    def get_all_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        return set(self._permissions(user_obj)) if obj is None else set()

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        return obj is None and perm in self._permissions(user_obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(permission.startswith(f"{app_label}.") for permission in self._permissions(user_obj))

    def _permissions(self, user: Any) -> Iterable[str]:
        if not (user.is_active and user.is_staff):
            return frozenset()
        return ROLE_TABLE.get(user.role, frozenset())
