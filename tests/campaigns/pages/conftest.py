from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from clinic.models import Organisation
from tests.campaigns.scenes import NOW


@pytest.fixture
def client(db: None) -> Iterator[Client]:
    """In the clinic's time, on a Monday at ten."""
    Organisation.objects.create(
        name="Maple Street Clinic", postal_address="12 Maple Street", phone="(217) 555-0100",
        email="hello@maple.example", time_zone="America/Chicago",
    )  # fmt: skip
    with time_machine.travel(NOW, tick=False):
        yield Client()
