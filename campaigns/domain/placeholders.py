"""The catalogue: everything that a text may ask for. What is not in it does not exist for a template."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

EN, HANT, HANS = "en", "zh-hant", "zh-hans"


class PhiClass(StrEnum):
    PUBLIC = "public"  # about the clinic
    IDENTIFIER = "identifier"  # says who
    APPOINTMENT = "appointment"  # says when and where somebody is a patient
    PERSONAL_LINK = "personal-link"  # opens a page of this person


_TELLS: Mapping[PhiClass, str] = {
    PhiClass.PUBLIC: "about the clinic",
    PhiClass.IDENTIFIER: "says who",
    PhiClass.APPOINTMENT: "says when and where",
    PhiClass.PERSONAL_LINK: "opens a page of the reader",
}


@dataclass(frozen=True, slots=True)
class Placeholder:
    name: str
    phi: PhiClass
    says: str
    samples: Mapping[str, str]
    always_there: bool = True
    """False: may be empty, so that a text has to cope without it."""

    @property
    def phi_in_words(self) -> str:
        return _TELLS[self.phi]

    @property
    def is_page(self) -> bool:
        """Its value is an address that may stand behind a link."""
        return self.name.startswith("link.") or self.name == "clinic.website"


def _same(sample: str) -> dict[str, str]:
    return {EN: sample, HANT: sample, HANS: sample}


_ALL = (
    Placeholder(
        "person.given_name",
        PhiClass.IDENTIFIER,
        "Given name",
        {EN: "Alex", HANT: "怡君", HANS: "晓明"},
        always_there=False,
    ),
    Placeholder(
        "appointment.date",
        PhiClass.APPOINTMENT,
        "Day of the appointment, where it takes place",
        {EN: "Tuesday, March 3", HANT: "3月3日（星期二）", HANS: "3月3日（星期二）"},
    ),
    Placeholder(
        "appointment.time",
        PhiClass.APPOINTMENT,
        "Time of the appointment, where it takes place",
        {EN: "9:30 AM", HANT: "上午 9:30", HANS: "上午 9:30"},
    ),
    Placeholder(
        "appointment.location",
        PhiClass.APPOINTMENT,
        "Name of the place",
        {EN: "Main office", HANT: "本院", HANS: "本院"},
    ),
    Placeholder(
        "appointment.address",
        PhiClass.APPOINTMENT,
        "Street address of the place",
        _same("12 Maple Street, Springfield"),
        always_there=False,
    ),
    Placeholder(
        "holiday.name",
        PhiClass.PUBLIC,
        "The holiday of the day, in greetings for holidays only",
        {EN: "Thanksgiving", HANT: "中秋節", HANS: "中秋节"},
    ),
    Placeholder(
        "seminar.date",
        PhiClass.PUBLIC,
        "Day of the seminar, where it takes place; in messages about a seminar only",
        {EN: "Tuesday, March 3", HANT: "3月3日（星期二）", HANS: "3月3日（星期二）"},
    ),
    Placeholder(
        "seminar.time",
        PhiClass.PUBLIC,
        "When the seminar begins, where it takes place",
        {EN: "6:30 PM", HANT: "下午 6:30", HANS: "下午 6:30"},
    ),
    Placeholder(
        "seminar.place",
        PhiClass.PUBLIC,
        "Where the seminar takes place, or that it is online",
        {EN: "Main office, 12 Maple Street", HANT: "本院, 12 Maple Street", HANS: "本院, 12 Maple Street"},
    ),
    Placeholder(
        "clinic.name",
        PhiClass.PUBLIC,
        "Name of the clinic in the reader's language",
        {EN: "Maple Street Clinic", HANT: "楓街診所", HANS: "枫街诊所"},
    ),
    Placeholder("clinic.phone", PhiClass.PUBLIC, "Phone of the clinic", _same("555-0100"), always_there=False),
    Placeholder(
        "clinic.address",
        PhiClass.PUBLIC,
        "Postal address of the clinic",
        _same("12 Maple Street, Springfield"),
        always_there=False,
    ),
    Placeholder(
        "clinic.website",
        PhiClass.PUBLIC,
        "Website of the clinic",
        _same("https://clinic.example"),
        always_there=False,
    ),
    Placeholder(
        "link.booking",
        PhiClass.PUBLIC,
        "Where to book a time online",
        _same("https://clinic.example/book/"),
        always_there=False,
    ),
    Placeholder(
        "link.preferences",
        PhiClass.PERSONAL_LINK,
        "The reader's page of mail settings",
        _same("https://clinic.example/preferences/sample/"),
    ),
    Placeholder(
        "link.unsubscribe",
        PhiClass.PERSONAL_LINK,
        "Stops mail like this one",
        _same("https://clinic.example/u/sample/"),
    ),
    Placeholder(
        "link.confirm",
        PhiClass.PERSONAL_LINK,
        "Confirms a subscription; in answers to a request only",
        _same("https://clinic.example/subscribe/confirm/sample/"),
    ),
    Placeholder(
        "link.sign",
        PhiClass.PERSONAL_LINK,
        "Where a form is read and signed; in mail that a request to sign causes only",
        _same("https://clinic.example/authorize/sample/"),
    ),
    Placeholder(
        "link.copy",
        PhiClass.PERSONAL_LINK,
        "The copy of what was signed; in answers to a request only",
        _same("https://clinic.example/authorize/sample/copy/"),
    ),
    Placeholder(
        "link.rights",
        PhiClass.PERSONAL_LINK,
        "Confirms a request about the reader's data; in answers to it only",
        _same("https://clinic.example/rights/sample/"),
    ),
    Placeholder(
        "link.answer",
        PhiClass.PERSONAL_LINK,
        "The answer to a request about the reader's data",
        _same("https://clinic.example/rights/answer/sample/"),
    ),
    Placeholder(
        "link.appointment",
        PhiClass.PERSONAL_LINK,
        "Where the reader confirms, cancels or moves the appointment, behind their year of birth",
        _same("https://clinic.example/appointments/sample/"),
    ),
    Placeholder(
        "link.care",
        PhiClass.PERSONAL_LINK,
        "How to recover, and “please call me”, behind the year of birth",
        _same("https://clinic.example/care/sample/"),
    ),
    Placeholder(
        "link.seminar",
        PhiClass.PERSONAL_LINK,
        "The page of the seminar: to register, or to give the place up",
        _same("https://clinic.example/events/to/sample/"),
    ),
    Placeholder(
        "link.book",
        PhiClass.PERSONAL_LINK,
        "Where the reader asks for an appointment, behind their year of birth",
        _same("https://clinic.example/book/sample/"),
    ),
)
CATALOGUE: Mapping[str, Placeholder] = {placeholder.name: placeholder for placeholder in _ALL}


def samples(language: str) -> dict[str, str]:
    """Values of a person who does not exist, for previews."""
    return {name: placeholder.samples[language] for name, placeholder in CATALOGUE.items()}
