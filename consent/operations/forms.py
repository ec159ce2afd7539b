"""The authorization forms that come with Revisit, as texts in `consent/form_texts/`."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from consent.domain.authorizations import OF_THE_FORM
from consent.fact_rows import form_elements
from consent.models import AuthorizationForm

_FOLDER = Path(__file__).resolve().parent.parent / "form_texts"


@transaction.atomic
def install(*, by: Actor, now: datetime) -> int:
    """Publish the built-in forms that are not there yet; the number of new ones. Existing ones are left alone."""
    new = [form for form in map(_form, sorted(_FOLDER.glob("*.toml"))) if not _is_there(form)]
    for form in new:
        _refuse_incomplete(form)
        form.published_at = now
        form.save(force_insert=True)
    if new:
        record_change(
            word=AuditWord.CONFIGURE,
            actor=by,
            fields=["consent.authorizationform"],
            details={"published": " ".join(str(form.pk) for form in new)},
        )
    return len(new)


def _form(path: Path) -> AuthorizationForm:
    told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return AuthorizationForm(
        **{name: value.strip() if isinstance(value, str) else value for name, value in told.items()}
    )


def _is_there(form: AuthorizationForm) -> bool:
    return AuthorizationForm.objects.filter(kind=form.kind, version=form.version, language=form.language).exists()


def _refuse_incomplete(form: AuthorizationForm) -> None:
    missing = OF_THE_FORM - form_elements(form)
    if missing:
        raise ValueError(f"{form} lacks " + ", ".join(sorted(element.citation for element in missing)))
