"""How good the guard is on the labelled lines.

`python -m tests.campaigns.guard.figures` prints the tables of docs/guard.md. Of
the test half only figures are told: no line of it is printed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from campaigns.domain.guard import BODY, SUBJECT, Own, findings
from tests.campaigns.guard.labelled_lines import FRESH, HALVES, LANGUAGES, Line, lines

#: The clinic of the lines: what an installation's own settings would tell.
OWN = Own(names=frozenset({"Maple Street Clinic", "Maple Street", "Elm Street", "楓街診所", "枫街诊所"}))
BY_SENSE = "no clinical word"


@dataclass(frozen=True)
class Figures:
    language: str
    half: str
    part: str
    phi: int
    missed: int
    ok: int
    alarms: int
    by_sense: int
    by_sense_missed: int

    @property
    def recall(self) -> float:
        return 1 - self.missed / self.phi

    @property
    def false_alarms(self) -> float:
        return self.alarms / self.ok


def rules_of(line: Line, language: str) -> set[str]:
    return {found.rule for found in findings(line.text, part=line.part, language=language, own=OWN)}


def figures(language: str, half: str, part: str) -> Figures:
    found = Counter[tuple[str, bool]]()
    by_sense = Counter[bool]()
    for line in lines(language, half):
        if line.part == part:
            seen = bool(rules_of(line, language))
            found[line.label, seen] += 1
            if line.label == "phi" and line.note == BY_SENSE:
                by_sense[seen] += 1
    return Figures(
        language=language,
        half=half,
        part=part,
        phi=found["phi", True] + found["phi", False],
        missed=found["phi", False],
        ok=found["ok", True] + found["ok", False],
        alarms=found["ok", True],
        by_sense=by_sense.total(),
        by_sense_missed=by_sense[False],
    )


def by_rule(half: str) -> dict[str, Counter[str]]:
    """Rule → how many lines of each label it found (a line may be found by several)."""
    found: dict[str, Counter[str]] = {}
    for language in LANGUAGES:
        for line in lines(language, half):
            for rule in rules_of(line, language):
                found.setdefault(rule, Counter())[line.label] += 1
    return found


def tables() -> Iterator[str]:
    yield "| half | language | part | recall | missed | false alarms | harmless lines | by sense alone: missed |"
    yield "|---|---|---|---|---|---|---|---|"
    for half in (*HALVES, FRESH):
        for language in LANGUAGES:
            for part in (SUBJECT, BODY):
                row = figures(language, half, part)
                yield (
                    f"| {half} | {language} | {part} | {row.recall:.3f} | {row.missed} of {row.phi} | "
                    f"{row.false_alarms:.3f} | {row.alarms} of {row.ok} | {row.by_sense_missed} of {row.by_sense} |"
                )
    yield ""
    yield "| rule | leaks: tuning | test | fresh | false alarms: tuning | test | fresh |"
    yield "|---|---|---|---|---|---|---|"
    found = [by_rule(half) for half in (*HALVES, FRESH)]
    for rule in sorted({rule for half in found for rule in half}):
        counts = [half.get(rule, Counter())[label] for label in ("phi", "ok") for half in found]
        yield f"| `{rule}` | {' | '.join(map(str, counts))} |"


if __name__ == "__main__":
    print("\n".join(tables()))
