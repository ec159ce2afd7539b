"""Who may see and do what, as the code decides it, and what each path writes into the book."""

from collections.abc import Iterator

from django.conf import settings

from audit.coverage.pages import pages
from audit.domain.evidence import EvidenceFile, Period
from clinic.evidence.tables import csv_file
from clinic.phi_policy import PATIENT_TABLE, STAFF_TABLE, SYSTEM_TABLE, emergency_adds
from clinic.role_permissions import ROLE_TABLE

_ACCESS = "164.308(a)(4), 164.312(a)(1), 164.514(d)(2)"


def evidence(period: Period) -> Iterator[EvidenceFile]:
    yield csv_file(
        "access/fields-by-role",
        ("role", "purpose", "field"),
        _fields(),
        what="Which encrypted field a role may see for which purpose; what is not listed is refused",
        supports=_ACCESS,
    )
    yield csv_file(
        "access/pages-by-role",
        ("role", "permission"),
        ((role, permission) for role, allowed in ROLE_TABLE.items() for permission in sorted(allowed)),
        what="What a role may do in the staff pages; nobody may delete",
        supports=_ACCESS,
    )
    yield csv_file(
        "book/coverage-of-pages",
        ("page", "address", "who", "permission", "a look writes", "an act may write", "why nothing is written"),
        _coverage(),
        what="Every page, who may open it, and the event that each look and act writes",
        supports="164.312(b)",
    )
    yield from _coverage_list()


def _fields() -> Iterator[tuple[str, str, str]]:
    staff = [(str(role), table) for role, table in STAFF_TABLE.items()]
    for role, table in (*staff, ("programs", SYSTEM_TABLE), ("a patient's own link", PATIENT_TABLE)):
        for purpose, fields in table.items():
            yield from ((role, str(purpose.label), field) for field in sorted(fields))
    for role, _ in staff:
        yield from ((role, "emergency access alone", field) for field in sorted(emergency_adds(role)))


def _coverage() -> Iterator[tuple[str, ...]]:
    for page in pages():
        if rule := page.rule:
            shown, done = (" ".join(str(line.word) for line in kind) for kind in (rule.shown, rule.done))
            yield page.view, page.route, str(rule.who), rule.permission, shown, done, rule.quiet


def _coverage_list() -> Iterator[EvidenceFile]:
    path = settings.BASE_DIR / "docs" / "audit-coverage.md"
    if path.exists():
        yield EvidenceFile(
            "book/audit-coverage.md", path.read_bytes(), "The coverage list, generated from the code", "164.312(b)"
        )
