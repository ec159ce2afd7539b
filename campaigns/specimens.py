"""A message as its reader would see it, for staff to look at before it leaves: their name, their appointment, and
links that lead nowhere of theirs."""

from dataclasses import dataclass

from campaigns.domain import guard, placeholders
from campaigns.domain.layout import tidy
from campaigns.domain.liquid_texts import render_html, render_text
from campaigns.letter_values import appointment_values, clinic_values
from campaigns.models import TemplateVersion
from clinic.domain.holidays import holiday_in_words
from clinic.models import Organisation
from patients.models import Appointment


@dataclass(frozen=True, slots=True)
class Specimen:
    """Holds a name: short-lived, for one page."""

    html: str
    text: str


def specimen(
    version: TemplateVersion,
    *,
    given_name: str,
    appointment: Appointment | None = None,
    about: str = "",
    clinic: Organisation,
) -> Specimen:
    """`about`: the holiday that it is for. Links are the samples of the catalogue: whoever reads this must not be able
    to answer in the person's place."""
    language = version.language
    values = placeholders.samples(language) | clinic_values(clinic, language)
    values["person.given_name"] = guard.as_a_name(given_name)
    if appointment is not None:
        values |= appointment_values(appointment, language)
    if about:
        values["holiday.name"] = holiday_in_words(about, language)
    return Specimen(html=render_html(version.html, values), text=tidy(render_text(version.text, values)))
