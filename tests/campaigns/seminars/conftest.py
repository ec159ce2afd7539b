from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from tests.campaigns.scenes import NOW, open_clinic


@pytest.fixture
def client(db: None, settings: pytest.FixtureRequest, mail_folder: Path) -> Iterator[Client]:
    """In the clinic's time, on a Monday at ten; mail is captured."""
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    open_clinic()
    with time_machine.travel(NOW, tick=False):
        yield Client()
