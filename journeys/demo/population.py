"""Plays the cast through the public operations: each story leaves the rows that a real week would have left."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from uuid import UUID

from django.db import transaction

from audit import blind
from audit.domain.actors import Actor
from clinic.domain.hours import at_local, local_day
from clinic.enums import Channel, Language, ServiceCategory
from clinic.models import Location, Service
from consent.enums import AuthorizationKind, Recorded, SuppressionCause, Topic
from consent.form_versions import current_forms
from consent.models import AuthorizationForm
from consent.operations import authorizations, opt_ins, preferences, suppressions
from journeys.demo.cases import Case
from journeys.demo.cast import STORIES, Character, cast
from journeys.demo.house import ZONE
from patients.enums import PersonKind
from patients.models import Person
from patients.operations import appointments, people, visits

#: Of a few people, by number: so that emergency access has something to show.
NOTES = {
    1: "Penicillin: rash as a child, never given since. Sample note.",
    2: "Wears a hearing aid on the left: speak to the right side. Sample note.",
    3: "Takes a blood thinner: ask for the card before any treatment. Sample note.",
}
TEXT_VERSION = "sample-1"
_BATCH = 50
_MORNING = (time(8, 30), time(9), time(9, 15), time(9, 45))
_TODAY = tuple(time(hour, minute) for hour in (8, 9, 10, 11, 13, 14, 15, 16) for minute in (0, 20, 40))


@dataclass(frozen=True)
class Stage:
    """Where the stories play: the moment, the house, and who writes it down."""

    now: datetime
    by: Actor
    locations: list[Location]
    services: dict[str, Service]
    forms: dict[str, AuthorizationForm]
    case: Case | None = None

    def at(self, days: int, clock: time) -> datetime:
        return at_local(self.today + timedelta(days=days), clock, ZONE)

    @property
    def today(self) -> date:
        return local_day(self.now, ZONE)


def populate(count: int, seed: int, *, by: Actor, now: datetime, case: Case | None = None) -> Iterator[int]:
    """Make `count` people; yields the size of each batch that is done. `now` is when the clinic is looked at."""
    signs = (case and case.signs) or AuthorizationKind.MARKETING_EMAIL
    stage = Stage(
        now=now,
        by=by,
        locations=list(Location.objects.order_by("name")),
        services={service.slug: service for service in Service.objects.all()},
        forms={form.language: form for form in current_forms(signs)},
        case=case,
    )
    everybody = cast(count, seed, stage.today, case.stories if case else STORIES)
    while characters := list(islice(everybody, _BATCH)):
        with transaction.atomic():
            for character in characters:
                _play(character, stage)
        yield len(characters)


def _play(who: Character, stage: Stage) -> None:
    if who.story == "subscriber":
        _subscribe(who, stage)
        return
    if who.story == "business":
        _meet(who, stage)
        return
    person = _register(who, stage)
    _remember_visits(who, person, stage)
    _PLAYED[who.story](who, person.pk, stage)
    _obstruct(who, person, stage)
    _choices(who, person.pk, stage)


def _register(who: Character, stage: Stage) -> Person:
    days_ago = who.number % 2 if who.story == "new" else 300 + who.number % 900
    return people.register_person(
        by=stage.by,
        now=stage.now,
        kind=PersonKind.PATIENT,
        given_name=who.given_name,
        family_name=who.family_name,
        sex=who.sex,
        birth_date=who.born,
        language=who.language,
        street=who.street,
        city=who.city,
        postal_code=who.postal_code,
        phone=who.phone,
        email=who.email,
        record_number=who.record_number,
        joined_on=stage.today - timedelta(days=days_ago),
        is_deceased=who.obstacle == "deceased",
        notes=NOTES.get(who.number, ""),
    )


def _remember_visits(who: Character, person: Person, stage: Stage) -> None:
    kinds = (
        ServiceCategory.CONSULTATION,
        ServiceCategory.DENTAL,
        ServiceCategory.EYE,
        ServiceCategory.VACCINATION,
    )
    for number in range(who.number % 3 if who.story != "new" else 0):
        start = stage.at(-40 - 90 * number - who.number % 60, time(9 + who.number % 7))
        category = (stage.case and stage.case.category) or kinds[(who.number + number) % len(kinds)]
        _visit(person.pk, category, start, stage)


def _visit(person_id: UUID, category: ServiceCategory, start: datetime, stage: Stage) -> UUID:
    visit = visits.record_visit(
        by=stage.by,
        now=stage.now,
        person_id=person_id,
        category=category,
        started_at=start,
        ended_at=start + timedelta(minutes=40),
        location_id=stage.locations[0].pk,
    )
    return visit.pk


def _book(who: Character, person_id: UUID, stage: Stage, start: datetime, status: str = "booked") -> UUID:
    slugs = ("consultation", "dental-cleaning", "eye-care", "annual-check-up", "vaccination")
    booked = appointments.book(
        by=stage.by,
        now=stage.now,
        person_id=person_id,
        location_id=stage.locations[who.number % len(stage.locations)].pk,
        service_id=_service(stage, slugs[who.number % len(slugs)]).pk,
        starts_at=start,
        minutes=20,
        status=status,
    )
    return booked.pk


def _service(stage: Stage, slug: str) -> Service:
    """The case's own, where the clinic has one of its category."""
    wanted = stage.case.category if stage.case else None
    return next((service for service in stage.services.values() if service.category == wanted), stage.services[slug])


