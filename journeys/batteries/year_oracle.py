"""What should leave in a told year, worked out the plain way: person by person, tick by tick. Shares no code with what
it judges, and knows the clinic's hours and the ready-made journeys by heart.

A tick follows what happened, lets people in, decides what is due (at night: in the coming 24 hours), and hands over
what may leave: due, not too late, allowed, not held, with room under the caps, and in open hours.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime

from journeys.batteries.year_caps import Taken, find_room, in_order
from journeys.batteries.year_cases import Case, Fate, Message
from journeys.batteries.year_clocks import DAY, HOUR, clinic_day, first_open, is_open, nightly_ticks
from journeys.batteries.year_entries import Anchor, anchors, appears
from journeys.batteries.year_following import follow
from journeys.batteries.year_lives import Life, lives
from journeys.batteries.year_plans import PLANS, Plan
from journeys.batteries.year_story import Story

#: (person, journey, step, anchor)
Key = tuple[int, str, str, datetime]
#: … → the tick
Sent = dict[Key, datetime]


def expected(told: Story) -> Sent:
    ticks, sent = list(told.ticks), Sent()
    nights = nightly_ticks(ticks)
    for life in lives(told):
        for journey, step, anchor, at in _Year(life).live(ticks, nights):
            sent[life.who.number, journey, step, anchor] = at
    return sent


class _Year:
    """One person's year. `cases`: all there ever were; `alive`: of which something may still leave; `days`: on which
    something left."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.cases: dict[tuple[str, str], Case] = {}
        self.alive: list[Case] = []
        self.days: list[Taken] = []

    def live(
        self, ticks: Sequence[datetime], nights: Sequence[datetime]
    ) -> Iterator[tuple[str, str, datetime, datetime]]:
        by_night, place = frozenset(nights), 0
        known = sorted({*nights, *self.life.happened, *self._moments_of_bookings()})
        while place < len(ticks):
            at = ticks[place]
            self.alive = [case for case in self.alive if at < case.ends and not case.is_over]
            for case in self.alive:
                follow(case, self.life, at)
            self._enter(at, is_night=at in by_night)
            self._plan(at, at + DAY if at in by_night else at)
            self._postpone(at)
            self._overtake(at)
            yield from self._hand_over(at)
            place = max(place + 1, bisect_left(ticks, self._next(at, known)))

    def _moments_of_bookings(self) -> Iterator[datetime]:
        starts = [one.starts for some in self.life.bookings.values() for _, one in some]
        yield from starts
        yield from (appears(plan, start) for plan in PLANS if plan.begins_with == "appointment" for start in starts)

    def _next(self, at: datetime, known: Sequence[datetime]) -> datetime:
        """The next moment at which anything may change; ticks between them do nothing."""
        place = bisect_left(known, at + HOUR / 60)
        soon = [known[place]] if place < len(known) else []
        for case in self.alive:
            for one in case.waiting():
                soon += [one.due, one.until, one.expires] if one.due > at else [at + HOUR]
            soon += [found.due for _, found in case.open_steps() if found.due]
        return min((one for one in soon if one > at), default=at + 1000 * DAY)

    # --- one tick ------------------------------------------------------------------------------------------

    def _enter(self, at: datetime, *, is_night: bool) -> None:
        for plan in PLANS:
            for one in anchors(plan, self.life, at, is_night=is_night):
                if (plan.journey, one.key) not in self.cases and self._may_enter(plan, one):
                    new = Case(plan, one.key, one.at, one.zone, at, one.about)
                    self.cases[plan.journey, one.key] = new
                    self.alive.append(new)
                    follow(new, self.life, at)

    def _may_enter(self, plan: Plan, one: Anchor) -> bool:
        earlier = [case.anchor for case in self.cases.values() if case.plan is plan]
        near = [anchor for anchor in earlier if abs(anchor - one.at) < plan.days_between * DAY]
        return len(earlier) < plan.at_most and not near

    def _plan(self, at: datetime, horizon: datetime) -> None:
        new = [(case, one) for case in self.alive for one in case.decide(at, horizon)]
        for case, one in new:
            if not self.life.wants(case.plan.topic, case.plan.channel, at):
                one.fate = Fate.NEVER
        wanted = [(case, one) for case, one in new if one.fate == Fate.WAITS]
        for pair in self._without_room(wanted):
            pair[1].fate = Fate.NEVER

    def _postpone(self, at: datetime) -> None:
        """What did not leave in its hours gets the next ones, where there is room."""
        late = [(case, one) for case, one in self._free(at) if one.until <= at < one.expires]
        before = {id(one): (one.due, one.until) for _, one in late}
        for case, one in late:
            if due := first_open(at, one.expires, case.zone, closed_too=case.plan.is_greeting):
                one.due, one.until = due, case.closes(due)
        for _, one in self._without_room([pair for pair in late if pair[1].until > at]):
            one.due, one.until = before[id(one)]

    def _without_room(self, wanted: Sequence[tuple[Case, Message]]) -> list[tuple[Case, Message]]:
        """Those for which no day has room; the others find theirs."""
        ours = {id(one) for _, one in wanted}
        waiting = [(case, one) for case, one in self._waiting() if id(one) not in ours]
        taken = [*self.days, *((clinic_day(one.due), case.plan.is_text) for case, one in waiting)]
        left_out = []
        for case, one in in_order(wanted):
            if find_room(case, one, taken):
                taken.append((clinic_day(one.due), case.plan.is_text))
            else:
                left_out.append((case, one))
        return left_out

    def _overtake(self, at: datetime) -> None:
        """A later step of the same journey is due or has left."""
        for case, one in self._free(at):
            others = [other for other in case.messages.values() if other.fate != Fate.NEVER and other.due <= at]
            if one.due <= at and any(other.step.place > one.step.place for other in others):
                one.fate = Fate.NEVER

    def _hand_over(self, at: datetime) -> Iterator[tuple[str, str, datetime, datetime]]:
        for _, one in self._waiting():
            if at >= one.expires:
                one.fate = Fate.NEVER
        for case, one in self._free(at):
            plan = case.plan
            if one.due <= at < one.until and is_open(at, case.zone, closed_too=plan.is_greeting):
                one.fate = Fate.LEFT if self.life.wants(plan.topic, plan.channel, at) else Fate.NEVER
                if one.fate == Fate.LEFT:
                    one.due = at
                    self.days.append((clinic_day(at), plan.is_text))
                    yield plan.journey, one.step.name, case.anchor, at

    def _waiting(self) -> list[tuple[Case, Message]]:
        return [(case, one) for case in self.alive for one in case.waiting()]

    def _free(self, at: datetime) -> list[tuple[Case, Message]]:
        """What waits and is not held."""
        return [(case, one) for case, one in self._waiting() if not self.life.is_held(case.plan.journey, at)]
