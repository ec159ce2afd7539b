"""Reads of forms. A version is one kind's text in all languages: linked by its number, published together."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max

from clinic.enums import Language
from consent.domain.form_checks import FormText, Problem, Version, problems
from consent.enums import AuthorizationKind
from consent.fact_rows import FORM_TEXTS
from consent.models import AuthorizationForm


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind, and the English rows of its newest published version and of its draft."""

    kind: AuthorizationKind
    published: AuthorizationForm | None
    draft: AuthorizationForm | None


def kinds() -> list[KindLine]:
    rows = AuthorizationForm.objects.filter(language=Language.ENGLISH).order_by("version")
    published = {row.kind: row for row in rows if row.published_at is not None}
    drafts = {row.kind: row for row in rows if row.published_at is None}
    return [KindLine(kind, published.get(kind), drafts.get(kind)) for kind in AuthorizationKind]


def current_version(kind: str) -> int | None:
    """The newest published version."""
    latest = AuthorizationForm.objects.filter(kind=kind, published_at__isnull=False).aggregate(Max("version"))
    number: int | None = latest["version__max"]
    return number


def current_forms(kind: str) -> list[AuthorizationForm]:
    """The newest published version in all its languages; empty if the kind has none."""
    return rows_of(kind, version) if (version := current_version(kind)) else []


def published_form(kind: str, version: int, language: str) -> AuthorizationForm:
    """In this language, else in English. Raises `AuthorizationForm.DoesNotExist`."""
    forms = AuthorizationForm.objects.filter(kind=kind, version=version, published_at__isnull=False)
    return forms.filter(language=language).first() or forms.get(language=Language.ENGLISH)


def rows_of(kind: str, version: int) -> list[AuthorizationForm]:
    """In the order of languages; empty if there is no such version."""
    order = list(Language.values)
    rows = AuthorizationForm.objects.filter(kind=kind, version=version)
    return sorted(rows, key=lambda row: order.index(row.language))


def text_of(row: AuthorizationForm) -> FormText:
    elements = {element: getattr(row, name).strip() for element, name in FORM_TEXTS.items()}
    return FormText(row.language, row.title, elements)


def problems_of(rows: Iterable[AuthorizationForm]) -> tuple[Problem, ...]:
    """What stands in the way of publishing these rows as one version; they must be of one kind."""
    there = list(rows)
    first = there[0]
    scopes = {(frozenset(row.purposes), frozenset(row.channels), row.valid_days) for row in there}
    if len(scopes) > 1:
        return (Problem("", "The languages do not allow the same."),)
    version = Version(
        kind=first.kind,
        purposes=frozenset(first.purposes),
        channels=frozenset(first.channels),
        valid_days=first.valid_days,
        expiry_events={row.language: row.expiry_event for row in there},
        texts=tuple(map(text_of, there)),
    )
    return problems(version)
