"""How the seals of the book stand, in sentences."""

from dataclasses import dataclass
from datetime import datetime

from audit.sealing.queries import AnchorStatus, SealStatus, seal_status
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
    return told(seal_status(now))


def told(status: SealStatus) -> SealsInWords:
    places = [_place(one, status.last_seal) for one in status.anchors]
    own = State.ACT if status.is_late else State.GOOD
    return SealsInWords(worst([own, *(place.state for place in places)]), _words(status), status, places)


def _words(status: SealStatus) -> str:
    if status.fault:
        return status.fault
    if status.is_late:
        minutes = int(status.lag.total_seconds() // 60)
        return f"Events of the last {minutes} minutes are not sealed: is the sealer running? {status.cause}".strip()
    if not status.last_seal:
        return "Nothing is sealed yet: the first seal comes within a minute of the first event."
    return "Every event older than a minute is sealed."


def _place(one: AnchorStatus, last_seal: int) -> PlaceInWords:
    if one.is_late:
        return PlaceInWords(one.place, State.ACT, f"Is behind, at seal {one.seal}. {one.problem}".strip(), one.at)
    if one.problem:
        return PlaceInWords(one.place, State.LOOK, f"The last try failed: {one.problem}", one.at)
    if one.seal:
        return PlaceInWords(one.place, State.GOOD, f"Holds seal {one.seal}.", one.at)
    return PlaceInWords(one.place, State.LOOK if last_seal else State.GOOD, "Holds no seal yet.", one.at)
