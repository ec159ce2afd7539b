"""Journeys of the calendar: birthdays, holidays, days of the month."""

from audit import blind
from clinic.domain.holidays import holiday_in_words, holidays_between
from clinic.enums import Language
from consent.enums import Topic
from consent.models import Authorization
from consent.queries import holidays_left_out
from journeys.anchors.calendar import holiday_keys
from journeys.domain.entry import asks_nothing, birthdays_on, is_newsletter
from journeys.not_entered.question import Question, ever_said_yes
from journeys.queries import steps_of
from patients.domain.people import is_minor


def birthday(asked: Question) -> str:
    person = asked.person
    if person.birthday_key is None or person.birth_year is None:
        return "The clinic does not know the date of birth."
    if is_minor(person.birth_year, asked.until):
        return "Only adults are greeted on their birthday."
    near = {key for day in asked.days for kept in birthdays_on(day) for key in blind.birthday_keys(kept)}
    return "" if bytes(person.birthday_key) in near else "The birthday is not near."


def holiday(asked: Question) -> str:
    near = holidays_between(holiday_keys(asked.version), asked.after, asked.until)
    if not near:
        return "None of this journey's holidays is near."
    if not ever_said_yes(asked.person, Topic.GREETINGS):
        return "Never asked for greetings."
    left_out = holidays_left_out(asked.person.pk)
    if all(one.name in left_out for one in near):
        return f"Does not want to be greeted on {holiday_in_words(near[0].name, Language.ENGLISH)}."
    return ""


def fixed_day(asked: Question) -> str:
    if all(day.day != asked.version.day_of_month for day in asked.days):
        return f"Day {asked.version.day_of_month} of the month is not near."
    texts = [step.template for step in steps_of(asked.version.pk)]
    if any(asks_nothing(text.purpose, text.topic) for text in texts):
        return ""
    topics = [text.topic for text in texts]
    if ever_said_yes(asked.person, *topics):
        return ""
    if (
        not is_newsletter({text.purpose for text in texts})
        and Authorization.objects.filter(person=asked.person).exists()
    ):
        return ""
    return "Never asked for anything of the kind, and signed nothing."
