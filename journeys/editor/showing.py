"""What the pages of journeys show of a version: the picture, the steps as a table, an example for each step."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from clinic.domain.hours import at_local
from journeys.domain.drafts import TIMED, Clinic, Finding
from journeys.domain.picture import Picture, StepOnPicture, offset_in_words, picture
from journeys.domain.reaching import example
from journeys.editor.words import ANCHORS, note_of
from journeys.models import JourneyVersion, Step
from journeys.queries import rule_of
from journeys.standing import KINDS, Standing

_DAYS_AHEAD, _AFTERNOON = 14, time(14)


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as a row of a table. `counts` are in the order of `standing.KINDS`."""

    when: str
    text: str
    note: str
    counts: tuple[int, ...]
    reasons: tuple[str, ...]


def lines_of(steps: Sequence[Step], found: Standing) -> list[StepLine]:
    return [
        StepLine(
            when=when_of(step),
            text=step.template.name,
            note=note_of(step),
            counts=tuple(found.of(step.key).values()),
            reasons=found.why_not(step.key),
        )
        for step in steps
    ]


def picture_with_counts(version: JourneyVersion, steps: Sequence[Step], found: Standing) -> Picture:
    drawn = [
        _on_picture(step, counts=found.of(step.key), lines=found.why_not(step.key), is_wrong=False) for step in steps
    ]
    earlier = sum(sum(counts.values()) for key, counts in found.counts.items() if key not in {s.key for s in steps})
    ends = (*found.ends(), *([f"{earlier} at steps of earlier versions"] if earlier else []))
    return picture(ANCHORS[version.journey.trigger], drawn, ends=ends)


def picture_of_draft(
    version: JourneyVersion, steps: Sequence[Step], clinic: Clinic, findings: Collection[Finding]
) -> Picture:
    """With the time at which each step would leave in one example; what is wrong stands out."""
    anchor_at = _example_anchor(version, clinic)
    wrong = {finding.step for finding in findings if finding.blocks}
    drawn = [
        _on_picture(step, counts={}, lines=(_example(step, anchor_at, clinic),), is_wrong=step.key in wrong)
        for step in steps
    ]
    has_time = version.journey.trigger in TIMED
    local = anchor_at.astimezone(ZoneInfo(clinic.house.zone))
    said = f"{local:%A} {local.day} {local:%B}" + (f", {local:%H:%M}" if has_time else "")
    return picture(ANCHORS[version.journey.trigger], drawn, about_anchor=[f"for example {said}"])


def when_of(step: Step) -> str:
    return offset_in_words(step.offset_days, step.offset_hours)


def kinds() -> Sequence[str]:
    return KINDS


def _on_picture(step: Step, *, counts: dict[str, int], lines: Sequence[str], is_wrong: bool) -> StepOnPicture:
    return StepOnPicture(
        hours=step.offset_days * 24 + step.offset_hours,
        when=when_of(step),
        what=f"{step.template.name} ({step.get_channel_display()})",
        note=note_of(step),
        counts=counts,
        lines=tuple(lines),
        is_wrong=is_wrong,
    )


def _example_anchor(version: JourneyVersion, clinic: Clinic) -> datetime:
    clock = _AFTERNOON if version.journey.trigger in TIMED else time(0)
    return at_local(clinic.today + timedelta(days=_DAYS_AHEAD), clock, clinic.house.zone)


def _example(step: Step, anchor_at: datetime, clinic: Clinic) -> str:
    leaves_at = example(rule_of(step), anchor_at, clinic.house.zone, clinic.house)
    if leaves_at is None:
        return "→ would not leave"
    local = leaves_at.astimezone(ZoneInfo(clinic.house.zone))
    return f"→ leaves {local:%A} {local.day} {local:%B}, {local:%H:%M}"
