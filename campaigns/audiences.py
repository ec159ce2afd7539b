"""Rules of a segment as one query. Says the same as `campaigns.domain.segments`, which is tested against it."""

from datetime import UTC, datetime, time, timedelta
from functools import singledispatch

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from campaigns.domain import segments
from campaigns.domain.segments import BORN_LONG_AGO, OLDEST, Words
from clinic.enums import ServiceCategory
from patients.enums import STILL_ON, PersonKind, Sex
from patients.models import Appointment, Person, Visit

WORDS = Words(
    kinds={str(word): str(label) for word, label in PersonKind.choices},
    sexes={str(word): str(label) for word, label in Sex.choices},
    categories={str(word): str(label) for word, label in ServiceCategory.choices},
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
def _(rule: segments.PersonKindIs, now: datetime) -> Q:
    return Q(kind__in=rule.any_of)


@_condition.register
def _(rule: segments.SexIs, now: datetime) -> Q:
    return Q(sex__in=rule.any_of)


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


def _visits(now: datetime, within_days: int | None) -> QuerySet[Visit]:
    visits = Visit.objects.filter(person=OuterRef("pk"), started_at__lte=now)
    if within_days is None:
        return visits
    return visits.filter(started_at__gt=now - timedelta(days=within_days))
