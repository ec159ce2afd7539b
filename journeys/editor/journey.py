"""A journey's own page: where everybody stands, how it runs, its versions, what reviews found."""

from dataclasses import dataclass
from datetime import date, datetime

from clinic.domain.hours import local_day
from clinic.queries import organisation
from journeys.domain.picture import Picture
from journeys.drafts import draft_of
from journeys.editor.reviews import who_did
from journeys.editor.showing import StepLine, lines_of, picture_with_counts
from journeys.editor.words import facts_of
from journeys.models import Journey, JourneyReview, JourneyVersion
from journeys.operations.reviews import due_on
from journeys.queries import steps_of
from journeys.standing import KINDS, standing


@dataclass(frozen=True, slots=True)
class Past:
    """One published version, or one review: who did it."""

    row: JourneyVersion | JourneyReview
    who: str


@dataclass(frozen=True, slots=True)
class JourneyPage:
    """`picture` None: nothing is published. `review_on`: when it is due to be read again, if ever."""

    journey: Journey
    version: JourneyVersion | None
    draft: JourneyVersion | None
    facts: list[tuple[str, str]]
    picture: Picture | None
    lines: list[StepLine]
    kinds: tuple[str, ...]
    versions: list[Past]
    reviews: list[Past]
    review_on: date | None
    is_review_due: bool


def journey_page(journey: Journey, now: datetime) -> JourneyPage:
    published = list(journey.versions.filter(published_at__isnull=False).select_related("segment").order_by("-number"))
    version = published[0] if published else None
    if version is not None:
        version.journey = journey
    reviews = list(journey.reviews.all()[:5])
    names = who_did([*(one.published_by for one in published), *(one.reviewed_by for one in reviews)])
    steps = steps_of(version.pk) if version else []
    stands = standing(journey, now)
    zone = organisation().time_zone
    read = [one.reviewed_at for one in reviews] + [one.published_at for one in published if one.published_at]
    last_read = max(read, default=None)
    due = due_on(local_day(last_read, zone), journey.review_every_months) if last_read else None
    return JourneyPage(
        journey=journey,
        version=version,
        draft=draft_of(journey),
        facts=facts_of(version) if version else [],
        picture=picture_with_counts(version, steps, stands) if version else None,
        lines=lines_of(steps, stands),
        kinds=KINDS,
        versions=[Past(one, names[one.published_by]) for one in published],
        reviews=[Past(one, names[one.reviewed_by]) for one in reviews],
        review_on=due,
        is_review_due=due is not None and journey.is_active and due <= local_day(now, zone),
    )
