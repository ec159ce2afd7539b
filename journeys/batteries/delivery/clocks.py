"""Clocks that are wrong: set by an hour or a day between runs and during one, the database's set while leases run, and
days of 23 and 25 hours. Each reminder leaves once, in its hours or not at all, and nothing waits for ever."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from journeys.batteries.delivery.field import CONNECTIONS, DELIVER, Field
from journeys.batteries.delivery.supplies import Supply
from journeys.batteries.night_oracle import Reckoning, reckon
from journeys.batteries.verdicts import Verdict, verdict
from journeys.demo.house import ZONE
from journeys.trials.house import clock
from journeys.trials.numbers import number_of

PEOPLE, PEOPLE_QUICK = 600, 40
_JUMPS = "journeys.trials.clock_jumps."
_HOUR, _DAY = 3600, 86_400
#: Hours from noon: half is due at -1.5, the rest at -0.5; each is before or after the last by an hour or a day.
_BACK_AND_FORTH = (-25.5, -1.5, -2.5, -1.5, -25.5, -1.5, -0.5, -1.5, 23.5, -0.5, -24.5, -0.5, 0)
_DUE_TWICE = {1: "half of them", 6: "the others"}
_OPENS, _CLOSES = 8, 20  # the clinic's hours, on its own clock
_LEFT = """
    SELECT m.id::text, m.handed_over_at, a.starts_at
    FROM campaigns_message m JOIN patients_appointment a ON a.id = m.appointment_id WHERE m.id = ANY(%s::uuid[])
