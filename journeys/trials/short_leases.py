"""Deliveries whose leases last seconds, for a trial that waits until they have run out."""

from datetime import timedelta

from campaigns.operations import leases
from journeys.trials import nights


def deliver(at: str, seconds: float) -> dict[str, int]:
    """As `nights.deliver`; from then on every lease of this process is so short."""
    leases._LEASE = timedelta(seconds=seconds)
    leases.longest_hand_over = lambda: timedelta(seconds=seconds)
    return nights.deliver(at)
