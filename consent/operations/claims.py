"""Choices that another system recorded become choices here, if they say when, where and to which text (R48). A no
counts with its day alone: whoever wanted no mail there gets none here."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import connection, transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.domain.hours import at_local, local_day
from clinic.queries import organisation
from consent.enums import MARKETING_TOPICS, OptInMode, Recorded, Topic
from consent.models import OptIn, Preference
from patients.models import ConsentClaim, Person

BATCH = 500
#: A topic word that stands for all marketing topics.
MARKETING = "marketing"
_START, _END = time(0), time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Collected:
    """How many claims became choices, and how many count for nothing (unknown topic, a yes without source or text)."""

    taken: int
    worthless: int


def collect(now: datetime, *, by: Actor) -> Collected:
    """Collect all waiting claims, at most 500 in one transaction. A claim is collected once, whatever it is worth.

    It enters history on its own day, so that a later word of the person stands; on one day, no beats yes. A claim
    dated after the clinic's day waits for its day, by the database's clock: a run as of a later moment collects
    nothing sooner.
    """
    total: Counter[str] = Counter()
    moment = min(now, _database_clock())
    while batch := _collect_batch(moment, by):
        total.update(batch)
    return Collected(total["taken"], total["worthless"])


def _database_clock() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


@transaction.atomic
def _collect_batch(now: datetime, by: Actor) -> Counter[str]:
    zone = organisation().time_zone
    claims = _claim_batch(local_day(now, zone))
    if not claims:
        return Counter()
    good = [claim for claim in claims if _is_worth_something(claim)]
    Preference.objects.bulk_create(row for claim in good for row in _preferences(claim, zone, now))
    OptIn.objects.bulk_create(row for claim in good for row in _opt_ins(claim, zone, now))
    ConsentClaim.objects.filter(pk__in=[claim.pk for claim in claims]).update(collected_at=now)
    _record(by, {claim.person_id for claim in claims}, len(good), len(claims) - len(good))
    return Counter(taken=len(good), worthless=len(claims) - len(good))


def _claim_batch(today: date) -> list[ConsentClaim]:
    """Waiting claims, after their people are locked in the order of ids."""
    waiting = ConsentClaim.objects.filter(collected_at=None, given_on__lte=today).order_by("pk")
    first = list(waiting.values_list("pk", "person_id")[:BATCH])
    people = Person.objects.select_for_update().filter(pk__in={person for _, person in first})
    list(people.order_by("pk").values_list("pk"))
    return list(waiting.filter(pk__in=[pk for pk, _ in first]).select_for_update())


def _is_worth_something(claim: ConsentClaim) -> bool:
    is_proven = bool(claim.source.strip() and claim.text_version.strip())
    return bool(_topics(claim)) and (is_proven or not claim.wanted)


def _topics(claim: ConsentClaim) -> tuple[Topic, ...]:
    word = claim.topic.strip().casefold()
    if word == MARKETING:
        return tuple(topic for topic in Topic if topic in MARKETING_TOPICS)
    return (Topic(word),) if word in Topic.values else ()


def _moment(claim: ConsentClaim, zone: str, now: datetime) -> datetime:
    return min(now, at_local(claim.given_on, _START if claim.wanted else _END, zone))


def _preferences(claim: ConsentClaim, zone: str, now: datetime) -> Iterator[Preference]:
    for topic in _topics(claim):
        yield Preference(
            person_id=claim.person_id,
            topic=topic,
            wanted=claim.wanted,
            recorded_at=_moment(claim, zone, now),
            via=Recorded.IMPORT,
            text_version=claim.text_version,
        )


def _opt_ins(claim: ConsentClaim, zone: str, now: datetime) -> Iterator[OptIn]:
    if claim.wanted and Topic.NEWSLETTER in _topics(claim):
        yield OptIn(
            person_id=claim.person_id,
            mode=OptInMode.SINGLE,
            form=claim.source[:60],
            text_version=claim.text_version,
            asked_at=_moment(claim, zone, now),
            via=Recorded.IMPORT,
        )


def _record(by: Actor, people: set[UUID], taken: int, worthless: int) -> None:
    record_change(
        word=AuditWord.CONSENT,
        actor=by,
        people=people,
        fields=["consent.preference.wanted"],
        details={"taken": taken, "worthless": worthless, "via": Recorded.IMPORT.value},
    )
