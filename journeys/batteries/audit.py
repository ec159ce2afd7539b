"""The book of reads: nothing of it can be bent unseen, and every committed event is sealed exactly once."""

from rich.console import Console

from journeys.batteries import tampering, writers
from journeys.batteries.verdicts import Verdict


def prove(console: Console, quick: bool) -> list[Verdict]:
    return [*tampering.prove(console, quick), *writers.prove(console, quick)]
