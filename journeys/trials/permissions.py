"""What a trial's worker does with permissions: people sign, are written to, and take it back at random moments."""

import time
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from campaigns.domain.intents import Intent
from campaigns.domain.texts import Draft
from campaigns.enums import Origin
from campaigns.models import MessageTemplate
from campaigns.operations import outbox
from campaigns.operations.delivery import deliver_due
from campaigns.operations.templates import publish_draft, write_draft
from clinic.domain.hours import local_day
from clinic.enums import Channel
from consent.enums import AuthorizationKind, AuthorizationState, MessagePurpose, Recorded, Topic
from consent.models import Authorization, AuthorizationForm
from consent.operations import authorizations
from journeys.demo.house import ZONE
from journeys.trials.house import BY, FIRST_DAY, clock
from patients.models import Person

NEWS = "trial-news"
STEPS = ("first", "second")
_TEXT = "Dear reader, {{ clinic.name }} has news for you. Call us at {{ clinic.phone }}."
_WAYS = (Recorded.PREFERENCE_PAGE, Recorded.STAFF, Recorded.LETTER)


def has_news() -> bool:
    return MessageTemplate.objects.filter(slug=NEWS).exists()


def write_news() -> None:
    template = MessageTemplate.objects.create(
        slug=NEWS, name="News", purpose=MessagePurpose.MARKETING, topic=Topic.HEALTH_NEWS
    )
    draft = Draft(language="en", subject="Latest news", preheader="", body=_TEXT)
    version = write_draft(template_id=template.pk, draft=draft, by=BY, now=clock(FIRST_DAY, "09:00"))
    publish_draft(version_id=version.pk, by=BY, now=clock(FIRST_DAY, "09:00"))


def sign(first: int, last: int) -> None:
    """Numbers `first` to `last` sign for marketing by e-mail, on paper, and get their copy."""
    form = AuthorizationForm.objects.filter(
        kind=AuthorizationKind.MARKETING_EMAIL, published_at__isnull=False, language="en"
    ).latest("version")
    for person_id in _people(first, last):
        authorizations.sign_on_paper(
            by=BY,
            now=clock(FIRST_DAY, "09:00"),
            person_id=person_id,
            form_id=form.pk,
            signature="As signed",
            signed_on=FIRST_DAY,
        )


def plan_news(first: int, last: int, at: str, steps: int = len(STEPS)) -> int:
    """Two messages for each of them (or so many), all due; first everybody's first."""
    moment, origin = datetime.fromisoformat(at), uuid4()
    intents = [
        Intent(
            person_id=person_id,
            template_slug=NEWS,
            channel=Channel.EMAIL,
            origin=Origin.JOURNEY,
            origin_id=origin,
            origin_slug=NEWS,
            step=step,
            occurrence="1",
            appointment_id=None,
            anchor_at=moment,
            due_at=moment - timedelta(minutes=len(STEPS) - order),
            expires_at=moment.replace(hour=23),
        )
        for order, step in enumerate(STEPS[:steps])
        for person_id in _people(first, last)
    ]
    return outbox.plan(intents, by=BY, now=moment, today=local_day(moment, ZONE)).planned


def deliver(at: str) -> dict[str, int]:
    return dict(deliver_due(datetime.fromisoformat(at), by=BY).outcomes)


def revoke_at_random(first: int, last: int, at: str, within: float, seed: int) -> list[float]:
    """Each of them once, in random order, at random instants of the next `within` seconds; how long each took."""
    dice = Random(seed)  # noqa: S311 - when, no secret
    papers = list(
        Authorization.objects.filter(person__in=_people(first, last), state=AuthorizationState.ACTIVE).values_list(
            "pk", flat=True
        )
    )
    dice.shuffle(papers)
    instants = sorted(dice.uniform(0, within) for _ in papers)
    began, took = time.perf_counter(), []
    for paper_id, instant in zip(papers, instants, strict=True):
        time.sleep(max(0.0, began + instant - time.perf_counter()))
        before = time.perf_counter()
        authorizations.revoke(
            by=BY, now=datetime.fromisoformat(at), authorization_id=paper_id, via=dice.choice(_WAYS).value
        )
        took.append(time.perf_counter() - before)
    return took


def _people(first: int, last: int) -> list[UUID]:
    numbers = [f"{number}" for number in range(first, last + 1)]
    return list(Person.objects.filter(tier__in=numbers).order_by("pk").values_list("pk", flat=True))
