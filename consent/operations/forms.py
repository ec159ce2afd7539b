"""Authorization forms: drafted, checked, published for good. Those of `consent/form_texts/` come with Revisit."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.enums import Language
from consent.domain.form_checks import Problem
from consent.enums import AuthorizationKind
from consent.fact_rows import FORM_TEXTS
from consent.form_versions import problems_of
from consent.models import AuthorizationForm

_FOLDER = Path(__file__).resolve().parent.parent / "form_texts"
#: What each language says by itself, and what all languages of a version have in common.
OWN_WORDS = ("title", *FORM_TEXTS.values(), "expiry_event")
SHARED = ("purposes", "channels", "valid_days")


class NotReady(ValueError):
    """A version that must not be published; `problems` says why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{problem.language or 'all'}: {problem.words}" for problem in problems))
        self.problems = problems


class AlreadyPublished(ValueError):
    """A published version never changes: draft the next one."""


@transaction.atomic
def install(*, by: Actor, now: datetime) -> int:
    """Publish the built-in forms that are not there yet; the number of new rows. Existing ones are left alone."""
    new = [form for form in built_in_forms() if not _is_there(form)]
    for _, group in groupby(new, key=lambda form: (form.kind, form.version)):
        rows = list(group)
        _refuse_unready(rows)
        for row in rows:
            row.published_at = now
            row.save(force_insert=True)
    if new:
        _record(by, "published", new)
    return len(new)


@transaction.atomic
def draft(*, by: Actor, kind: str) -> int:
    """The number of the kind's open draft. Where there is none, a new one in all languages, from the newest version."""
    rows = list(AuthorizationForm.objects.select_for_update().filter(kind=kind).order_by("-version"))
    number = max((row.version for row in rows), default=0)
    latest = {row.language: row for row in rows if row.version == number}
    if latest and any(row.published_at is None for row in latest.values()):
        return number
    new = [_next(kind, number + 1, language, latest.get(language), by) for language in Language.values]
    AuthorizationForm.objects.bulk_create(new)
    _record(by, "drafted", new)
    return number + 1


@transaction.atomic
def rewrite(*, by: Actor, form_id: UUID, words: Mapping[str, str]) -> None:
    """Other words in one language of a draft: `OWN_WORDS`. Raises `AlreadyPublished`."""
    row = AuthorizationForm.objects.select_for_update().get(pk=form_id)
    _refuse_published([row])
    for name in words:
        setattr(row, _one_of(name, OWN_WORDS), words[name].replace("\r\n", "\n").strip())
    row.save(update_fields=list(words))
    _record(by, "rewritten", [row])


@transaction.atomic
def set_scope(*, by: Actor, kind: str, version: int, shared: Mapping[str, Any]) -> None:
    """What a draft allows and how long it lasts, in all its languages: `SHARED`. Raises `AlreadyPublished`."""
    rows = _locked(kind, version)
    _refuse_published(rows)
    for row in rows:
        for name in shared:
            setattr(row, _one_of(name, SHARED), shared[name])
        row.save(update_fields=list(shared))
    _record(by, "scope set", rows)


@transaction.atomic
def publish(*, by: Actor, now: datetime, kind: str, version: int) -> None:
    """All languages at once, if nothing stands in the way, else `NotReady`. The database then keeps every word."""
    rows = _locked(kind, version)
    _refuse_published(rows)
    _refuse_unready(rows)
    for row in rows:
        row.published_at, row.published_by = now, by.staff_id
        row.save(update_fields=["published_at", "published_by"])
    _record(by, "published", rows)


def built_in_forms() -> list[AuthorizationForm]:
    """Unsaved rows, by kind and language."""
    return [_built_in(path) for path in sorted(_FOLDER.glob("*.toml"))]


def _built_in(path: Path) -> AuthorizationForm:
    told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return AuthorizationForm(
        **{name: value.strip() if isinstance(value, str) else value for name, value in told.items()}
    )


def _is_there(form: AuthorizationForm) -> bool:
    return AuthorizationForm.objects.filter(kind=form.kind, version=form.version, language=form.language).exists()


def _next(kind: str, number: int, language: str, old: AuthorizationForm | None, by: Actor) -> AuthorizationForm:
    kept = {name: getattr(old, name) for name in (*OWN_WORDS, *SHARED)} if old else {"purposes": [], "channels": []}
    told: dict[str, Any] = {"kind": AuthorizationKind(kind), "version": number, "language": language, **kept}
    return AuthorizationForm(**told, drafted_by=by.staff_id)


def _locked(kind: str, version: int) -> list[AuthorizationForm]:
    rows = list(AuthorizationForm.objects.select_for_update().filter(kind=kind, version=version).order_by("language"))
    if not rows:
        raise AuthorizationForm.DoesNotExist
    return rows


def _refuse_published(rows: list[AuthorizationForm]) -> None:
    if any(row.published_at is not None for row in rows):
        raise AlreadyPublished("A published version stays as it is: draft the next one.")


def _refuse_unready(rows: list[AuthorizationForm]) -> None:
    if found := problems_of(rows):
        raise NotReady(found)


def _one_of(name: str, names: tuple[str, ...]) -> str:
    if name not in names:
        raise ValueError(f"{name} is not written this way")
    return name


def _record(by: Actor, what: str, rows: list[AuthorizationForm]) -> None:
    record_change(
        word=AuditWord.CONFIGURE,
        actor=by,
        fields=["consent.authorizationform"],
        details={"what": what, "forms": " ".join(str(row.pk) for row in rows)},
    )
