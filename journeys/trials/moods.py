"""How a sink misbehaves, told through a file beside its journal. Pure but for that file."""

import json
from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

_FILE = "mood.json"


class At(StrEnum):
    """What the sink has just heard: nothing yet, a command, a whole mail, a whole request."""

    GREETING = "greeting"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"
    REQUEST = "request"


class Then(StrEnum):
    GO_ON = "go-on"
    CUT = "cut"  # the connection is closed
    RESET = "reset"  # and whatever was on its way is thrown away
    WAIT = "wait"  # nothing more is said until the other side goes


@dataclass(frozen=True, slots=True)
class Mood:
    """Each `every`-th time the sink hears this, and at most `most` times, it says `say` (Latin-1, as it stands)
    instead of the right answer. `takes`: the mail is in its journal before."""

    at: str
    say: str = ""
    then: str = Then.GO_ON
    takes: bool = False
    every: int = 3
    most: int = 1_000_000


def tell(folder: Path, *moods: Mood) -> None:
    """The sink is in each of them, one after another. Whoever reads meanwhile sees the old ones or the new ones."""
    draft = folder / f"{_FILE}.new"
    draft.write_text(json.dumps([asdict(mood) for mood in moods]))
    draft.replace(folder / _FILE)


class Told:
    """What a sink is told, read again when it has changed, and how often it heard what that is about."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self._seen: tuple[int, int] | None = None
        self._moods: list[Mood] = []
        self._heard: Counter[str] = Counter()
        self._done: Counter[Mood] = Counter()

    def heard(self, at: str) -> Mood | None:
        """The mood that the sink is in now; None: it answers as it should."""
        self._look()
        mood = next((mood for mood in self._moods if mood.at == at and self._done[mood] < mood.most), None)
        if mood is None:
            return None
        self._heard[at] += 1
        if self._heard[at] % mood.every:
            return None
        self._done[mood] += 1
        return mood

    def _look(self) -> None:
        if not self._path.exists():
            return
        found = self._path.stat()
        if (version := (found.st_ino, found.st_mtime_ns)) == self._seen:
            return
        self._seen, self._moods = version, [Mood(**said) for said in json.loads(self._path.read_text())]
        self._heard.clear()
        self._done.clear()
