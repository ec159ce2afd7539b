"""What ends or pauses a journey of a told year before its messages leave: moved, off, confirmed, booked, came, left."""

from datetime import datetime

from journeys.batteries.year_cases import Case
from journeys.batteries.year_clocks import CLINIC, DAY, midnight, months_later
from journeys.batteries.year_lives import Life


def follow(case: Case, life: Life, at: datetime) -> None:
    if case.is_over:
        return
    if case.plan.ends_unsubscribed and not life.wants(case.plan.topic, case.plan.channel, at):
        case.end()
    elif case.about:
        _follow_booking(case, life, at)
    elif case.plan.held_by_booking:
        _look_for_another(case, life, at)


def _follow_booking(case: Case, life: Life, at: datetime) -> None:
    booking = next(one for one in life.bookings_at(at) if one.key == case.about)
    if not booking.is_on:
        return case.end()
    if booking.starts != case.anchor:
        case.move(booking.starts)
    case.is_paused = False
    if case.plan.until_confirmed and booking.stands == "confirmed":
        case.pause()


def _look_for_another(case: Case, life: Life, at: datetime) -> None:
    """Whoever came is not asked again. What is booked holds it back, until all of that was cancelled or missed."""
    last = life.last_here(at, for_check_up=case.plan.begins_with == "check-up")
    if last and last > _since(case):
        return case.end()
    if life.is_booked(at):
        case.booked_since = case.booked_since or at
    elif case.booked_since:
        later = [one for one in life.bookings_at(at) if one.starts > case.booked_since]
        if later and not any(one.is_on or one.stands == "came" for one in later):
            case.booked_since = None
    case.is_paused = False
    if case.booked_since:
        case.pause()


def _since(case: Case) -> datetime:
    """Since when their coming counts: after the missed appointment; else after the visit that it counts from, whose
    month may have been longer."""
    if not case.plan.every_months:
        return case.anchor
    return midnight(months_later(case.anchor.astimezone(CLINIC).date(), -case.plan.every_months)) + 4 * DAY