"""
#: How the database's clock is set, and what that does to the time that leases still have.
_BY_THE_DATABASE = {"+1 h": timedelta(hours=-1), "+1 d": timedelta(days=-1), "-1 d": timedelta(days=1)}
_TOO_LATE = {("expired", "too-late"), ("failed", "unreachable")}
_LEASES_BY = "UPDATE campaigns_message SET leased_until = leased_until + %s WHERE leased_until IS NOT NULL"


def between_runs(field: Field) -> Verdict:
    supply = _supply(field)
    at_wrong_moments = []
    for place, hours in enumerate(_BACK_AND_FORTH):
        before = supply.sent_so_far()
        supply.deliver(hours=hours)
        if supply.sent_so_far() != before and place not in _DUE_TWICE:
            at_wrong_moments.append(f"{supply.sent_so_far() - before} sent when the clock went to {hours:+} h")
    return supply.judge("the clock set by an hour and a day between runs", *at_wrong_moments, *_out_of_hours(supply))


def set_during_a_run(field: Field) -> Verdict:
    """By an hour and a day, forth and back: a delivery counts on from where it began."""
    findings, sent = [], 0
    with field.worker() as worker:
        for seconds in (_HOUR, -_DAY) if field.is_quick else (_HOUR, -_HOUR, _DAY, -_DAY):
            supply = _supply(field)
            worker.call(f"{_JUMPS}deliver_while_it_is_set", at=supply.at(), seconds=seconds)
            found = supply.judge("")
            findings += [*found.findings, *_out_of_hours(supply)]
            sent += len(supply.sent)
    return verdict("the machine's clock set by an hour and a day during a run", f"{sent} sent", *findings)


def asleep_during_a_run(field: Field) -> Verdict:
    """An hour: the rest still leaves. A day: the rest is too late, and says so."""
    findings, seen = [], []
    with field.worker(MAIL_CONNECTIONS="1") as worker:
        for hours in (1, 24):
            supply = _supply(field)
            worker.call(f"{_JUMPS}deliver_across", at=supply.at(), seconds=hours * _HOUR)
            supply.deliver(hours=hours)
            found, late = _with_what_is_too_late(supply)
            findings += [*found.findings(), *_out_of_hours(supply)]
            if bool(late) != (hours == 24):
                findings.append(f"{late} too late after {hours} h")
            seen.append(f"{hours} h: {found.sent} sent, {late} too late")
    return verdict("the machine sleeps an hour and a day during a run", "; ".join(seen), *findings)


def _with_what_is_too_late(supply: Supply) -> tuple[Reckoning, int]:
    """What is too late by the clock that was told is not due any more: it has expired, or, where it was in somebody's
    hands meanwhile, has no attempt left."""
    supply.sent_so_far()
    rows = supply.rows()
    late = {row.number for row in rows if (row.state, row.reason) in _TOO_LATE}
    return reckon({*range(1, supply.people + 1)} - late, supply.sent, rows), len(late)


def of_the_database(field: Field) -> Verdict:
    """Set on by an hour or a day, it ends the leases of a process that is still at work; set back, it lengthens those
    of one that is gone."""
    findings, seen = [], []
    with field.worker() as slow:
        slow.call(f"{_JUMPS}slow_down", seconds=0.05)
        for name, jump in list(_BY_THE_DATABASE.items())[field.size(0, 1) :]:
            supply = _supply(field)
            slow.begin(DELIVER, at=supply.at())
            supply.wait_for_mail(3)
            for _ in range(3):
                field.place.rows(_LEASES_BY, [jump])
                supply.deliver()
            slow.answer()
            supply.finish()
            found = supply.judge("", windows=CONNECTIONS)
            findings += [f"{name}: {one}" for one in (*found.findings, *_out_of_hours(supply))]
            seen.append(f"{name}: {found.seen}")
    return verdict("the database's clock set while leases run", "; ".join(seen), *findings)


def summer_time(field: Field) -> Verdict:
    """A day of 25 hours, and one of 23: half have an appointment on that very day, half on the day after. Every half
    hour of three days is delivered."""
    findings, seen = [], []
    for change in _changes(2040):
        supply, everybody = _around(field, change)
        at = supply.begin
        while at < supply.end:
            field.steady.call(DELIVER, at=at.isoformat())
            at += timedelta(hours=0.5 if not field.is_quick else 4)
        supply.sent_so_far()
        found = reckon(everybody, supply.sent, supply.rows())
        findings += [f"{change}: {one}" for one in (*found.findings(), *_out_of_hours(supply))]
        seen.append(f"{change}: {found}")
    return verdict("days of 25 and 23 hours", "; ".join(seen), *findings)


def _around(field: Field, change: date) -> tuple[Supply, range]:
    """Planned in the night before each day."""
    people = field.size(PEOPLE, PEOPLE_QUICK)
    after = field.newcomers(people)
    for skip, day in ((after, change), (after + people // 2, change + timedelta(days=1))):
        field.steady.call("journeys.trials.crowd.book", people=people // 2, day=f"{day}", skip=skip)
    begin, end = clock(change - timedelta(days=1), "00:00"), clock(change + timedelta(days=1), "23:00")
    field.steady.call("journeys.trials.nights.run", at=begin.isoformat(), kind="nightly")
    field.steady.call("journeys.trials.nights.run", at=clock(change, "00:30").isoformat(), kind="nightly")
    supply = Supply(field.place, field.steady, field.post, people, begin, end, begin)
    return supply, range(after + 1, after + people + 1)


def _changes(year: int) -> list[date]:
    """On which days of the year the clinic's clocks are changed."""
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(365))
    return [day for day in days if _offset(day) != _offset(day + timedelta(days=1))]


def _offset(day: date) -> timedelta | None:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(ZONE)).utcoffset()


def _supply(field: Field) -> Supply:
    return field.reminders(field.size(PEOPLE, PEOPLE_QUICK))


def _out_of_hours(supply: Supply) -> Sequence[str]:
    """Mails that left when the clinic is closed, more than a day and a night before their appointment, or less than
    two hours."""
    left = supply.place.rows(_LEFT, [[entry.message_id for entry in supply.sent]])
    wrong = [message_id for message_id, at, starts_at in left if not _is_in_its_hours(at, starts_at)]
    names = {entry.message_id: number_of(entry.to) for entry in supply.sent}
    return [f"{len(wrong)} left out of their hours (such as that to {names[wrong[0]]})"] if wrong else []


def _is_in_its_hours(at: datetime, starts_at: datetime) -> bool:
    on_the_clock = at.astimezone(ZoneInfo(ZONE)).hour
    ahead = starts_at - at
    return _OPENS <= on_the_clock < _CLOSES and timedelta(hours=2) <= ahead <= timedelta(hours=36)
