"""Several connections at once: each hands one window over at a time, in a thread that never touches the database."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import zip_longest
from threading import Event
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from campaigns.channels import ForesightedLine, Handed, Letter, Line, Verdict

#: What a letter is at this moment, or None where it is not to leave any more.
AsOfNow = Callable[[Letter], Letter | None]


@dataclass(slots=True)
class Trip:
    """What became of one window: of every letter what was said, and what broke it off, if something of ours did."""

    letters: Sequence[Letter]
    said: dict[UUID, Handed] = field(default_factory=dict)
    error: BaseException | None = None


class _Here(Executor):
    """No thread: whoever asks waits."""

    def submit(self, work: Callable[..., Any], /, *given: Any, **more: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(work(*given, **more))
        return done


class Couriers:
    """Up to `most` lines of one channel, opened when they are needed and kept until the end. A single one hands over
    in the caller's thread."""

    def __init__(self, open_line: Callable[[], Line[Any]], most: int) -> None:
        self._open_line, self.most = open_line, most
        self._waiting: list[Line[Any]] = []
        self._away: dict[Future[Trip], Line[Any]] = {}
        self._threads: Executor = ThreadPoolExecutor(most, thread_name_prefix="courier") if most > 1 else _Here()
        self._called_back = Event()

    @property
    def free(self) -> int:
        """How many windows may be sent now."""
        return self.most - len(self._away)

    @property
    def are_away(self) -> bool:
        return bool(self._away)

    def be_ready(self) -> None:
        """At least one line is open, or some are at work. Raises `Unreachable`."""
        if self._away:
            return
        if not self._waiting:
            self._waiting.append(self._open_line())
        self._waiting[-1].open()

    def send(self, letters: Sequence[Letter], as_of_now: AsOfNow) -> None:
        """One window, on a line of its own; returns at once."""
        line = self._waiting.pop() if self._waiting else self._open_line()
        self._away[self._threads.submit(self._carry, line, letters, as_of_now)] = line

    def come_back(self, *, at_least: int = 1, patience: float = 0) -> list[Trip]:
        """Waits until so many of those who are away are back, or all; then so many seconds at most for the others."""
        back = {one for one in self._away if one.done()}
        wanted = min(at_least, len(self._away))
        while len(back) < wanted:
            back |= wait(self._away.keys() - back, return_when=FIRST_COMPLETED).done
        if patience and len(back) < len(self._away):
            back |= wait(self._away.keys() - back, timeout=patience).done
        self._waiting += [self._away.pop(one) for one in back]
        return [one.result() for one in back]

    def call_back(self) -> list[Trip]:
        """Everybody, after the letter that is in their hands: what they have not begun with is tried later."""
        self._called_back.set()
        return self.come_back(at_least=len(self._away))

    def close(self) -> None:
        for line in self._waiting:
            line.close()
        self._threads.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _carry(self, line: Line[Any], letters: Sequence[Letter], as_of_now: AsOfNow) -> Trip:
        """Whatever breaks this off: what was not tried yet is tried later, what was on its way is unknown."""
        trip = Trip(letters, {letter.message_id: Handed(Verdict.TRY_LATER) for letter in letters})
        try:
            for letter, following in zip_longest(letters, letters[1:]):
                if self._called_back.is_set():
                    break
                if leaving := as_of_now(letter):
                    _foretell(line, following and as_of_now(following))
                    trip.said[letter.message_id] = Handed(Verdict.UNKNOWN)
                    trip.said[letter.message_id] = line.hand_over(leaving)
        except BaseException as error:  # told to whoever waits for it
            trip.error = error
        return trip


def _foretell(line: Line[Any], following: Letter | None) -> None:
    """Asked again when its turn comes: nothing of it leaves before."""
    if following and isinstance(line, ForesightedLine):
        line.expect(following)
