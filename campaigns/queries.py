"""Reads about texts, messages and audiences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from campaigns.audiences import WORDS, people_of
from campaigns.domain.guard import Own
from campaigns.domain.segments import parsed
from campaigns.domain.sending_hours import House
from campaigns.enums import LEFT, WAITING
from campaigns.models import Message, Segment, TemplateVersion
from clinic.domain.hours import at_local
from clinic.enums import Language
from clinic.models import Location
from clinic.queries import blocked_days, organisation
from consent.enums import MessagePurpose
from patients.models import Person


@dataclass(frozen=True, slots=True)
class PublishedTexts:
    """The newest published version of each text, by slug and language."""

    versions: dict[tuple[str, str], TemplateVersion]
    clinic_language: str

    def best(self, slug: str, language: str) -> TemplateVersion | None:
        """In the person's language, else the clinic's, else English."""
        for wanted in (language, self.clinic_language, Language.ENGLISH):
            if version := self.versions.get((slug, wanted)):
                return version
        return None


def published_texts(slugs: Iterable[str]) -> PublishedTexts:
    found = (
        TemplateVersion.objects.filter(template__slug__in=set(slugs), published_at__isnull=False)
        .order_by("template_id", "language", "-number")
        .distinct("template_id", "language")
        .select_related("template")
        .defer("html", "text", "body")
    )
    versions = {(version.template.slug, version.language): version for version in found}
    return PublishedTexts(versions, organisation().language)


def clinics_own() -> Own:
    """What the clinic may say of itself in any part of a mail."""
    clinic = organisation()
    places = list(Location.objects.values_list("name", "address", "phone"))
    names = {clinic.name, clinic.name_zh_hant, clinic.name_zh_hans, *(name for name, _, _ in places)}
    contacts = {clinic.phone, clinic.email, clinic.postal_address, clinic.website, clinic.booking_url}
    contacts |= {value for _, address, phone in places for value in (address, phone)}
    return Own(frozenset(filter(None, names)), frozenset(filter(None, contacts)))


def answered_on(day: date, zone: str, person_ids: Iterable[UUID], *, waiting_too: bool) -> set[tuple[UUID, UUID]]:
    """(person, template) of the answers to a request that went out on this clinic-local day."""
    since, until = at_local(day, time(0), zone), at_local(day + timedelta(days=1), time(0), zone)
    states = LEFT | WAITING if waiting_too else LEFT
    found = Message.objects.filter(
        person_id__among=set(person_ids), purpose=MessagePurpose.REQUEST_ANSWER, state__in=states
    ).filter(
        Q(handed_over_at__gte=since, handed_over_at__lt=until)
        | Q(handed_over_at=None, planned_at__gte=since, planned_at__lt=until)
    )
    return set(found.values_list("person_id", "template_id"))


def clinics_hours() -> House:
    """When the clinic lets mail leave."""
    clinic = organisation()
    return House(
        clinic.time_zone, clinic.quiet_from, clinic.quiet_until, blocked_days(), frozenset(clinic.send_weekdays)
    )


def audience(segment: Segment, now: datetime) -> QuerySet[Person]:
    """Who is in a segment at `now`, as one query. Raises `BadRules` for rules that nobody has checked."""
    return people_of(parsed(segment.rules, WORDS), now)


def messages_of(person_id: UUID) -> QuerySet[Message]:
    return Message.objects.filter(person_id=person_id).select_related("template").order_by("-due_at", "-id")
