"""What a signer is shown, word for word: composed once, here, for the page, the record and the copy."""

from dataclasses import dataclass
from hashlib import sha256
from unicodedata import normalize

from consent.domain.authorizations import Element
from consent.domain.words import Purpose
from consent.fact_rows import FORM_TEXTS
from consent.form_headings import COPY, EDITION, HEADINGS, IN_SHORT, KINDS
from consent.models import AuthorizationForm


@dataclass(frozen=True, slots=True)
class Section:
    """One element with its heading; `element` is None for what it allows in short, composed from the form's data, and
    for the promise of a copy (45 CFR 164.508(c)(4))."""

    element: Element | None
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A form as it is shown in its language. It names the clinic and no patient."""

    clinic_name: str
    title: str
    edition: str
    sections: tuple[Section, ...]

    @property
    def text(self) -> str:
        """All of it as one text (NFC), blocks parted by an empty line: `Authorization.shown_text`."""
        blocks = [f"{section.heading}\n{section.text}" for section in self.sections]
        return normalize("NFC", "\n\n".join([self.clinic_name, self.title, self.edition, *blocks]) + "\n")

    @property
    def digest(self) -> str:
        """SHA-256 of `text` in UTF-8, hex: `Authorization.shown_digest`."""
        return sha256(self.text.encode()).hexdigest()


def shown(form: AuthorizationForm, clinic_name: str) -> Shown:
    """The form with its headings. A remuneration statement that it does not make has no section."""
    return Shown(
        clinic_name=clinic_name.strip(),
        title=form.title.strip(),
        edition=EDITION[form.language].format(kind=KINDS[form.language][form.kind], version=form.version),
        sections=(*_of_the_form(form), _in_short(form), Section(None, *COPY[form.language])),
    )


def _of_the_form(form: AuthorizationForm) -> tuple[Section, ...]:
    headings = HEADINGS[form.language]
    texts = {element: getattr(form, name).strip() for element, name in FORM_TEXTS.items()}
    return tuple(Section(element, headings[element], text) for element, text in texts.items() if text)


def _in_short(form: AuthorizationForm) -> Section:
    """When it ends, by which channel, who pays: from what the gate goes by, so that text and gate cannot disagree."""
    words = IN_SHORT[form.language]
    by_days = words.ends_after_days.format(days=form.valid_days)
    end = by_days if form.valid_days else words.ends_with_event.format(event=form.expiry_event.strip())
    named = words.between_names.join(words.channel_names[channel] for channel in form.channels)
    channels = words.channels.format(channels=named) if named else words.no_channel
    is_paid = Purpose.THIRD_PARTY_PAID in form.purposes
    return Section(
        None, words.heading, "\n".join([end, channels, words.somebody_pays if is_paid else words.nobody_pays])
    )
