"""Runs on the front desk: a card and a page. Counts and coarse words only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from campaigns.enums import reason_in_words
from clinic.domain.desk import Card
from journeys.domain.nightly import GIVEN_UP_AFTER
from journeys.domain.report import OUTCOMES, OUTCOMES_IN_WORDS
from journeys.enums import RunKind
from journeys.models import Journey, Run

_ALWAYS_SHOWN = frozenset({"accepted", "refused", "expired"})


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
