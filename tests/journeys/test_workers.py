"""Real workers on a real Redis, small: what `prove workers` does with four."""

import shutil

import pytest
from rich.console import Console

from journeys.batteries import workers


@pytest.mark.usefixtures("trial_places")
@pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not on this machine")
def test_two_workers_send_each_message_once_while_redis_is_flushed_and_killed() -> None:
    verdicts = workers.prove(Console(quiet=True), quick=True)
    assert [verdict.findings for verdict in verdicts] == [(), (), ()]
    assert verdicts[1].seen.startswith("42 sent, 18 refused, 0 unknown")
