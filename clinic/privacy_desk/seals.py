"""How the seals of the book stand, in sentences."""

from dataclasses import dataclass
from datetime import datetime

from audit.sealing.queries import SealStatus, seal_status
from clinic.domain.privacy import State, worst


@dataclass(frozen=True, slots=True)
class PlaceInWords:
    name: str
    state: State
    words: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class SealsInWords:
    state: State
    words: str
    status: SealStatus
    places: list[PlaceInWords]


def seals_in_words(now: datetime) -> SealsInWords:
    status = seal_status(now)
    places = [_place(one.place, one.seal, one.at, one.is_late, one.problem) for one in status.anchors]
    own = State.ACT if status.is_late else State.GOOD
    return SealsInWords(worst([own, *(place.state for place in places)]), _words(status), status, places)


def _words(status: SealStatus) -> str:
    if status.is_late:
        minutes = int(status.lag.total_seconds() // 60)
        return f"Events of the last {minutes} minutes are not sealed: is the sealer running? {status.cause}".strip()
    if not status.last_seal:
        return "Nothing is sealed yet: the first seal comes within a minute of the first event."
    return "Every event older than a minute is sealed."


def _place(name: str, seal: int, at: datetime | None, is_late: bool, problem: str) -> PlaceInWords:
    if is_late:
        return PlaceInWords(name, State.ACT, f"Is behind, at seal {seal}. {problem}".strip(), at)
    if problem:
        return PlaceInWords(name, State.LOOK, f"The last try failed: {problem}", at)
    return PlaceInWords(name, State.GOOD, f"Holds seal {seal}." if seal else "Holds no seal yet.", at)
