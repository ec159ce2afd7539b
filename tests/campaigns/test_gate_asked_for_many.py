"""A gate that is asked for many messages answers each as if it were alone."""

from dataclasses import dataclass, replace
from typing import Any, cast
from uuid import UUID

from campaigns.gate import Gate
from consent.domain.facts import Facts, PersonFacts
from consent.domain.policy import decide
from consent.domain.words import Channel
from tests.consent.domain.cases import GOOD, NOW, off, patient
from tests.consent.domain.test_gate_matrix import COLUMNS, SITUATIONS

TEXT = UUID(int=1)


@dataclass(frozen=True)
class Asked:
    person_id: UUID
    channel: str
    purpose: str
    topic: str
    template_id: UUID = TEXT
    origin: str = "journey"
    origin_slug: str = "welcome"


def gate(people: dict[tuple[str, UUID], PersonFacts]) -> Gate:
    transports = dict.fromkeys(("email", "sms"), GOOD)
    return Gate(now=NOW, people=people, transports=transports, answered=set(), is_barred=False)


def test_each_of_many_is_answered_as_if_it_were_alone() -> None:
    """Everybody of the gate's table is there twice, and known by an id of their own."""
    found = [known.person for tell in SITUATIONS.values() if (known := tell(Channel.EMAIL)).person]
    people = {
        ("email", UUID(int=number)): replace(facts, person_id=UUID(int=number))
        for number, facts in enumerate([*found, *found], start=1)
    }
    gate_for_all, answers, alone = gate(people), [], []
    for (channel, person_id), facts in people.items():
        for purpose, topic in COLUMNS.values():
            message = cast(Any, Asked(person_id, channel, purpose, topic))
            answers.append(gate_for_all.ask(message))
            if answers[-1].is_allowed:
                gate_for_all.answered.clear()
            alone.append(decide(purpose, channel, Facts(facts, topic, GOOD), NOW))
    assert answers == alone
    assert len(set(answers)) > 20


def test_two_of_whom_the_same_is_known_are_equal_but_for_who_they_are() -> None:
    one, other = UUID(int=7), UUID(int=8)
    assert patient(person_id=one) == patient(person_id=other)
    told = (off("appointments"),)
    assert patient(person_id=one, choices=told) != patient(person_id=other)
    later = (replace(told[0], id=UUID(int=101)),)
    assert patient(person_id=one, choices=told) != patient(person_id=other, choices=later)
