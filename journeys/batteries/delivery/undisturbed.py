"""No fault at all: what is counted must agree when nothing happens."""

from journeys.batteries.delivery.field import Field
from journeys.batteries.verdicts import Verdict


def undisturbed(field: Field) -> Verdict:
    """One process delivers everything; what it reports is what arrived."""
    supply = field.reminders(field.size(10_000, 20))
    told = supply.deliver()["accepted"]
    found = supply.judge(f"{supply.people} messages, nothing happens")
    wrong = "" if told == len(supply.sent) else f"the report says {told} accepted"
    return found.and_also(wrong)
