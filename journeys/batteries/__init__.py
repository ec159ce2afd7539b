"""Long proofs, by name. Each is one file with a function that returns its verdicts: add the file, name it here."""

from collections.abc import Callable, Mapping, Sequence

from rich.console import Console

from journeys.batteries import audit, consent, door, nightly, workers, year
from journeys.batteries.verdicts import Verdict

BATTERIES: Mapping[str, Callable[[Console, bool], Sequence[Verdict]]] = {
    "nightly": nightly.prove,
    "door": door.prove,
    "audit": audit.prove,
    "consent": consent.prove,
    "journeys": year.prove,
    "workers": workers.prove,
}
