"""Rules of a segment as one query. Says the same as `campaigns.domain.segments`, which is tested against it."""

from datetime import UTC, datetime, time, timedelta
from functools import reduce, singledispatch
from operator import and_, or_
from typing import Any

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.module_loading import import_string

from campaigns.domain import segments
from campaigns.domain.segments import BORN_LONG_AGO, COMES_WITHIN_DAYS, OLDEST, Words
from campaigns.enums import LEFT
from campaigns.models import DeliveryEvent, Message
from clinic.enums import Language, ServiceCategory
from patients.enums import STILL_ON, PersonKind, Sex
from patients.models import Appointment, Person, Visit

WORDS = Words(
    kinds={str(word): str(label) for word, label in PersonKind.choices},
    sexes={str(word): str(label) for word, label in Sex.choices},
    categories={str(word): str(label) for word, label in ServiceCategory.choices},
    languages={str(word): str(label) for word, label in Language.choices},
)


def people_of(rules: list[segments.Rule], now: datetime) -> QuerySet[Person]:
    """Living people for whom every rule holds at `now`, as one query that is not evaluated yet."""
    found = Person.objects.filter(is_deceased=False)
    for rule in rules:
        found = found.filter(_condition(rule, now))
    return found


@singledispatch
def _condition(rule: segments.Rule, now: datetime) -> Q:
    raise TypeError(f"no query for {type(rule).__name__}")


@_condition.register
def _(rule: segments.AllOf, now: datetime) -> Q:
    return reduce(and_, [_condition(one, now) for one in rule.rules])


@_condition.register
def _(rule: segments.AnyOf, now: datetime) -> Q:
    return reduce(or_, [_condition(one, now) for one in rule.rules])


@_condition.register
def _(rule: segments.NoneOf, now: datetime) -> Q:
    return ~reduce(or_, [_condition(one, now) for one in rule.rules])


@_condition.register
def _(rule: segments.PersonKindIs, now: datetime) -> Q:
    return Q(kind__in=rule.any_of)


@_condition.register
def _(rule: segments.SexIs, now: datetime) -> Q:
    return Q(sex__in=rule.any_of)


@_condition.register
def _(rule: segments.LanguageIs, now: datetime) -> Q:
    return Q(language__in=rule.any_of)


@_condition.register
def _(rule: segments.TierIs, now: datetime) -> Q:
    return Q(tier__in=sorted(rule.spellings))


@_condition.register
def _(rule: segments.CameFrom, now: datetime) -> Q:
    return Q(source__in=sorted(rule.spellings))


@_condition.register
def _(rule: segments.AgeBand, now: datetime) -> Q:
    told, old = Q(birth_year__gt=BORN_LONG_AGO), Q(birth_year=BORN_LONG_AGO)
    if rule.at_least is not None:
        told &= Q(birth_year__lte=now.year - rule.at_least)
    if rule.at_most is not None and rule.at_most < OLDEST:
        return told & Q(birth_year__gte=now.year - rule.at_most)
    return told | old


@_condition.register
def _(rule: segments.LivesIn, now: datetime) -> Q:
    somewhere = Q(postal_prefix__in=rule.postal_prefixes)
    for city in rule.cities:
        somewhere |= Q(city__iexact=city)
    return somewhere


@_condition.register
def _(rule: segments.InterestedIn, now: datetime) -> Q:
    return Q(interests__overlap=sorted(rule.spellings))


@_condition.register
def _(rule: segments.HadService, now: datetime) -> Q:
    return Q(Exists(_visits(now, rule.within_days).filter(category__in=rule.any_of)))


@_condition.register
def _(rule: segments.LastVisit, now: datetime) -> Q:
    visits = _visits(now, rule.within_days)
    there = Exists(visits.filter(category=rule.category) if rule.category else visits)
    return Q(there) if rule.has else ~Q(there)


@_condition.register
def _(rule: segments.LastVisitOn, now: datetime) -> Q:
    bounds = Q()
    if rule.on_or_after:
        bounds &= Q(last__gte=datetime.combine(rule.on_or_after, time(0), UTC))
    if rule.before:
        bounds &= Q(last__lt=datetime.combine(rule.before, time(0), UTC))
    last = Visit.objects.filter(started_at__lte=now).values("person").annotate(last=Max("started_at")).filter(bounds)
    return Q(pk__in=last.values("person"))


@_condition.register
def _(rule: segments.UpcomingVisit, now: datetime) -> Q:
    ahead = Exists(Appointment.objects.filter(person=OuterRef("pk"), status__in=STILL_ON, starts_at__gt=now))
    return Q(ahead) if rule.has else ~Q(ahead)


@_condition.register
def _(rule: segments.Reacted, now: datetime) -> Q:
    there = Exists(_visits_after_a_message(now, rule) if rule.what == "came" else _reports(now, rule))
    return Q(there) if rule.has else ~Q(there)


@_condition.register
def _(rule: segments.InJourney, now: datetime) -> Q:
    ever: QuerySet[Any] = import_string(settings.JOURNEYS_OF_PEOPLE)(rule.journey).filter(person=OuterRef("pk"))
    if rule.state == "in":
        return Q(Exists(ever.filter(ended_at=None)))
    return Q(Exists(ever)) if rule.state == "been" else ~Q(Exists(ever))


def _reports(now: datetime, rule: segments.Reacted) -> QuerySet[DeliveryEvent]:
    since = now - timedelta(days=rule.within_days)
    return DeliveryEvent.objects.filter(
        message__person=OuterRef("pk"), event_type=rule.what, occurred_at__gt=since, occurred_at__lte=now
    )


def _visits_after_a_message(now: datetime, rule: segments.Reacted) -> QuerySet[Visit]:
    began = OuterRef("started_at")
    before = Message.objects.filter(
        person=OuterRef("person"),
        state__in=LEFT,
        handed_over_at__lt=began,
        handed_over_at__gte=began - timedelta(days=COMES_WITHIN_DAYS),
    )
    return _visits(now, rule.within_days).filter(Exists(before))


def _visits(now: datetime, within_days: int | None) -> QuerySet[Visit]:
    visits = Visit.objects.filter(person=OuterRef("pk"), started_at__lte=now)
    if within_days is None:
        return visits
    return visits.filter(started_at__gt=now - timedelta(days=within_days))
