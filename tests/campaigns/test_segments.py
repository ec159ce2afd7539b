import random
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.audiences import WORDS, people_of
from campaigns.domain.segments import (
    AgeBand,
    AllOf,
    AnyOf,
    BadRules,
    CameFrom,
    HadService,
    InJourney,
    InterestedIn,
    LanguageIs,
    LastVisit,
    LastVisitOn,
    LivesIn,
    NoneOf,
    PersonKindIs,
    Reacted,
    Rule,
    Seen,
    SexIs,
    TierIs,
    UpcomingVisit,
    as_json,
    described,
    holds,
    parsed,
)
from campaigns.models import DeliveryEvent, Message, MessageTemplate, Segment
from campaigns.queries import audience
from clinic.models import Location
from journeys.enums import EnrolmentState
from journeys.models import Enrolment, JourneyVersion
from journeys.operations import library as journeys_library
from patients.models import Appointment, Person, Visit
from tests.campaigns.scenes import BY, open_clinic, patient

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ({}, "Rules are a list."),
        ([{"kind": "colour"}], "Rule 1: say which kind it is"),
        ([{"kind": "age"}], "Rule 1: Age: say at least, at most, or both."),
        ([{"kind": "age", "at_least": 50, "at_most": 40}], "nobody is at least 50 and at most 40"),
        ([{"kind": "age", "at_least": 95}], "from 90 on ages are not told apart"),
        ([{"kind": "age", "at_least": "50"}], "“at_least” cannot be '50'."),
        ([{"kind": "age", "at_least": True}], "“at_least” cannot be True."),
        ([{"kind": "sex", "any_of": ["blue"]}], "“blue” is no sex: known are female, male, other, unknown."),
        ([{"kind": "sex", "any_of": []}], "Name at least one sex."),
        ([{"kind": "interest", "any_of": []}], "Name at least one interest."),
        ([{"kind": "sex"}], "“any_of” is missing."),
        ([{"kind": "area"}], "name a postal prefix or a city"),
        ([{"kind": "area", "postal_prefixes": ["62701"]}], "write its first three characters"),
        ([{"kind": "service", "any_of": ["protected"]}], "Specially protected care is nothing to choose people by."),
        ([{"kind": "service", "any_of": ["dental"], "diagnosis": "x"}], "“diagnosis” is nothing that service knows."),
        ([{"kind": "last-visit", "within_days": 0, "has": True}], "Days lie between 1 and 3660."),
        ([{"kind": "last-visit-on", "before": "2026-13-01"}], "“before” cannot be '2026-13-01'."),
        ([{"kind": "last-visit-on"}], "say on or after, before, or both"),
        ([{"kind": "language", "any_of": ["xx"]}], "“xx” is no language"),
        ([{"kind": "tier", "any_of": []}], "Name at least one member tier."),
        ([{"kind": "reaction", "what": "wept", "has": True, "within_days": 9}], "“wept” is no reaction"),
        ([{"kind": "journey", "journey": "recall", "state": "left"}], "“left” is no state of a journey"),
        ([{"kind": "any"}], "Rule 1: A group holds at least one rule."),
        ([{"kind": "any", "rules": {}}], "Rule 1: Rules are a list."),
        ([{"kind": "any", "rules": [{"kind": "age"}]}], "Rule 1: Rule 1: Age: say at least, at most, or both."),
        ([{"kind": "none", "rules": [], "word": 1}], "“word” is nothing that none knows."),
        ([{"kind": "sex", "any_of": ["male"]}] * 61, "at most 60 rules"),
    ],
)
def test_rules_that_cannot_be_say_why(raw: object, problem: str) -> None:
    with pytest.raises(BadRules) as bad:
        parsed(raw, WORDS)
    assert problem in str(bad.value)


def test_rules_are_described_in_one_sentence() -> None:
    rules: list[Rule] = [
        PersonKindIs(("patient",)),
        AgeBand(40, 60),
        SexIs(("female", "other")),
        LivesIn(("627",), ("Springfield",)),
        InterestedIn(("sleep", "nutrition")),
        HadService(("dental",), 400),
        LastVisit(365, False, "check-up"),
        LastVisitOn(date(2025, 1, 1), date(2026, 1, 1)),
        UpcomingVisit(False),
    ]
    assert described(rules, WORDS) == (
        "People who are patients, are 40 to 60 at the end of this year, are female or other, live in Springfield or "
        "postal area 627, are interested in sleep or nutrition, came for dental care in the last 400 days, had no "
        "check-up visit in the last 365 days, were here last on or after 2025-01-01 and before 2026-01-01, and have no "
        "appointment ahead."
    )
    assert parsed(as_json(rules), WORDS) == rules


