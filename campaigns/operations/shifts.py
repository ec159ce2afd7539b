"""One channel's work in one delivery: windows go out to couriers, and what they bring back is written down."""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from time import sleep
from uuid import UUID

from audit.domain.actors import Actor
from campaigns.channels import SHORTEST_VALID, Handed, Letter, Mail, Text, Trouble, Unreachable, Verdict
from campaigns.channels.lines import backend_of
from campaigns.domain.ways_out import Allowed
from campaigns.letters import House
from campaigns.operations import leases, receipts, ways_out
from campaigns.operations.addresses_told import suppress_what_was_told
from campaigns.operations.couriers import Couriers, Trip
from campaigns.operations.doors import Doors, doors_at
from campaigns.operations.hand_over import Moment, Prepared, give_up, prepare
from campaigns.operations.leaving import Leaving
from campaigns.operations.whose_fault import is_of_the_house
from clinic.domain.hours import local_day
from clinic.domain.moving_clock import Moving
from clinic.models import Organisation

_log = logging.getLogger(__name__)
#: One transaction prepares, and one settles, the windows of a good part of the connections: while it does, the others
#: are at work.
_PARTS = 4
#: And never more windows than this: the first of many connections are at work while the next are prepared, so that they
#: do not all wait for us, and then we for all of them.
_AT_ONCE = 16
#: Seconds for those who are nearly back. A transaction costs about as much whether it is for few windows or for many;
#: where the other side takes its time, a window takes a second and more.
_PATIENCE = 0.03
#: A way that is slow by its rate is looked at again after so many seconds.
_LONGEST_NAP = 5.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery: its clock, the clinic whose hours it keeps, what leaves, by whom."""

    clock: Moving
    house: House
    blocked: frozenset[date]
    origins: list[str]
    by: Actor

    @property
    def clinic(self) -> Organisation:
        return self.house.clinic

    def doors(self) -> Doors:
        return doors_at(self.clock.now(), self.clinic, self.blocked)

    def moment(self) -> Moment:
        doors = self.doors()
        return Moment(doors.at, local_day(doors.at, self.clinic.time_zone), self.house, doors, self.by)


@dataclass(slots=True)
class Shift:
    """`counts`: (origin slug, outcome, reason) → messages."""

    channel: str
    delivery: Delivery
    couriers: Couriers
    counts: Counter[tuple[str, str, str]]
    token: UUID = field(default_factory=leases.fresh_token)
    #: Committed as handing over: given to nobody yet, and with a courier.
    _ready: dict[UUID, Leaving] = field(default_factory=dict)
    _away: dict[UUID, Leaving] = field(default_factory=dict)

    def hand_out(self) -> bool:
        """A window for each courier who is free, or for the first of many; whether more may be due."""
        room = min(self.couriers.free, _AT_ONCE) * leases.WINDOW
        allowed = self._allowed(room)
        claimed = self._claim(allowed.number) if allowed.number else []
        ways_out.put_back(self._way, number=allowed.number - len(claimed))
        try:
            self._send(claimed)
        except BaseException:
            leases.release([one.pk for one in claimed], self.token)
            raise
        if len(claimed) < allowed.number:
            return False
        return allowed.number == room or self._waited(allowed)

    def take_in(self, *, more: bool = False) -> None:
        """Write what those tell who are back. While `more` may be due, nobody is waited for as long as enough are free.
        Raises what kept one of them from going on."""
        part = -(-self.couriers.most // _PARTS)
        wanted = part - self.couriers.free if more else part
        self._settle(self.couriers.come_back(at_least=wanted, patience=_PATIENCE if wanted > 0 else 0))

    def end(self) -> None:
        """Everybody is called back. What was ready and was given to nobody is tried later: nothing of it has left."""
        stayed = {pk: Handed(Verdict.TRY_LATER) for pk in self._ready}
        self._away |= self._ready
        self._settle([*self.couriers.call_back(), Trip((), stayed)])

    @property
    def _way(self) -> str:
        return backend_of(self.channel)

    def _allowed(self, room: int) -> Allowed:
        at = self.delivery.clock.now()
        return ways_out.take(self._way, wanted=room, now=at, today=local_day(at, self.delivery.clinic.time_zone))

    def _waited(self, allowed: Allowed) -> bool:
        """Whether more may go in a moment, for its rate alone. Nobody waits while others are at work."""
        if allowed.more_after is None:
            return False
        if not self.couriers.are_away:
            sleep(min(allowed.more_after.total_seconds(), _LONGEST_NAP))
        return True

    def _claim(self, most: int) -> list[leases.Claimed]:
        doors = self.delivery.doors()
        return leases.claim(
            at=doors.at,
            origins=doors.origins(self.delivery.origins),
            channel=self.channel,
            token=self.token,
            greetings_only=doors.greetings_only,
            awake=doors.awake(self.channel),
            most=most,
        )

    def _send(self, claimed: Sequence[leases.Claimed]) -> None:
        if not claimed:
            return
        try:
            self.couriers.be_ready()
        except Unreachable as obstacle:
            at = self.delivery.clock.now()
            self.counts.update(receipts.postpone(claimed, obstacle.what, token=self.token, at=at))
            ways_out.tell(self._way, [Handed(Verdict.TRY_LATER, trouble=Trouble(obstacle.what))], now=at)
            return
        # Not later than the lease, which begins in the transaction.
        until = self.delivery.clock.now() + leases.longest_hand_over()
        for prepared in self._prepared(claimed):
            self.counts.update(prepared.ended)
            self._ready |= prepared.messages
            for letters in prepared.windows:
                self._give(letters, until)

    def _give(self, letters: Sequence[Letter], until: datetime) -> None:
        """From here on a courier may have them, whatever breaks this off."""
        if not self.couriers.free:
            self.take_in()
        self._away |= {letter.message_id: self._ready.pop(letter.message_id) for letter in letters}
        self.couriers.send(letters, partial(self._as_of_now, until))

    def _prepared(self, claimed: Sequence[leases.Claimed]) -> Iterator[Prepared]:
        """All at once; if something unforeseen happens, by halves until the culprit is alone and fails."""
        try:
            yield prepare(claimed, self.token, self.delivery.moment())
        except Exception as error:
            if is_of_the_house(error):
                raise
            if len(claimed) == 1:
                yield self._given_up(claimed[0].pk, error)
                return
            middle = len(claimed) // 2
            yield from self._prepared(claimed[:middle])
            yield from self._prepared(claimed[middle:])

    def _given_up(self, message_id: UUID, error: Exception) -> Prepared:
        # Neither its text nor its traceback: they may hold what was being put together.
        _log.error("message %s cannot be prepared: %s", message_id, type(error).__name__)
        return give_up(message_id, self.token, self.delivery.clock.now())

    def _as_of_now(self, until: datetime, letter: Letter) -> Letter | None:
        """None: a text message that would be read in the night, a mail whose key may be forgotten by now, or whatever
        is not ours any more because we stood still until our lease had run out."""
        if self.delivery.clock.now() >= until:
            return None
        if isinstance(letter, Mail) and letter.until and letter.until <= self.delivery.clock.now():
            return None
        if not isinstance(letter, Text):
            return letter
        left = int((letter.until - self.delivery.clock.now()).total_seconds())
        return replace(letter, valid_for=min(letter.valid_for, left)) if left >= SHORTEST_VALID else None

    def _settle(self, trips: Sequence[Trip]) -> None:
        handed = [(self._away.pop(pk), said) for trip in trips for pk, said in trip.said.items()]
        if handed:
            at = self.delivery.clock.now()
            self.counts.update(receipts.settle(handed, token=self.token, at=at))
            suppress_what_was_told(handed, now=at)
            ways_out.tell(self._way, [said for _, said in handed], now=at)
        for trip in trips:
            if trip.error:
                raise trip.error
