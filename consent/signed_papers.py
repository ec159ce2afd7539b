"""What somebody signed, by title and dates: never who signed it, nor what for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from clinic.domain.hours import local_day
from consent import fact_rows
from consent.domain.authorizations import Standing, standing
from consent.enums import PaperFileKind
from consent.models import Authorization, AuthorizationForm, PaperFile

#: What can still be taken back.
OPEN = frozenset({Standing.NOT_YET, Standing.ACTIVE})


@dataclass(frozen=True, slots=True)
class SignedForm:
    """`ended_on`: the clinic-local day on which it was taken back, or its last one."""

    id: UUID
    kind: str
    title: str
    signed_on: date | None
    expires_on: date | None
    standing: Standing
    ended_on: date | None

    @property
    def is_open(self) -> bool:
        return self.standing in OPEN


def signed_forms(
    person_id: UUID, *, language: str, today: date, zone: str, with_defective: bool = False
) -> list[SignedForm]:
    """The latest signature first, titles in the reader's language; two queries.

    What never counted is for staff alone: it may be another person's.
    """
    rows = list(
        fact_rows.with_what_is_there(Authorization.objects.filter(person_id=person_id))
        .select_related("form")
        .order_by("-signed_on", "-id")
    )
    titles = _titles((row.form for row in rows), language)
    found = [_signed_form(row, titles, today, zone) for row in rows]
    return [form for form in found if with_defective or form.standing != Standing.DEFECTIVE]


def has_copy(paper: Authorization) -> bool:
    """Is there a copy that its signer can be given? None where no font of the machine could show it."""
    return PaperFile.objects.filter(authorization=paper, kind=PaperFileKind.COPY).exists()


def stands_today(paper_id: UUID, today: date) -> Standing:
    """How a paper stands on a clinic-local day, as the gate counts it. Raises `Authorization.DoesNotExist`."""
    row = fact_rows.with_what_is_there(Authorization.objects.select_related("form")).get(pk=paper_id)
    return standing(fact_rows.as_paper(row, row.form), today)


def ended_another(papers: Iterable[UUID]) -> bool:
    """Whether one of them took the place of a paper, which does not come back whatever became of this one."""
    return Authorization.objects.filter(superseded_by__in=list(papers)).exists()


def _titles(forms: Iterable[AuthorizationForm], language: str) -> dict[tuple[str, int], str]:
    kinds = {form.kind for form in forms}
    told = AuthorizationForm.objects.filter(kind__in=kinds, language=language, published_at__isnull=False)
    return {(kind, version): title for kind, version, title in told.values_list("kind", "version", "title")}


def _signed_form(row: Authorization, titles: dict[tuple[str, int], str], today: date, zone: str) -> SignedForm:
    form = row.form
    stands = standing(fact_rows.as_paper(row, form), today)
    return SignedForm(
        id=row.pk,
        kind=form.kind,
        title=titles.get((form.kind, form.version), form.title),
        signed_on=row.signed_on,
        expires_on=row.expires_on,
        standing=stands,
        ended_on=ended_on(row, stands, zone),
    )


def ended_on(row: Authorization, stands: Standing, zone: str) -> date | None:
    if stands == Standing.REVOKED and row.revoked_at:
        return local_day(row.revoked_at, zone)
    if stands == Standing.EXPIRED:
        return min(day for day in (row.event_came_on, row.expires_on) if day)
    return None