def test_groups_are_described_in_brackets_however_deep_they_stand() -> None:
    rules: list[Rule] = [
        LanguageIs(("en",)),
        AnyOf((TierIs(("gold",)), AllOf((CameFrom(("booth",)), Reacted("clicked", False, 90))))),
        NoneOf((InJourney("recall", "in"), AgeBand(None, 17))),
    ]
    assert described(rules, WORDS) == (
        "People who read English, [are members of tier gold; or [came to us through booth; and followed no link in a "
        "message in the last 90 days]], and not [are in the journey recall; or are 17 or younger at the end of this "
        "year]."
    )
    assert parsed(as_json(rules), WORDS) == rules


def test_groups_stand_in_one_another_only_so_deep() -> None:
    raw: list[dict[str, object]] = [{"kind": "sex", "any_of": ["male"]}]
    for _ in range(4):
        raw = [{"kind": "none", "rules": raw}]
    assert len(parsed(raw, WORDS)) == 1
    with pytest.raises(BadRules, match="at most 4 deep"):
        parsed([{"kind": "all", "rules": raw}], WORDS)


@pytest.mark.django_db
def test_check_up_due_means_adults_without_a_check_up_or_an_appointment() -> None:
    open_clinic()
    place = Location.objects.create(name="North Office", time_zone="America/Chicago")
    due, checked, child, coming = patient(), patient(), patient(birth_date=date(2010, 1, 1)), patient()
    Visit.objects.create(person=checked, category="check-up", started_at=NOW - timedelta(days=300))
    Visit.objects.create(person=due, category="check-up", started_at=NOW - timedelta(days=400))
    Appointment.objects.create(person=coming, location=place, starts_at=NOW + timedelta(days=9))
    segment = Segment.objects.get(slug="check-up-due")
    assert list(audience(segment, NOW)) == [due]
    assert {child.birth_year, checked.birth_year} == {2010, 1980}


@pytest.mark.django_db
def test_random_segments_choose_the_same_people_in_sql_and_in_python() -> None:
    dice = random.Random(4)
    open_clinic()
    journeys_library.install(by=BY, now=NOW)
    place = Location.objects.create(name="North Office", time_zone="UTC")
    seen = {person.pk: _seen(person) for person in _crowd(dice, place)}
    sizes = set()
    for _ in range(160):
        rules = [_random_tree(dice, depth=3) for _ in range(dice.randint(0, 3))]
        with CaptureQueriesContext(connection) as queries:
            found = set(people_of(rules, NOW).values_list("pk", flat=True))
        assert len(queries) == 1
        assert found == {pk for pk, one in seen.items() if holds(rules, one, NOW)}, described(rules, WORDS)
        sizes.add(len(found))
    assert len(sizes) > 20


def _random_tree(dice: random.Random, depth: int) -> Rule:
    if depth == 0 or dice.random() < 0.6:
        return _random_rule(dice)
    group = dice.choice([AllOf, AnyOf, NoneOf])
    return group(tuple(_random_tree(dice, depth - 1) for _ in range(dice.randint(1, 3))))


def _crowd(dice: random.Random, place: Location) -> list[Person]:
    people = [
        Person(
            kind=dice.choice(["patient", "subscriber", "lead"]),
            birth_year=dice.choice([None, 1900, *range(1936, 2020, 7), 1936, 1937]),
            sex=dice.choice(list(WORDS.sexes)),
            postal_prefix=dice.choice(["", "627", "606"]),
            city=dice.choice(["", "Springfield", "SPRINGFIELD", "Chicago"]),
            interests=dice.choice([[], ["sleep"], ["Sleep", "nutrition"], ["Nutrition"], ["SLEEP apnea"]]),
            language=dice.choice(["en", "zh-hant"]),
            tier=dice.choice(["", "gold", "Gold", "silver"]),
            source=dice.choice(["", "booth", "fhir"]),
        )
        for _ in range(80)
    ]
    Person.objects.bulk_create(people)
    categories = ["check-up", "dental", "surgery"]
    Visit.objects.bulk_create(
        Visit(person=dice.choice(people), category=dice.choice(categories), started_at=_some_day(dice))
        for _ in range(100)
    )
    Appointment.objects.bulk_create(
        Appointment(
            person=dice.choice(people),
            location=place,
            status=dice.choice(["booked", "confirmed", "cancelled"]),
            starts_at=_some_day(dice),
        )
        for _ in range(80)
    )
    _write_to(people, dice)
    _enrol(people, dice)
    return people


