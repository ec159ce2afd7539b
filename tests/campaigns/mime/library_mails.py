"""Every built-in mail in its languages, as it goes over the wire."""

from functools import cache
from typing import NamedTuple

from campaigns import library
from campaigns.domain import layout, placeholders
from campaigns.domain.mime_forms import Form, Words
from tests.campaigns.mime.test_forms import DATE, ID, UNSUBSCRIBE

_CLINIC = {"en": "Maple Street Clinic", "zh-hant": "楓街診所", "zh-hans": "枫街诊所"}


class LibraryMail(NamedTuple):
    slug: str
    language: str
    html: str
    wire: bytes


#: What there is, for parameters of tests: a mail is only put together when one asks for it.
NAMES = tuple(
    (shipped.slug, language)
    for shipped in library.templates()
    if shipped.channel == library.EMAIL
    for language in shipped.texts
)


@cache
def library_mail(slug: str, language: str) -> LibraryMail:
    shipped = next(shipped for shipped in library.templates() if shipped.slug == slug)
    words, values = shipped.texts[language], placeholders.samples(language) | {"link.unsubscribe": UNSUBSCRIBE}
    compiled = layout.compile_mail(body=words.body, preheader=words.preheader, language=language)
    form = Form(
        Words(
            language=language,
            subject=words.subject,
            text=compiled.text,
            html=compiled.html,
            sender_name=_CLINIC[language],
            sender_address="hello@clinic.example",
            host="clinic.example",
            shared={name: value for name, value in values.items() if name.startswith("clinic.")},
        )
    )
    wire = form.written(values, message_id=ID, to="ana@mail.example", date=DATE)
    return LibraryMail(shipped.slug, language, compiled.html, wire)
