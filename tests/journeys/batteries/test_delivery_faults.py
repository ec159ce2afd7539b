"""Each fault of delivery, small."""

import pytest
from django.core.management import CommandError, call_command

from journeys.batteries.delivery import FAULTS, bad_answers, wrong_answers
from journeys.batteries.delivery.field import Field
from journeys.trials.moods import At

#: Held small by tests/journeys/test_workers.py, by tests/campaigns/test_couriers.py and test_fencing.py, and below.
ELSEWHERE = {"broker", "sigstop", *wrong_answers.FAULTS}


@pytest.mark.parametrize("name", [name for name in FAULTS if name not in ELSEWHERE])
def test_delivery_holds_through(name: str, field: Field) -> None:
    found = FAULTS[name](field)
    if found.untried:
        pytest.skip(found.untried)
    assert found.findings == ()


@pytest.mark.parametrize("service", bad_answers.OF)
def test_delivery_holds_through_every_wrong_answer(service: str, field: Field) -> None:
    assert wrong_answers.all_answers(service, field).findings == ()


@pytest.mark.parametrize("name", [name for name, mood in bad_answers.SMTP.items() if mood.at == At.GREETING])
def test_delivery_holds_through_wrong_greeting(name: str, field: Field) -> None:
    assert wrong_answers.one_answer("smtp", name, field).findings == ()


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
