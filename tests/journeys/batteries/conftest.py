"""One field for all faults of delivery, in a database of its own."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from rich.console import Console

from journeys.batteries.delivery.field import Field
from journeys.batteries.delivery.field import field as laid_out
from tests import kept_cluster


@pytest.fixture(scope="package")
def field(django_db_setup: str) -> Iterator[Field]:
    """It begins as a copy of the migrated template."""
    ready = override_settings(TRIAL_TEMPLATE=django_db_setup, TRIAL_SERVER=kept_cluster.begin_with_it)
    with ready, laid_out(Console(quiet=True), quick=True) as found:
        yield found
