from collections.abc import Iterator
from typing import Any

import pytest

from campaigns.channels.transport import PAUBOX
from tests.campaigns.vendors.paubox_sink import KEY, PauboxSink, started


@pytest.fixture
def paubox(settings: Any) -> Iterator[PauboxSink]:
    """The clinic sends through Paubox, whose place a server of this machine takes."""
    sink = PauboxSink()
    server = started(sink)
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = PAUBOX, 2
    settings.PAUBOX_API_URL, settings.PAUBOX_API_USERNAME, settings.PAUBOX_API_KEY = f"{sink.url}/v1", "maple", KEY
    yield sink
    server.shutdown()
    server.server_close()
