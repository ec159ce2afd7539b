"""What somebody was asked to sign, signed, got a copy of, and what ended it."""

from collections.abc import Iterator
from datetime import time
from uuid import UUID

from clinic.domain.hours import at_local
from consent import fact_rows
from consent.enums import AuthorizationState, CopyGiven, Defect, Recorded, SigningState
from consent.ledger.lines import LedgerLine, line
from consent.models import Authorization, SigningRequest

_REPLACED = "the earlier one ended when this one was taken"
_CLOSED = {
    SigningState.DECLINED: "Said no to signing",
    SigningState.WITHDRAWN: "Request to sign taken back",
    SigningState.LOCKED: "Request to sign locked",
}


def requests(person_id: UUID) -> Iterator[LedgerLine]:
    """A request that was signed goes on as a paper."""
    for row in SigningRequest.objects.filter(person_id=person_id):
        kind = row.get_kind_display()
        yield LedgerLine(row.asked_at, f"Asked to sign: {kind}", how=row.get_way_display(), by=row.asked_by)
        if row.closed_at and row.state in _CLOSED:
            yield LedgerLine(
                row.closed_at,
                f"{_CLOSED[SigningState(row.state)]}: {kind}",
                by_themselves=row.state == SigningState.DECLINED,
            )


def papers(person_id: UUID, zone: str) -> Iterator[LedgerLine]:
    rows = fact_rows.with_what_is_there(Authorization.objects.filter(person_id=person_id))
    found = list(rows.select_related("form", "revocation", "superseded_by").defer("superseded_by__shown_text"))
    took_a_place = {row.superseded_by_id for row in found}
    in_force = {row.form.kind for row in found if row.state == AuthorizationState.ACTIVE}
    for row in found:
        yield from _signed(row)
        yield from _ended(row, zone)
        if row.defect:
            replaced = _REPLACED if row.pk in took_a_place else ""
            yield _never_counted(row, replaced, "" if row.form.kind in in_force else "ask again")


def _signed(row: Authorization) -> Iterator[LedgerLine]:
    kind = row.form.get_kind_display()
    until = f"counts until {row.expires_on:%-d %B %Y}" if row.expires_on else row.form.expiry_event
    yield line(
        row.signed_at or row.recorded_at,
        f"Authorization signed: {kind}",
        detail=f"version {row.form.version}, {until}",
        via=row.via,
        by=row.stood_by,
        paper=row.pk,
    )
    if row.copy_given_at:
        yield LedgerLine(
            row.copy_given_at,
            f"Copy given: {kind}",
            how=CopyGiven(row.copy_via).label if row.copy_via else "",
            by=row.copy_given_by,
            paper=row.pk,
            by_themselves=row.copy_via == CopyGiven.PAGE,
        )


def _ended(row: Authorization, zone: str) -> Iterator[LedgerLine]:
    kind = row.form.get_kind_display()
    if row.revoked_at:
        yield _revoked(row, kind)
    if row.superseded_by and row.copy_given_at and row.superseded_by.copy_given_at:
        since = max(row.copy_given_at, row.superseded_by.copy_given_at)
        yield LedgerLine(since, f"Authorization replaced by a newer one: {kind}", paper=row.pk)
    if row.event_came_on:
        came = at_local(row.event_came_on, time(0), zone)
        yield LedgerLine(came, f"Event came that ends it: {kind}", row.form.expiry_event, by=row.ended_by, paper=row.pk)


def _never_counted(row: Authorization, replaced: str, ask: str) -> LedgerLine:
    """What it replaced does not come back: they took it for ended, and may think otherwise by now."""
    told = (Defect(row.defect).label, replaced, ask if replaced else "")
    return LedgerLine(
        row.defect_found_at or row.recorded_at,
        f"Authorization never counted: {row.form.get_kind_display()}",
        "; ".join(filter(None, told)),
        by=row.ended_by,
        paper=row.pk,
    )


def _revoked(row: Authorization, kind: str) -> LedgerLine:
    """Papers that were taken back before revocations had rows of their own have none."""
    told = getattr(row, "revocation", None)
    detail = f"letter of {told.written_on:%-d %B %Y}" if told and told.written_on else ""
    return line(
        row.revoked_at or row.recorded_at,
        f"Authorization revoked: {kind}",
        detail=detail,
        via=Recorded(row.revoked_via) if row.revoked_via else "",
        by=told.recorded_by if told else None,
        paper=row.pk,
    )
