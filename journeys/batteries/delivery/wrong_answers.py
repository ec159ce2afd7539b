"""A mail service that answers wrongly, half or not at all. Each mood of it is a fault of its own, on a day of its own:
reminders leave, the told clock goes on until all are settled, and the sink's own journal says who got what."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from campaigns.channels.keys import RESEND
from campaigns.channels.transport import PAUBOX, SMTP
from journeys.batteries.delivery import bad_answers
from journeys.batteries.delivery.field import Fault, Field
from journeys.batteries.delivery.supplies import DELIVER, Supply
from journeys.batteries.night_oracle import reckon
from journeys.batteries.verdicts import Verdict, verdict
from journeys.trials.moods import At, Mood
from journeys.trials.moody_sink import POSTMARK, Misdeed, MoodySink, moody_sink
from journeys.trials.numbers import number_of
from journeys.trials.worker import Worker

PEOPLE, PEOPLE_QUICK, PEOPLE_MIXED = 300, 10, 60
#: Misdeeds in full: a little more than the first try of everybody meets, so that nobody meets six and gives up.
_MOST = 75
_PATIENCE, _PATIENCE_QUICK = 1.0, 0.3  # seconds that our side waits for an answer
_STEP, _STEPS = 1 / 12, 90  # hours of the told clock, until half past seven in the evening
_PLAN_AGAIN = "journeys.trials.nights.plan_again_with_key"
_SERVICES = {"smtp": SMTP, "postmark": POSTMARK, "resend": RESEND, "paubox": PAUBOX}


@contextmanager
def served_by(field: Field, backend: str) -> Iterator[tuple[Worker, MoodySink]]:
    """A process that sends everything to a sink which can be told to misbehave."""
    with moody_sink(field.place, backend) as sink:
        field.steady.call("journeys.trials.house.agree_with", backend=backend)
        with field.worker(**sink.settings()) as sender:
            patience = _PATIENCE_QUICK if field.is_quick else _PATIENCE
            sender.call("journeys.trials.impatience.wait_at_most", seconds=patience)
            yield sender, sink


def answers(service: str, name: str, moods: Collection[Mood], field: Field, people: int = PEOPLE) -> Verdict:
    """The sink is in these moods, one after another, while reminders leave."""
    backend = _SERVICES[service]
    sender, sink = field.keep(f"served by {backend}", served_by(field, backend))
    supply = field.reminders(people, post=sink)
    before = len(sink.misdeeds())
    sink.tell(*moods)
    _go_on(supply, sender, has_keys=backend == RESEND)
    sink.tell()
    return _judged(f"{service}: {name}", supply, sink.misdeeds()[before:], at_least=len(moods))


def one_answer(service: str, name: str, field: Field) -> Verdict:
    mood = bad_answers.OF[service][name]
    if not field.is_quick:
        return answers(service, name, [replace(mood, most=min(mood.most, _MOST))], field)
    few = replace(mood, every=1 if mood.at == At.GREETING else 2, most=min(mood.most, 2))
    return answers(service, name, [few], field, people=PEOPLE_QUICK)


def all_answers(service: str, field: Field) -> Verdict:
    """Each once, on one small day; but those that keep a connection from beginning, which would shut the way."""
    moods = [mood for mood in bad_answers.OF[service].values() if mood.at != At.GREETING]
    once = list(dict.fromkeys(replace(mood, every=2, most=1) for mood in moods))
    return answers(service, "every wrong answer once", once, field, people=PEOPLE_MIXED)


def _go_on(supply: Supply, sender: Worker, *, has_keys: bool) -> None:
    """As beat would, until nothing waits."""
    for step in range(_STEPS):
        at = supply.at(hours=step * _STEP)
        sender.call(DELIVER, at=at)
        if supply.is_over() and not (has_keys and step < 2):
            return
        if has_keys:
            sender.call(_PLAN_AGAIN, at=at)


def _judged(name: str, supply: Supply, misdeeds: list[Misdeed], *, at_least: int) -> Verdict:
    """Whom the sink refused for good is not due any more: it may not be asked to take it again. Each answer that
    leaves doubt leaves one message unknown at most."""
    supply.sent_so_far()
    refused = {number_of(one.address) for one in misdeeds if one.is_for_good}
    found = reckon({*range(1, supply.people + 1)} - refused, supply.sent, supply.rows())
    doubts = sum(one.leaves_doubt for one in misdeeds)
    return verdict(
        name,
        f"{found}; it misbehaved {len(misdeeds)} times, {len(refused)} refused for good",
        *found.findings(cuts=doubts),
        f"{found.unknown} unknown where {doubts} were in doubt" if found.unknown > doubts else "",
        f"not all of {at_least} moods were tried" if len(misdeeds) < at_least else "",
    )


FAULTS: Mapping[str, Fault] = {
    f"{service}: {name}": partial(one_answer, service, name)
    for service, moods in bad_answers.OF.items()
    for name in moods
}
