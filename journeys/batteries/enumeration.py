"""Public pages tell nobody whether an address is known: same status, same length, same time.

Time is judged by ranks (`ranks.p_value`): less than one in a hundred counts as a difference, and then a second lot
decides, because one in a hundred honest lots looks like one. A real difference is there again.
"""

from collections.abc import Iterable, Sequence
from statistics import median

from rich.console import Console

from journeys.batteries.enumeration_load import PAGES, Sample
from journeys.batteries.ranks import p_value
from journeys.batteries.verdicts import Verdict, verdict
from journeys.trials.place import furnished_place
from journeys.trials.worker import Worker

SAMPLES, QUICK_SAMPLES = 1_000, 100
LEAST_P = 0.01
PLANTED = "planted"


def prove(console: Console, quick: bool) -> list[Verdict]:
    samples = QUICK_SAMPLES if quick else SAMPLES
    with furnished_place() as (_, worker):
        verdicts = []
        for page in PAGES:
            looks = _looks(worker, page, samples)
            verdicts.append(_caught(looks) if page == PLANTED else _judged(page, looks))
            console.print(f"enumeration: {verdicts[-1]}")
    return verdicts


def _looks(worker: Worker, page: str, samples: int) -> list[list[Sample]]:
    """One lot, and a second one where the first looks uneven."""
    looks: list[list[Sample]] = []
    for seed in (1, 2):
        looks.append([tuple(sample) for sample in worker.call(_MEASURE, page=page, samples=samples, seed=seed).value])
        if p_of(looks[-1]) > LEAST_P:
            break
    return looks


_MEASURE = "journeys.batteries.enumeration_load.measure"


def _judged(page: str, looks: Sequence[Sequence[Sample]]) -> Verdict:
    return verdict(f"{page}: known and unknown, {len(looks[-1]) // 2:,} each", _figures(looks), *findings(page, looks))


def _caught(looks: Sequence[Sequence[Sample]]) -> Verdict:
    missed = "" if p_of(looks[-1]) <= LEAST_P else "a page that looks people up was not noticed"
    return verdict("a page that looks people up is noticed", _figures(looks), missed)


def findings(page: str, looks: Sequence[Sequence[Sample]]) -> list[str]:
    answers = {(status, length) for look in looks for _, status, length, _ in look}
    found = []
    if len(answers) != 1:
        found.append(f"answers differ: {sorted(answers)}")
    if {status for status, _ in answers} != {PAGES[page].status}:
        found.append(f"not answered with {PAGES[page].status}")
    if all(p_of(look) <= LEAST_P for look in looks):
        found.append("times differ")
    return found


def p_of(look: Iterable[Sample]) -> float:
    known, unknown = _times(look)
    return p_value(known, unknown)


def _times(look: Iterable[Sample]) -> tuple[list[float], list[float]]:
    every = list(look)
    return [one[3] for one in every if one[0]], [one[3] for one in every if not one[0]]


def _figures(looks: Sequence[Sequence[Sample]]) -> str:
    known, unknown = (median(times) * 1_000 for times in _times(looks[-1]))
    tried = ", ".join(f"{p_of(look):.3f}" for look in looks)
    return f"p = {tried}; median {known:.1f} and {unknown:.1f} ms"
