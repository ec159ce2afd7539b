"""Reads about journeys."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Now

from campaigns.enums import LEFT, WAITING, MessageState, Origin, Unsent
from campaigns.models import Message
from clinic.enums import Channel
from clinic.queries import organisation
from journeys.domain.deciding import WITHDRAWN, PastMessage
from journeys.domain.nightly import GIVEN_UP_AFTER, nightly_date, sweep_is_due
from journeys.domain.report import RehearsedMessage
from journeys.domain.timeline import StepRule
from journeys.enums import RunKind
from journeys.models import Enrolment, Journey, JourneyVersion, Run, Step


def active_journeys() -> list[tuple[Journey, JourneyVersion]]:
    """Each journey that is switched on, with its latest published version."""
    versions = (
        JourneyVersion.objects.filter(journey__is_active=True, published_at__isnull=False)
        .select_related("journey", "segment")
        .order_by("journey__slug", "-number")
        .distinct("journey__slug")
    )
    return [(version.journey, version) for version in versions]


def names_of_journeys(slugs: Iterable[str]) -> dict[str, str]:
    """Slug → name of those that exist."""
    return dict(Journey.objects.filter(slug__in=set(slugs)).values_list("slug", "name"))


def entries_into(slug: str) -> QuerySet[Enrolment]:
    """Everybody who is or was in a journey, by its slug: a segment's rule asks for one person of them at a time."""
    return Enrolment.objects.filter(journey__slug=slug)


def steps_of(version_id: UUID) -> list[Step]:
    return list(Step.objects.filter(version_id=version_id).select_related("template"))


def plans_of(version_ids: Collection[UUID]) -> Mapping[UUID, list[Step]]:
    """The steps of each, in their order. One query."""
    found: dict[UUID, list[Step]] = {version: [] for version in version_ids}
    for step in Step.objects.filter(version_id__in=list(found)).select_related("template"):
        found[step.version_id].append(step)
    return found


def rule_of(step: Step) -> StepRule:
    return StepRule(
        key=step.key,
        days=step.offset_days,
        hours=step.offset_hours,
        window_from=step.window_from,
        window_until=step.window_until,
        too_late_hours=step.too_late_hours,
        late_entry_hours=step.late_entry_hours,
        condition=step.condition,
        weekdays=frozenset(step.weekdays),
        on_closed_days=step.on_closed_days,
        only_that_day=step.only_that_day,
        is_text=step.channel == Channel.SMS,
    )


def latest_version(journey: Journey) -> JourneyVersion | None:
    return journey.versions.filter(published_at__isnull=False).order_by("-number").first()


def latest_versions(journey_ids: Collection[UUID]) -> list[JourneyVersion]:
    """The latest published one of each that has one. One query."""
    published = JourneyVersion.objects.filter(journey_id__in=list(journey_ids), published_at__isnull=False)
    return list(published.select_related("segment").order_by("journey_id", "-number").distinct("journey_id"))


def past_messages(enrolment_ids: Sequence[UUID]) -> Mapping[UUID, list[PastMessage]]:
    """The messages of each enrolment, oldest first."""
    found: defaultdict[UUID, list[PastMessage]] = defaultdict(list)
    rows = (
        Message.objects.filter(origin_id__among=enrolment_ids)
        .order_by("planned_at", "id")
        .values_list("origin_id", "step", "anchor_at", "state", "reason", "location_id")
    )
    for origin_id, step, anchor_at, state, reason, place in rows:
        taken_back = state == MessageState.EXPIRED and reason in WITHDRAWN
        found[origin_id].append(PastMessage(step, anchor_at, taken_back, state in LEFT, place))
    return found


def due_run(now: datetime) -> RunKind | None:
    """The run that should begin now, if any: the night's first, else a sweep every few minutes."""
    clinic = organisation()
    night = nightly_date(now, clinic.time_zone, clinic.nightly_at)
    tonight = Run.objects.filter(kind=RunKind.NIGHTLY, clinic_date=night).first()
    if tonight is None or (tonight.finished_at is None and now - tonight.started_at > GIVEN_UP_AFTER):
        return RunKind.NIGHTLY
    last_sweep = Run.objects.filter(kind=RunKind.SWEEP, at__lte=now).aggregate(last=Max("at"))["last"]
    return RunKind.SWEEP if sweep_is_due(now, last_sweep) else None


def night_is_under_way() -> bool:
    """Whether a nightly run has begun and goes on, by the database's clock; not one that has died."""
    return Run.objects.filter(kind=RunKind.NIGHTLY, finished_at=None, started_at__gt=Now() - GIVEN_UP_AFTER).exists()


def messages_decided(at: datetime, horizon: datetime, *, since: UUID) -> list[RehearsedMessage]:
    """What a run at `at` would hand over by `horizon`, what would be too late for it, and what it decided not to
    send: rows made after the id `since` (ids are in order of time), and what it took back."""
    waiting = Q(state__in=WAITING, due_at__lte=horizon) | Q(state__in=WAITING, expires_at__lte=at)
    not_sent = Q(pk__gt=since, state__in=[MessageState.REFUSED, MessageState.HELD, MessageState.EXPIRED])
    taken_back = Q(settled_at=at, state=MessageState.EXPIRED, reason__in=WITHDRAWN)
    found = Message.objects.filter(waiting | not_sent | taken_back, origin=Origin.JOURNEY).order_by("due_at", "id")
    return [_rehearsed(message, at) for message in found.iterator()]


def _rehearsed(message: Message, at: datetime) -> RehearsedMessage:
    late = message.state in WAITING and message.expires_at <= at
    return RehearsedMessage(
        person_id=message.person_id,
        journey=message.origin_slug,
        step=message.step,
        due_at=message.due_at,
        outcome=MessageState.EXPIRED.value if late else message.state,
        reason=Unsent.TOO_LATE.value if late else message.reason,
        would_be_too_late=late,
    )
