"""What a clinic promises about permission, proved: from the moment somebody takes it back nothing leaves, and public
pages tell nobody whom the clinic knows."""

from rich.console import Console

from journeys.batteries import enumeration, revocations
from journeys.batteries.verdicts import Verdict


def prove(console: Console, quick: bool) -> list[Verdict]:
    return [*revocations.prove(console, quick), *enumeration.prove(console, quick)]