def _write_to(people: list[Person], dice: random.Random) -> None:
    """Messages, some of which left; of some it was reported that they were opened, or that a link was followed."""
    template = MessageTemplate.objects.get(slug="welcome")
    messages = [
        Message(
            person=dice.choice(people),
            template=template,
            purpose=template.purpose,
            topic=template.topic,
            origin="journey",
            origin_id=uuid4(),
            origin_slug="welcome",
            step="first",
            occurrence="1",
            anchor_at=NOW,
            due_at=at,
            expires_at=at + timedelta(days=1),
            planned_at=at,
            state=state,
            receipt="taken" if state == "accepted" else "",
            handed_over_at=at if state == "accepted" else None,
        )
        for at, state in ((_some_day(dice), dice.choice(["accepted", "failed"])) for _ in range(80))
    ]
    Message.objects.bulk_create(messages)
    DeliveryEvent.objects.bulk_create(
        DeliveryEvent(
            message=dice.choice(messages),
            esp="trial",
            event_type=dice.choice(["opened", "clicked", "delivered"]),
            once_key=f"{number}",
            occurred_at=_some_day(dice),
        )
        for number in range(80)
    )


def _enrol(people: list[Person], dice: random.Random) -> None:
    version = JourneyVersion.objects.filter(journey__slug="recall").latest("number")
    Enrolment.objects.bulk_create(
        Enrolment(
            journey_id=version.journey_id,
            version=version,
            person=dice.choice(people),
            anchor_key=f"{number}",
            anchor_at=NOW,
            time_zone="UTC",
            state=EnrolmentState.ACTIVE if ended is None else EnrolmentState.COMPLETED,
            enrolled_at=NOW - timedelta(days=900),
            ended_at=ended,
        )
        for number, ended in enumerate(dice.choice([None, NOW]) for _ in range(30))
    )


def _some_day(dice: random.Random) -> datetime:
    return NOW + timedelta(days=dice.choice([-800, -400, -365, -100, -30, -1, 0, 1, 40]))


def _seen(person: Person) -> Seen:
    return Seen(
        kind=person.kind,
        birth_year=person.birth_year,
        sex=person.sex,
        postal_prefix=person.postal_prefix,
        city=person.city,
        interests=person.interests,
        visits=list(person.visits.values_list("category", "started_at")),
        upcoming=list(
            person.appointments.filter(status__in=["booked", "confirmed"]).values_list("starts_at", flat=True)
        ),
        language=person.language,
        tier=person.tier,
        source=person.source,
        reactions=_reactions(person),
        journeys=[(slug, ended is None) for slug, ended in person.enrolments.values_list("journey__slug", "ended_at")],
    )


def _reactions(person: Person) -> list[tuple[str, datetime]]:
    told = DeliveryEvent.objects.filter(message__person=person).values_list("event_type", "occurred_at")
    left = person.messages.filter(state="accepted").values_list("handed_over_at", flat=True)
    return [
        *told,
        *(
            ("came", visit.started_at)
            for visit in person.visits.all()
            if any(timedelta(0) < visit.started_at - at <= timedelta(days=60) for at in left)
        ),
    ]


def _random_rule(dice: random.Random) -> Rule:
    low, high = sorted(dice.sample(range(5, 91), 2))
    days = dice.choice([1, 30, 100, 365, 400])
    first = date(2024, 1, 1) + timedelta(days=dice.randint(0, 900))
    return dice.choice(
        [
            PersonKindIs(tuple(dice.sample(["patient", "subscriber", "lead"], 2))),
            AgeBand(dice.choice([low, None]), dice.choice([high, 90])),
            AgeBand(dice.choice([low, 90]), None),
            SexIs(tuple(dice.sample(["female", "male", "other"], 2))),
            LivesIn(("627",), ("chicago",)),
            LivesIn((), ("Springfield",)),
            InterestedIn(("sleep",)),
            InterestedIn(("Nutrition", "walking")),
            HadService(("dental", "surgery"), dice.choice([None, days])),
            LastVisit(days, dice.choice([True, False]), dice.choice(["", "check-up"])),
            LastVisitOn(first, dice.choice([None, first + timedelta(days=200)])),
            LastVisitOn(None, first),
            UpcomingVisit(dice.choice([True, False])),
            LanguageIs(("zh-hant",)),
            TierIs(("gold",)),
            CameFrom(("booth", "desk")),
            Reacted(dice.choice(["opened", "clicked", "came"]), dice.choice([True, False]), days),
            InJourney("recall", dice.choice(["in", "been", "never"])),
        ]
    )
