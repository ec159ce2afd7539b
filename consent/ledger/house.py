"""What the clinic agreed to, handed over, or may not do: restrictions, privacy notices, mailboxes that refuse mail."""

from collections.abc import Iterator
from uuid import UUID

from consent.ledger.lines import LedgerLine, line, on_channel
from consent.models import NoticeAcknowledgement, Restriction, Suppression
from patients.models import Person


def restrictions(person_id: UUID) -> Iterator[LedgerLine]:
    for row in Restriction.objects.filter(person_id=person_id):
        verb = "Restriction agreed" if row.is_agreed else "Restriction ended"
        yield line(row.recorded_at, f"{verb}: {row.get_covers_display()}", via=row.via, by=row.recorded_by)


def notices(person_id: UUID) -> Iterator[LedgerLine]:
    for row in NoticeAcknowledgement.objects.filter(person_id=person_id).select_related("notice"):
        yield line(
            row.recorded_at,
            f"Privacy notice: {row.get_answer_display()}",
            detail=f"version {row.notice.version}",
            via=row.via,
            by=row.recorded_by,
        )


def suppressions(person_id: UUID) -> Iterator[LedgerLine]:
    """Of the addresses that the person has now."""
    keys = Person.objects.filter(pk=person_id).values_list("email_key", "confidential_email_key", "phone_key")
    for row in Suppression.objects.filter(address_key__in=[key for key in keys[0] if key]):
        cause, channel = row.get_cause_display(), on_channel(row.channel)
        yield LedgerLine(row.since, f"Address not written to: {cause}", channel)
        if row.until and row.until > row.since:
            yield LedgerLine(row.until, f"Address may be written to again: {cause}", channel)
