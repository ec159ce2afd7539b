"""Journeys on the front desk: a card, a journey's page, a run's page. Counts and coarse words only."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse

from campaigns.enums import LEFT, WAITING, MessageState, Origin, reason_in_words
from campaigns.models import Message
from clinic.domain.desk import Card
from journeys.domain.nightly import GIVEN_UP_AFTER
from journeys.domain.picture import Picture, StepOnPicture, offset_in_words, picture
from journeys.domain.report import OUTCOMES, OUTCOMES_IN_WORDS
from journeys.enums import Condition, RunKind, Trigger
from journeys.models import Journey, JourneyVersion, Run, Step
from journeys.queries import latest_version, steps_of

LOOKS_BACK = timedelta(days=30)

_ALWAYS_SHOWN = frozenset({"accepted", "refused", "expired"})
_KINDS = ("waiting", "sent", "refused", "skipped", "failed")
_ANCHORS = {
    Trigger.JOINED: "The day of joining",
    Trigger.APPOINTMENT: "The appointment begins",
    Trigger.PROCEDURE: "The procedure ends",
    Trigger.CHECK_UP_DUE: "A year after the last check-up",
}


@dataclass(frozen=True, slots=True)
class JourneyPage:
    journey: Journey
    version: JourneyVersion | None
    steps: list[Step]
    picture: Picture


@dataclass(frozen=True, slots=True)
class RunPage:
    """`journeys`: name, then counts in the order of `outcomes`; `reasons`: sentence and count, most first."""

    run: Run
    stands: str
    planned: int
    outcomes: tuple[str, ...]
    journeys: list[tuple[str, list[int]]]
    reasons: list[tuple[str, int]]


def run_card(now: datetime) -> Card:
    """The latest nightly run in one number."""
    link = reverse("admin:journeys_run_changelist")
    run = Run.objects.filter(kind=RunKind.NIGHTLY).order_by("-clinic_date").first()
    if run is None:
        return Card("Nightly run", "–", "No night has been planned yet", link, "journeys.view_run")
    if run.finished_at is None:
        return Card("Nightly run", "…", _stands(run, now), link, "journeys.view_run")
    words = [f"planned for {run.clinic_date.day} {run.clinic_date:%B}"]
    words += [f"{count} {OUTCOMES_IN_WORDS[what]}" for what, count in run.counts["outcomes"].items() if count]
    link = reverse("admin:journeys_run_change", args=[run.pk])
    return Card("Nightly run", str(run.counts["planned"]), ", ".join(words), link, "journeys.view_run")


def journey_page(journey: Journey, now: datetime) -> JourneyPage:
    version = latest_version(journey)
    steps = steps_of(version.pk) if version else []
    counts = _counts_by_step(journey, now)
    drawn = picture(
        _ANCHORS[Trigger(journey.trigger)],
        [
            StepOnPicture(
                hours=step.offset_days * 24 + step.offset_hours,
                when=offset_in_words(step.offset_days, step.offset_hours),
                what=step.template.name,
                note=_note(step),
                counts={kind: counts[step.key][kind] for kind in _KINDS},
            )
            for step in steps
        ],
    )
    return JourneyPage(journey, version, steps, drawn)


def run_page(run: Run, now: datetime) -> RunPage:
    names = dict(Journey.objects.values_list("slug", "name"))
    counts: Mapping[str, Any] = run.counts or {"planned": 0, "outcomes": {}, "journeys": {}, "reasons": {}}
    shown = tuple(outcome for outcome in OUTCOMES if outcome in _ALWAYS_SHOWN or counts["outcomes"].get(outcome))
    journeys = [
        (names.get(slug, slug), [found.get(outcome, 0) for outcome in shown])
        for slug, found in counts["journeys"].items()
        if found or slug in names
    ]
    reasons = sorted(counts["reasons"].items(), key=lambda item: -item[1])
    told = [(reason_in_words(reason), count) for reason, count in reasons]
    return RunPage(
        run, _stands(run, now), counts["planned"], tuple(OUTCOMES_IN_WORDS[one] for one in shown), journeys, told
    )


def _stands(run: Run, now: datetime) -> str:
    if run.finished_at:
        return "Done"
    return "Broken off" if now - run.started_at > GIVEN_UP_AFTER else "Under way"


def _counts_by_step(journey: Journey, now: datetime) -> Mapping[str, Counter[str]]:
    """Of messages due since 30 days ago."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    rows = (
        Message.objects.filter(due_at__gte=now - LOOKS_BACK, origin=Origin.JOURNEY, origin_slug=journey.slug)
        .values_list("step", "state")
        .annotate(count=Count("id"))
    )
    for step, state, count in rows:
        found[step][_kind(MessageState(state))] += count
    return found


def _kind(state: MessageState) -> str:
    if state in WAITING:
        return "waiting"
    if state in LEFT:
        return "sent"
    return {MessageState.REFUSED: "refused", MessageState.EXPIRED: "skipped"}.get(state, "failed")


def _note(step: Step) -> str:
    window = f"{step.window_from:%H:%M} to {step.window_until:%H:%M}"
    return f"{window} · {step.get_condition_display().lower()}" if step.condition != Condition.NONE else window
