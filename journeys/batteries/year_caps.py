"""How much one person of a told year gets: so many messages a week across journeys, of text messages one a day and
three in seven days. Counted the plain way, day by day on the person's calendar, which here is the clinic's."""

from collections.abc import Sequence
from datetime import date

from journeys.batteries.year_cases import Case, Message
from journeys.batteries.year_clocks import DAY, clinic_day, first_open, midnight

WEEKLY_CAP = 2
_TEXTS = ((1, 1), (3, 7))

#: A day on which somebody got a message, or is to; whether it was a text message.
Taken = tuple[date, bool]


def in_order(wanted: Sequence[tuple[Case, Message]]) -> list[tuple[Case, Message]]:
    """Who goes first: what no cap holds back, then by priority, then what is due first."""
    return sorted(wanted, key=lambda pair: (pair[0].plan.is_capped, pair[0].plan.priority, pair[1].due, *_name(*pair)))


def find_room(case: Case, one: Message, taken: Sequence[Taken]) -> bool:
    """On its day, or the next open hours of a day that has room; False: before it is too late there are none."""
    due, until = one.due, one.until
    while not _has_room(case, clinic_day(due), taken):
        tomorrow = midnight(clinic_day(due) + DAY)
        opens = first_open(tomorrow, one.expires, case.zone, closed_too=case.plan.is_greeting)
        if opens is None:
            return False
        due, until = opens, case.closes(opens)
    one.due, one.until = due, until
    return True


def _name(case: Case, one: Message) -> tuple[str, str]:
    return case.plan.journey, one.step.name


def _has_room(case: Case, day: date, taken: Sequence[Taken]) -> bool:
    every, texts = [other for other, _ in taken], [other for other, is_text in taken if is_text]
    if case.plan.is_capped and not _fits(day, every, WEEKLY_CAP, 7):
        return False
    return not case.plan.is_text or all(_fits(day, texts, most, days) for most, days in _TEXTS)


def _fits(day: date, days: Sequence[date], most: int, span: int) -> bool:
    """Whether one more leaves at most so many in every span of days that holds this one."""
    return all(sum(0 <= (other - day).days + back < span for other in days) < most for back in range(span))