# --- stories ----------------------------------------------------------------------------------------------


def _today(who: Character, person_id: UUID, stage: Stage) -> None:
    start = stage.at(0, _TODAY[who.number % len(_TODAY)])
    if start > stage.now:
        _book(who, person_id, stage, start, ("booked", "confirmed")[who.number % 2])
    else:
        _book(who, person_id, stage, start, ("fulfilled", "arrived", "noshow", "fulfilled")[who.number % 4])


def _tomorrow(who: Character, person_id: UUID, stage: Stage) -> None:
    _book(who, person_id, stage, stage.at(1, _MORNING[who.number % len(_MORNING)]))


def _later(who: Character, person_id: UUID, stage: Stage) -> None:
    _book(who, person_id, stage, stage.at(1 + who.number % 6, time(11 + who.number % 6, 20)))


def _moved(who: Character, person_id: UUID, stage: Stage) -> None:
    booked = _book(who, person_id, stage, stage.at(1, time(9)))
    appointments.move(by=stage.by, now=stage.now, appointment_id=booked, starts_at=stage.at(3, time(14)))


def _cancelled(who: Character, person_id: UUID, stage: Stage) -> None:
    booked = _book(who, person_id, stage, stage.at(1, time(9, 30)))
    appointments.cancel(by=stage.by, now=stage.now, appointment_id=booked)


def _procedure(days_ago: int) -> Callable[[Character, UUID, Stage], None]:
    def play(who: Character, person_id: UUID, stage: Stage) -> None:
        start = stage.at(-days_ago, time(8, 30 + who.number % 20))
        category = (ServiceCategory.SURGERY, ServiceCategory.DENTAL, ServiceCategory.PROCEDURE)[who.number % 3]
        category = (stage.case and stage.case.category) or category
        visit_id = _visit(person_id, category, start, stage)
        visits.record_procedure(
            by=stage.by,
            now=stage.now,
            person_id=person_id,
            category=category,
            ended_at=start + timedelta(minutes=40),
            visit_id=visit_id,
        )

    return play


def _check_up_a_year_ago(who: Character, person_id: UUID, stage: Stage) -> None:
    last_year = stage.today.replace(year=stage.today.year - 1, day=min(stage.today.day, 28))
    start = at_local(last_year - timedelta(days=1 + who.number % 9), time(9, 30), ZONE)
    _visit(person_id, ServiceCategory.CHECK_UP, start, stage)


def _nothing_more(who: Character, person_id: UUID, stage: Stage) -> None:
    """New people and regulars have no story beyond what is remembered of them."""


_PLAYED: dict[str, Callable[[Character, UUID, Stage], None]] = {
    "today": _today,
    "tomorrow": _tomorrow,
    "later": _later,
    "moved": _moved,
    "cancelled": _cancelled,
    "procedure-yesterday": _procedure(1),
    "procedure-last-week": _procedure(7),
    "check-up-a-year-ago": _check_up_a_year_ago,
    "new": _nothing_more,
    "regular": _nothing_more,
    "birthday": _nothing_more,
}


