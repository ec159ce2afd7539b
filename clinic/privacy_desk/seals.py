"""How the seals of the book stand, in sentences."""

from dataclasses import dataclass
from datetime import datetime

from audit.enums import BookVerdict
from audit.sealing.queries import AnchorStatus, SealStatus, seal_status
from audit.sealing.verifications import Reading, last_reading
from clinic.domain.privacy import State, worst

_KINDS = {
    "file": "File",
    "mailto": "Mail to",
    "http": "Web store",
    "https": "Web store",
    "syslog": "System log",
    "syslog+tcp": "System log",
    "syslog+tls": "System log, encrypted",
}


@dataclass(frozen=True, slots=True)
class PlaceInWords:
    """`kind`: what it is, in words; `name`: where, as AUDIT_ANCHORS has it."""

    kind: str
    name: str
    state: State
    words: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ReadingInWords:
    """What the last reading of the whole book against its seals said."""

    state: State
    words: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class SealsInWords:
    state: State
    words: str
    status: SealStatus
    places: list[PlaceInWords]
    reading: ReadingInWords


def seals_in_words(now: datetime) -> SealsInWords:
    return told(seal_status(now), last_reading(now))


def told(status: SealStatus, reading: Reading) -> SealsInWords:
    read = _reading(reading)
    places = [_place(one, status.last_seal) for one in status.anchors]
    own = State.ACT if status.is_late else State.GOOD
    state = worst([own, read.state, *(place.state for place in places)])
    return SealsInWords(state, _words(status), status, places, read)


def _words(status: SealStatus) -> str:
    if status.fault:
        return status.fault
    if status.is_late:
        minutes = int(status.lag.total_seconds() // 60)
        return f"Events of the last {minutes} minutes are not sealed: is the sealer running? {status.cause}".strip()
    if not status.last_seal:
        return "Nothing is sealed yet: the first seal comes within a minute of the first event."
    return "Every event older than a minute is sealed."


def _reading(reading: Reading) -> ReadingInWords:
    last = reading.last
    at = last.at if last else None
    if reading.is_overdue:
        words = "Nobody read the book against its seals for two days: does audit_verify --daily run?"
        return ReadingInWords(State.ACT, words if last is None else f"{words} The last time: {last.words}", at)
    if last is None:
        words = "Not read against its seals yet: that happens ten minutes after the first seal, then daily."
        return ReadingInWords(State.GOOD, words, at)
    if last.verdict != BookVerdict.INTACT:
        return ReadingInWords(State.ACT, f"{last.get_verdict_display()}: {last.words}", at)
    if last.unread:
        return ReadingInWords(State.LOOK, f"{last.words} Anchors could not be read: {last.unread}", at)
    return ReadingInWords(State.GOOD, f"{last.words} {last.anchors} anchors kept outside agree.", at)


def _place(one: AnchorStatus, last_seal: int) -> PlaceInWords:
    scheme, _, where = one.place.partition(":")
    kind, name = _KINDS.get(scheme, scheme), where.removeprefix("//") or one.place
    return PlaceInWords(kind, name, *_state_of(one, last_seal), one.at)


def _state_of(one: AnchorStatus, last_seal: int) -> tuple[State, str]:
    if one.is_late:
        return State.ACT, f"Is behind: the newest it knows is seal {one.seal}. {one.problem}".strip()
    if one.problem:
        return State.LOOK, f"The last try failed: {one.problem}"
    if one.seal:
        return State.GOOD, f"Knows the book up to seal {one.seal}."
    return State.LOOK if last_seal else State.GOOD, "Knows no seal yet."
