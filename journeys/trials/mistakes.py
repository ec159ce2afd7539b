"""Mistakes planted into a trial's worker, so that a battery can show that it would notice them. Each takes away one of
the things that a delivery rests on; none is reachable from the product."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from campaigns.channels import Handed, Verdict, WrittenMail
from campaigns.channels.smtp import SmtpLine
from campaigns.gate import Gate
from campaigns.operations import hand_over, leases, leaving, shifts
from consent.domain.policy import Decision
from consent.domain.words import Outcome, Reason


def skip_the_gate() -> None:
    """Whoever is barred is allowed; planning and handing over ask the same gate."""

    def ask(self: Gate, message: Any) -> Decision:
        return Decision(Outcome.ALLOWED, Reason.TREATMENT_ALLOWED, ())

    setattr(Gate, "_decide", ask)  # noqa: B010


def drop_the_fencing(goes_on: str) -> None:
    """What was leased is sent although somebody else has it by now. It waits between the lease and the rest until there
    is a file `goes_on`, as a process that was stopped."""
    prepare = hand_over.prepare

    def late(claimed: Sequence[leases.Claimed], token: UUID, moment: Any) -> Any:
        while not Path(goes_on).exists():
            time.sleep(0.01)
        return prepare(claimed, token, moment)

    setattr(shifts, "prepare", late)  # noqa: B010
    setattr(leaving, "_LOAD", leaving._LOAD.replace(leases.OURS, "m.id = ANY(%(ids)s)"))  # noqa: B010
    setattr(leases, "mark_handing_over", lambda ids, *_, **__: len(ids))  # noqa: B010


def acknowledge_early(every: int) -> None:
    """Each `every`-th mail has its receipt before the network was asked, and the network never is."""
    hand_over, seen = SmtpLine.hand_over, iter(range(1, 1_000_000))

    def early(self: SmtpLine, mail: WrittenMail) -> Handed:
        return hand_over(self, mail) if next(seen) % every else Handed(Verdict.ACCEPTED, mail.receipt)

    setattr(SmtpLine, "hand_over", early)  # noqa: B010


def lose_silently(every: int) -> None:
    """Each `every`-th claimed message is forgotten: it stays as it is and is never looked at."""
    claim, seen = leases.claim, iter(range(1, 1_000_000))

    def forgetful(**given: Any) -> list[leases.Claimed]:
        return [one for one in claim(**given) if next(seen) % every]

    setattr(leases, "claim", forgetful)  # noqa: B010
