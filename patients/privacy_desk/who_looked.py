"""Everybody who looked at one person's record: what a patient may ask for, and what an officer looks at."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from audit import exporting, ledger
from audit.enums import AuditWord, ExportKind, PurposeOfUse
from audit.events_in_words import categories_in_words, name_actors, place_in_words
from audit.exporting import Format
from audit.models import AuditEvent
from audit.review import queries
from clinic.desk import purpose_of_use, staff_actor
from clinic.desk_pages import desk_page, show
from clinic.sign_in.fresh import needs_fresh_sign_in
from patients.models import Person

LINES_A_PAGE = 50
LINES_A_BATCH = 1000
COLUMNS = ("when", "who", "kind", "what", "outcome", "purpose", "where", "data", "specially_protected", "together")


@desk_page("audit.view_reviewcase")
@require_safe
def who_looked(request: HttpRequest, person_id: UUID) -> HttpResponse:
    one = get_object_or_404(Person.objects.only("id"), pk=person_id)
    before = _number(request.GET.get("before", ""))
    ledger.record_read(
        word=AuditWord.AUDIT,
        actor=staff_actor(request),
        purpose=purpose_of_use(request),
        people=[one.pk],
        fields=["audit.auditevent"],
    )
    looks = _looks(person_id, before, LINES_A_PAGE + 1)
    more, looks = len(looks) > LINES_A_PAGE, looks[:LINES_A_PAGE]
    return show(
        request,
        "patients/privacy/who_looked.html",
        title="Who looked at this record",
        one=one,
        looks=looks,
        number=queries.count_looks(person_id),
        is_first=before is None,
        older=looks[-1].pk if more else None,
    )


@desk_page("audit.add_export")
@require_POST
@needs_fresh_sign_in
def export(request: HttpRequest, person_id: UUID) -> HttpResponseBase:
    """The whole list as CSV, signed by the next seal."""
    one = get_object_or_404(Person.objects.only("id"), pk=person_id)
    paper = exporting.begin(
        by=staff_actor(request),
        kind=ExportKind.WHO_LOOKED,
        now=timezone.now(),
        criteria={"person": str(one.pk)},
        purpose=PurposeOfUse.PATIENT_REQUEST,
        people=[one.pk],
    )
    return exporting.stream(paper=paper, form=Format.CSV, columns=COLUMNS, batches=_batches(one.pk))


def _batches(person_id: UUID) -> Iterator[list[tuple[Any, ...]]]:
    before: int | None = None
    while looks := _looks(person_id, before, LINES_A_BATCH):
        yield [_row(look) for look in looks]
        before = looks[-1].pk


def _looks(person_id: UUID, before: int | None, limit: int) -> list[AuditEvent]:
    looks = queries.who_looked(person_id, before=before, limit=limit)
    name_actors(looks)
    for look in looks:
        look.where = place_in_words(look.place)  # type: ignore[attr-defined]
        look.data = categories_in_words(look.categories)  # type: ignore[attr-defined]
    return looks


def _row(look: Any) -> tuple[Any, ...]:
    return (
        look.occurred_at, look.who, look.get_actor_kind_display(), look.get_word_display(), look.get_outcome_display(),
        look.get_purpose_display(), look.where, look.data, look.saw_protected, look.together,
    )  # fmt: skip


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
