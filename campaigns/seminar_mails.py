"""What a message tells of a seminar: when, where, and the page of it for its reader. Never the topic: a subject of
health next to somebody's address would say more about them than a mail may.

A campaign invites to a seminar; a journey or a notice is about somebody's place. In a message that is its `about`
(`domain.seminars`), of a notice its subject.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from campaigns.domain.dates_in_words import day_in_words, time_in_words
from campaigns.domain.seminars import place_in, seminar_in
from campaigns.enums import PlaceState, SeminarState
from campaigns.models import Seminar, SeminarPlace
from campaigns.outgoing import Outgoing
from clinic.enums import Channel, Language, NoticeKind
from clinic.queries import organisation
from consent import bound_links, links

#: What a link to a seminar's page for its reader is signed for. It holds the id of the message.
LINK = "seminar"
_NOTICES = frozenset(
    {
        NoticeKind.SEMINAR_REGISTERED,
        NoticeKind.SEMINAR_FULL,
        NoticeKind.SEMINAR_CHANGED,
        NoticeKind.SEMINAR_OFF,
    }
)
_ONLINE = {
    Language.ENGLISH.value: "Online",
    Language.TRADITIONAL_CHINESE.value: "線上",
    Language.SIMPLIFIED_CHINESE.value: "线上",
}
_SUFFIXES = {Language.TRADITIONAL_CHINESE.value: "_zh_hant", Language.SIMPLIFIED_CHINESE.value: "_zh_hans"}


@dataclass(frozen=True, slots=True)
class Told:
    """The seminar that a message is about, with its place; of whoever has one, the place at it."""

    seminar: Seminar
    place: SeminarPlace | None = None

    @property
    def is_news(self) -> bool:
        """Whether a reminder still holds, or an invitation: it is on, and their place is theirs."""
        on = self.seminar.state in (SeminarState.OPEN, SeminarState.CLOSED)
        return on and (self.place is None or self.place.state == PlaceState.HELD)


def told_in(messages: Iterable[Outgoing], subjects: Mapping[UUID, UUID | None]) -> dict[UUID, Told]:
    """By message, for those about a seminar; two queries at most, none where no message is. `subjects`: what a notice
    is about."""
    asked = list(messages)
    places = {one.pk: found for one in asked if (found := _place_of(one, subjects))}
    seminars = {one.pk: found for one in asked if (found := seminar_in(one.about))}
    told: dict[UUID, Told] = {}
    if places:
        held = SeminarPlace.objects.select_related("seminar__location").in_bulk(set(places.values()))
        told |= {key: Told(held[place].seminar, held[place]) for key, place in places.items() if place in held}
    if seminars:
        found_here = Seminar.objects.select_related("location").in_bulk(set(seminars.values()))
        told |= {key: Told(found_here[one]) for key, one in seminars.items() if one in found_here}
    return told


def values_of(message: Outgoing, told: Told, language: str) -> dict[str, str]:
    seminar, zone = told.seminar, zone_of(told.seminar)
    return {
        "seminar.date": day_in_words(seminar.starts_at, zone, language),
        "seminar.time": time_in_words(seminar.starts_at, zone, language),
        "seminar.place": where(seminar, language),
        "link.seminar": page_url(message, seminar, language),
    }


def page_url(message: Outgoing, seminar: Seminar, language: str | None = None) -> str:
    """The page of the seminar for the reader of this message: to register, and to give the place up."""
    token = bound_links.token_of(LINK, message.pk, message.person, Channel(message.channel))
    return links.absolute("campaigns:event-link", token, language)


def zone_of(seminar: Seminar) -> str:
    return seminar.location.time_zone if seminar.location else organisation().time_zone


def where(seminar: Seminar, language: str) -> str:
    """One line. An online address stands on the page of whoever has a place, and nowhere else."""
    place = seminar.location
    if place is None:
        return _ONLINE.get(language, _ONLINE[Language.ENGLISH.value])
    return f"{place.name}, {place.address}" if place.address else place.name


def said(seminar: Seminar, name: str, language: str) -> str:
    """`topic`, `speaker` or `about` in a language; English where there is nothing."""
    return str(getattr(seminar, f"{name}{_SUFFIXES.get(language, '_en')}") or getattr(seminar, f"{name}_en"))


def _place_of(message: Outgoing, subjects: Mapping[UUID, UUID | None]) -> UUID | None:
    if message.origin_slug in _NOTICES:
        return subjects.get(message.origin_id)
    return place_in(message.about)
