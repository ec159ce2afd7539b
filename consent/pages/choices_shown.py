"""What the page of somebody's choices shows: topics by channel, the pause, and the answers they gave."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clinic.domain.holidays import holiday_in_words, names_of_calendars
from clinic.domain.hours import local_day
from clinic.enums import Channel, Language
from clinic.queries import organisation
from consent import queries
from consent.enums import Topic
from consent.models import Authorization
from consent.topic_texts import TOPIC_TEXTS, TopicText
from patients.enums import PersonKind
from patients.models import Person

CHANNEL_TITLES: dict[Channel, str | Promise] = {Channel.EMAIL: _("E-mail"), Channel.SMS: _("Text message")}


@dataclass(frozen=True, slots=True)
class Switch:
    """A box to tick. `name`: the channel, under which the form sends the topic."""

    name: str
    title: str | Promise
    is_on: bool


@dataclass(frozen=True, slots=True)
class TopicLine:
    topic: Topic
    text: TopicText
    switches: tuple[Switch, ...]


@dataclass(frozen=True, slots=True)
class HolidayLine:
    """A holiday that the clinic greets, as its name is read on the page."""

    name: str
    title: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """Of one person at one moment. `topics`: channel → topic → on; `paused_until`: the clinic-local day on which news
    goes on; `risk` None: not asked, or nothing said."""

    topics: dict[Channel, dict[Topic, bool]]
    paused_until: date | None
    is_tracked: bool
    language: str
    is_patient: bool
    risk: bool | None
    has_signed: bool
    holidays: tuple[HolidayLine, ...] = ()

    @property
    def has_texts(self) -> bool:
        return Channel.SMS in self.topics

    @property
    def lines(self) -> list[TopicLine]:
        return [TopicLine(topic, TOPIC_TEXTS[topic], self._switches(topic)) for topic in self.topics[Channel.EMAIL]]

    def _switches(self, topic: Topic) -> tuple[Switch, ...]:
        return tuple(Switch(channel, CHANNEL_TITLES[channel], on[topic]) for channel, on in self.topics.items())


def choices_of(person_id: UUID, *, now: datetime, zone: str) -> Choices:
    """Raises `Person.DoesNotExist`. Text messages are a matter of patients who gave a number."""
    until, today = queries.paused_until(person_id, now), local_day(now, zone)
    one = Person.objects.only("id", "kind", "language", "phone_key").get(pk=person_id)
    is_patient = one.kind == PersonKind.PATIENT
    channels = [Channel.EMAIL, Channel.SMS] if is_patient and one.phone_key else [Channel.EMAIL]
    return Choices(
        topics={channel: queries.topics_of(person_id, today=today, channel=channel) for channel in channels},
        paused_until=local_day(until, zone) if until else None,
        is_tracked=person_id in queries.may_track([person_id]),
        language=one.language,
        is_patient=is_patient,
        risk=queries.said_about_risk(person_id) if is_patient else None,
        has_signed=Authorization.objects.filter(person_id=person_id).exists(),
        holidays=_holidays(person_id) if is_patient else (),
    )


def _holidays(person_id: UUID) -> tuple[HolidayLine, ...]:
    """Those of the clinic's calendars, in the language of the page."""
    names = names_of_calendars(organisation().holiday_calendars)
    left_out = queries.holidays_left_out(person_id) if names else frozenset()
    language = (get_language() or Language.ENGLISH).lower()
    return tuple(HolidayLine(name, holiday_in_words(name, language), name not in left_out) for name in names)
