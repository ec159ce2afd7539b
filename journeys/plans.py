"""Published versions as planning reads them: once each in a run, since they never change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from journeys.domain.timeline import StepRule
from journeys.models import JourneyVersion, Step
from journeys.queries import rule_of, steps_of


@dataclass(frozen=True, slots=True)
class Plan:
    """One version: its journey's slug, its steps by key, their rules, and how it stands under the weekly cap."""

    journey: str
    steps: Mapping[str, Step]
    rules: tuple[StepRule, ...]
    priority: int
    is_capped: bool


@dataclass(slots=True)
class Plans:
    """The versions met in one run."""

    _plans: dict[UUID, Plan] = field(default_factory=dict)

    def of(self, version_id: UUID) -> Plan:
        if version_id not in self._plans:
            self._plans[version_id] = _read(version_id)
        return self._plans[version_id]

    def conditions(self, version_ids: Iterable[UUID]) -> frozenset[str]:
        """All that the steps of these versions ask about."""
        return frozenset(rule.condition for version_id in set(version_ids) for rule in self.of(version_id).rules)


def _read(version_id: UUID) -> Plan:
    version, steps = JourneyVersion.objects.select_related("journey").get(pk=version_id), steps_of(version_id)
    return Plan(
        journey=version.journey.slug,
        steps={step.key: step for step in steps},
        rules=tuple(rule_of(step) for step in steps),
        priority=version.priority,
        is_capped=version.is_capped,
    )
