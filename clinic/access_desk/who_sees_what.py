"""The two tables that decide about rights, as a page for everybody: generated from them, nothing written by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from audit.enums import PurposeOfUse
from clinic.desk_pages import desk_page, show
from clinic.enums import Role
from clinic.phi_policy import PATIENT_TABLE, STAFF_TABLE, SYSTEM_TABLE, emergency_adds
from clinic.role_permissions import ROLE_TABLE

_EMERGENCY = "in an emergency"
_PURPOSES = {
    PurposeOfUse.TREATMENT: "treatment",
    PurposeOfUse.OPERATIONS: "operations",
    PurposeOfUse.MARKETING: "marketing",
    PurposeOfUse.PATIENT_REQUEST: "a patient’s request",
    PurposeOfUse.SYSTEM_ADMINISTRATION: "system administration",
}
_ACTIONS = {"view": "see", "add": "add", "change": "change"}
#: Where the names in the code are not what people say.
_WORDS = {
    "clinic.vendorpaper.sealed": ("Vendor paper", "file"),
    "consent.paperfile.content": ("Signed papers", "scan or copy"),
    "clinic.breakglass.words": ("Emergency access", "why, in the reader’s words"),
    "clinic.breakglass": ("Clinic", "emergency access"),
    "clinic.accessreviewitem": ("Clinic", "access reviews: answers for one’s team"),
    "clinic.accessgrant": ("Clinic", "roles asked for and granted"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """`cells`: for each column what is allowed, in words; empty means no."""

    group: str
    what: str
    cells: tuple[tuple[str, ...], ...]


@desk_page("clinic.view_organisation")
@require_safe
def who_sees_what(request: HttpRequest) -> HttpResponse:
    roles = [role.label for role in Role]
    return show(
        request,
        "clinic/desk/who_sees_what.html",
        title="Who may see what",
        roles=roles,
        columns=[*roles, "Programs", "A patient’s own link"],
        fields=field_rows(),
        pages=page_rows(),
    )


def field_rows() -> list[Row]:
    """Every sealed field that any table names, by what it belongs to."""
    tables = [*(STAFF_TABLE.get(role, {}) for role in Role), SYSTEM_TABLE, PATIENT_TABLE]
    emergencies = [*(emergency_adds(role) for role in Role), frozenset[str](), frozenset[str]()]
    named = {field for table in tables for fields in table.values() for field in fields}
    return [
        Row(*_words_of(field), tuple(_purposes(field, *column) for column in zip(tables, emergencies, strict=True)))
        for field in sorted(named.union(*emergencies), key=_words_of)
    ]


def page_rows() -> list[Row]:
    """Every kind of page that any role may open, and what they may do there."""
    models = {_model_of(permission) for row in ROLE_TABLE.values() for permission in row}
    return [
        Row(*_words_of(model), tuple(_actions(model, ROLE_TABLE.get(role, frozenset())) for role in Role))
        for model in sorted(models, key=_words_of)
    ]


def _purposes(field: str, table: Mapping[PurposeOfUse, Iterable[str]], emergency: frozenset[str]) -> tuple[str, ...]:
    usual = [words for purpose, words in _PURPOSES.items() if field in table.get(purpose, ())]
    return (*usual, *([_EMERGENCY] if field in emergency and not usual else []))


def _actions(model: str, row: frozenset[str]) -> tuple[str, ...]:
    app, name = model.split(".")
    return tuple(words for action, words in _ACTIONS.items() if f"{app}.{action}_{name}" in row)


def _model_of(permission: str) -> str:
    app, _, codename = permission.partition(".")
    return f"{app}.{codename.partition('_')[2]}"


def _words_of(name: str) -> tuple[str, str]:
    """`patients.person.given_name` → ("Person", "given name"); `patients.person` → ("Patients", "people")."""
    if name in _WORDS:
        return _WORDS[name]
    app, model, *field = name.split(".")
    found = apps.get_model(app, model)._meta
    if not field:
        return str(found.app_config.verbose_name), str(found.verbose_name_plural)
    return str(found.verbose_name).capitalize(), str(found.get_field(field[0]).verbose_name)