# --- what speaks against writing, and what speaks for it --------------------------------------------------------

_TOPIC_OF = {
    "tomorrow": Topic.APPOINTMENTS,
    "procedure-yesterday": Topic.AFTERCARE,
    "procedure-last-week": Topic.AFTERCARE,
    "check-up-a-year-ago": Topic.CHECK_UPS,
    "new": Topic.WELCOME,
}


def _obstruct(who: Character, person: Person, stage: Stage) -> None:
    if who.obstacle in SuppressionCause.values:
        (key, *_) = blind.email_keys(who.email)
        suppressions.suppress(by=stage.by, now=stage.now, address_key=key, cause=who.obstacle)
    elif who.obstacle == "topic-off":
        preferences.set_topic(
            by=stage.by,
            now=stage.now,
            person_id=person.pk,
            topic=_TOPIC_OF[who.story],
            wanted=False,
            via=Recorded.PREFERENCE_PAGE,
        )
    elif who.obstacle == "unsubscribed":
        preferences.unsubscribe_all(by=stage.by, now=stage.now, person_id=person.pk, via=Recorded.ONE_CLICK)


def _choices(who: Character, person_id: UUID, stage: Stage) -> None:
    """One in five signed for marketing; of those, one in five took it back. One in four asked for text
    reminders, one in seven likes birthday wishes.

    In a case that is about a signature two of three signed, in one that is about greetings everybody likes them."""
    signs = who.number % 3 > 0 if stage.case and stage.case.signs else who.number % 5 == 0
    if signs and who.obstacle == "":
        signed_on = stage.today - timedelta(days=20 + who.number % 500)
        paper = authorizations.sign_on_paper(
            by=stage.by,
            now=stage.now,
            person_id=person_id,
            form_id=(stage.forms.get(who.language) or stage.forms[Language.ENGLISH]).pk,
            signature=f"{who.given_name} {who.family_name}",
            signed_on=signed_on,
        )
        if who.number % 25 == 0:
            authorizations.revoke(by=stage.by, now=stage.now, authorization_id=paper.pk, via=Recorded.STAFF)
    if who.number % 4 == 1 and who.obstacle == "":
        preferences.set_topic(
            by=stage.by,
            now=stage.now,
            person_id=person_id,
            topic=Topic.APPOINTMENTS,
            wanted=True,
            via=Recorded.PAPER,
            channel=Channel.SMS,
            text_version=TEXT_VERSION,
        )
    if (who.number % 7 == 0 or (stage.case and stage.case.greeted)) and who.obstacle == "":
        preferences.set_topic(
            by=stage.by,
            now=stage.now,
            person_id=person_id,
            topic=Topic.GREETINGS,
            wanted=True,
            via=Recorded.PAPER,
            text_version=TEXT_VERSION,
        )


def _subscribe(who: Character, stage: Stage) -> None:
    """Somebody who reads the newsletter and need not be a patient; every second one has answered the mail."""
    opt_in = opt_ins.ask(
        by=stage.by,
        now=stage.now,
        name=who.given_name,
        email=who.email,
        language=who.language,
        form="subscribe",
        text_version=TEXT_VERSION,
    )
    if opt_in is not None and who.number % 2:
        opt_ins.confirm(by=stage.by, now=stage.now, opt_in_id=opt_in.pk)


def _meet(who: Character, stage: Stage) -> None:
    """Somebody of another house; two of three asked for the newsletter on paper."""
    contact = people.register_person(
        by=stage.by,
        now=stage.now,
        kind=PersonKind.BUSINESS_CONTACT,
        given_name=who.given_name,
        family_name=who.family_name,
        language=who.language,
        email=who.email,
    )
    if who.number % 3:
        preferences.set_topic(
            by=stage.by,
            now=stage.now,
            person_id=contact.pk,
            topic=Topic.NEWSLETTER,
            wanted=True,
            via=Recorded.PAPER,
            text_version=TEXT_VERSION,
        )
