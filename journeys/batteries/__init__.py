"""Long proofs, by name. Each has a function that takes a console and whether to be quick, and
returns its verdicts: add the file, name it here."""

from collections.abc import Callable, Collection, Mapping, Sequence

from journeys.batteries import audit, consent, delivery, door, nightly, workers, year
from journeys.batteries.verdicts import Verdict

BATTERIES: Mapping[str, Callable[..., Sequence[Verdict]]] = {
    "nightly": nightly.prove,
    "door": door.prove,
    "audit": audit.prove,
    "consent": consent.prove,
    "journeys": year.prove,
    "workers": workers.prove,
    "delivery": delivery.prove,
}
#: Batteries whose parts can be run alone: what those are called. They take the one to run as `only`.
PARTS: Mapping[str, Collection[str]] = {"delivery": delivery.FAULTS}
