"""Journeys of the calendar: birthdays, holidays, days of the month."""

from audit import blind
from clinic.domain.holidays import holiday_in_words, holidays_between, of_calendars
from clinic.enums import Language
from consent.enums import Topic
from journeys.domain.entry import asks_nothing, birthdays_on, is_newsletter
from journeys.not_entered.question import Question
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
    greeted = asked.version.holidays or of_calendars(asked.known.clinic.holiday_calendars)
    near = holidays_between(greeted, asked.after, asked.until)
    if not near:
        return "None of this journey's holidays is near."
    if not asked.known.ever_said_yes(Topic.GREETINGS):
        return "Never asked for greetings."
    if all(one.name in asked.known.holidays_left_out for one in near):
        return f"Does not want to be greeted on {holiday_in_words(near[0].name, Language.ENGLISH)}."
    return ""


def fixed_day(asked: Question) -> str:
    if all(day.day != asked.version.day_of_month for day in asked.days):
        return f"Day {asked.version.day_of_month} of the month is not near."
    texts = [step.template for step in asked.steps]
    if any(asks_nothing(text.purpose, text.topic) for text in texts):
        return ""
    if asked.known.ever_said_yes(*(text.topic for text in texts)):
        return ""
    if asked.known.signed and not is_newsletter({text.purpose for text in texts}):
        return ""
    return "Never asked for anything of the kind, and signed nothing."
