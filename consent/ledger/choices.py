"""What somebody chose: topics, pauses, opt-ins, tracking, the answer about e-mail's risk."""

from collections.abc import Iterator
from uuid import UUID

from clinic.domain.hours import local_day
from consent.ledger.lines import LedgerLine, line, on_channel
from consent.models import HolidayChoice, OptIn, Pause, Preference, RiskAcknowledgement, TrackingChoice


def topics(person_id: UUID) -> Iterator[LedgerLine]:
    for row in Preference.objects.filter(person_id=person_id):
        verb = "Switched on" if row.wanted else "Switched off"
        yield line(
            row.recorded_at,
            f"{verb}: {row.get_topic_display()}",
            detail=on_channel(row.channel),
            via=row.via,
            by=row.recorded_by,
        )


def pauses(person_id: UUID, zone: str) -> Iterator[LedgerLine]:
    for row in Pause.objects.filter(person_id=person_id):
        until = f"News and offers paused until {local_day(row.until, zone):%-d %B %Y}"
        what = until if row.until > row.recorded_at else "Pause of news and offers ended"
        yield line(row.recorded_at, what, detail=on_channel(row.channel), via=row.via, by=row.recorded_by)


def opt_ins(person_id: UUID) -> Iterator[LedgerLine]:
    for row in OptIn.objects.filter(person_id=person_id):
        topic = row.get_topic_display()
        yield line(row.asked_at, f"Asked for: {topic}", detail=on_channel(row.channel), via=row.via, by=row.recorded_by)
        if row.confirmed_at:
            yield LedgerLine(row.confirmed_at, f"Confirmed: {topic}", how=row.get_mode_display(), by_themselves=True)


def risk_answers(person_id: UUID) -> Iterator[LedgerLine]:
    for row in RiskAcknowledgement.objects.filter(person_id=person_id):
        what = "Accepted e-mail without enforced encryption" if row.accepted else "Declined unencrypted e-mail"
        yield line(row.recorded_at, what, via=row.via, by=row.recorded_by)


def tracking(person_id: UUID) -> Iterator[LedgerLine]:
    for row in TrackingChoice.objects.filter(person_id=person_id):
        what = "Opens and clicks may be counted" if row.wanted else "Opens and clicks may not be counted"
        yield line(row.recorded_at, what, via=row.via, by=row.recorded_by)


def holidays(person_id: UUID) -> Iterator[LedgerLine]:
    for row in HolidayChoice.objects.filter(person_id=person_id):
        what = f"Greeted on: {row.wanted_in_words}" if row.wanted else "Greeted on no holiday"
        yield line(row.recorded_at, what, via=row.via, by=row.recorded_by)
