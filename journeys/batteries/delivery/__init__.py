"""Faults while messages leave: whatever ends, stops or goes away in the middle, nothing is lost, doubled or forbidden,
and no more is unknown than was in somebody's hands.

Who got what is told by the journal of a real SMTP server. Each fault is a function of a `Field`; to add a family, add a
module and name its faults in the table. Each can be run alone: `prove delivery --only NAME`.
"""

from collections.abc import Mapping

from rich.console import Console

from journeys.batteries.delivery import (
    broker_gone,
    database_gone,
    deploy,
    kills,
    outside,
    planners,
    points,
    sleeper,
    undisturbed,
)
from journeys.batteries.delivery.field import Fault, field
from journeys.batteries.verdicts import Verdict

FAULTS: Mapping[str, Fault] = {
    "none": undisturbed.undisturbed,
    "kill-child": kills.kill_child,
    "kill-parent": kills.kill_parent,
    "kill-group": kills.kill_group,
    **points.POINTS,
    "sigstop": sleeper.asleep,
    "postgres": database_gone.stopped,
    "broker": broker_gone.gone,
    "planners": planners.at_once,
    "beats": planners.two_beats,
    "deploy": deploy.deployed,
    **outside.FAULTS,
}


def prove(console: Console, quick: bool, only: str | None = None) -> list[Verdict]:
    """All faults one after another on one field, or one of them. `quick`: each once, small."""
    with field(console, quick) as found:
        return [_told(name, FAULTS[name](found), console) for name in ([only] if only else FAULTS)]


def _told(name: str, found: Verdict, console: Console) -> Verdict:
    console.print(f"delivery: {name}: {found}")
    return found
