"""A campaign to sixty people of whom some may not be written to."""

from datetime import datetime, timedelta
from uuid import uuid4

from audit.domain.actors import Actor
from campaigns.models import Campaign, Segment
from campaigns.operations import campaigns
from campaigns.operations.campaigns import Draft
from consent.enums import Recorded, Topic
from consent.operations import preferences
from tests.campaigns.scenes import BY, NOW, patient

AUTHOR = Actor.staff(uuid4(), "marketer")
APPROVER = Actor.staff(uuid4(), "marketer")
REFUSED = {"no-address": 6, "topic-off": 5, "deceased": 0}


def mixed_people(may: int = 49) -> None:
    """So many who may be written to, six without an address, five who switched the topic off, one who has died."""
    for number in range(may):
        patient(f"Ana{number}")
    for number in range(REFUSED["no-address"]):
        patient(f"Bo{number}", email="")
    for number in range(REFUSED["topic-off"]):
        away = patient(f"Cy{number}")
        preferences.set_topic(by=BY, now=NOW, person_id=away.pk, topic=Topic.WELCOME, wanted=False, via=Recorded.LINK)
    dead = patient("Di")
    type(dead).objects.filter(pk=dead.pk).update(is_deceased=True)


def draft(**changes: object) -> Draft:
    told: dict[str, object] = {
        "slug": "we-moved",
        "name": "We have moved",
        "template_slug": "welcome",
        "segment_slug": "all-of-them",
        "starts_at": NOW,
        "ends_at": NOW + timedelta(days=3),
    }
    return Draft(**(told | changes))  # type: ignore[arg-type]


def written(**changes: object) -> Campaign:
    Segment.objects.get_or_create(slug="all-of-them", defaults={"name": "All of them", "rules": []})
    return campaigns.write_draft(draft=draft(**changes), by=AUTHOR, now=NOW)


def approved(**changes: object) -> Campaign:
    return campaigns.approve(campaign_id=written(**changes).pk, by=APPROVER, now=NOW)


def scheduled(at: datetime = NOW, **changes: object) -> Campaign:
    return campaigns.schedule(campaign_id=approved(**changes).pk, by=AUTHOR, now=at)
