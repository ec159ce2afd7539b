"""Each fault of delivery, small."""

import pytest
from django.core.management import CommandError, call_command

from journeys.batteries.delivery import FAULTS
from journeys.batteries.delivery.field import Field


@pytest.mark.parametrize("name", FAULTS)
def test_delivery_holds_through(name: str, field: Field) -> None:
    assert FAULTS[name](field).findings == ()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["delivery", "--only", "nothing"], "There is no part 'nothing' of delivery. There are: none, "),
        (["door", "--only", "none"], "--only needs a battery with parts of its own: delivery."),
        (["--only", "none"], "--only needs a battery with parts of its own: delivery."),
    ],
)
def test_prove_says_what_can_be_run_alone(arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words) as refused:
        call_command("prove", *arguments)
    assert refused.value.returncode == 2
