"""The broker is flushed, killed and started empty: the battery of the workers tries it, in a place of its own."""

from journeys.batteries import workers
from journeys.batteries.delivery.field import Field
from journeys.batteries.verdicts import Verdict


def gone(field: Field) -> Verdict:
    """See `journeys.batteries.workers`."""
    return workers.without_broker(field.is_quick)
