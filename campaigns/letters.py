"""Putting one message together: the published version, the values it asks for, headers. Everything here is PHI and
short-lived: nothing is kept but the mail that leaves."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import formataddr, parseaddr
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from campaigns import reading_links, seminar_mails
from campaigns.channels import Mail, WrittenMail
from campaigns.channels.addresses import BadAddress, sole_address
from campaigns.channels.keys import known_until
from campaigns.channels.transport import writes_mail
from campaigns.domain import guard
from campaigns.domain.counted_links import CountedPage, counted_page
from campaigns.domain.liquid_texts import CannotRender, render_text
from campaigns.domain.mime_forms import UNSUBSCRIBE, Form, Words, date_of
from campaigns.domain.mime_headers import BadHeader, ascii_address
from campaigns.enums import Unsent
from campaigns.guard_exceptions import passed_in_each
from campaigns.letter_values import clinic_values, values_of
from campaigns.models import TemplateVersion
from campaigns.outgoing import Outgoing
from clinic.models import Organisation
from consent import links

_log = logging.getLogger(__name__)
_MASK = "⁂"


class CannotCompose(ValueError):
    """Why this message cannot be put together; the others can go on."""

    def __init__(self, reason: Unsent) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class House:
    """What all letters of a delivery share: each version is read and encoded once."""

    clinic: Organisation
    own: guard.Own
    forms: dict[UUID, Form | None] = field(default_factory=dict, compare=False)
    texts: dict[UUID, TemplateVersion] = field(default_factory=dict, compare=False)
    pens: links.Pens = field(default_factory=links.Pens, compare=False)
    passed: dict[UUID, frozenset[guard.Passed]] = field(default_factory=dict, compare=False)
    counted: dict[UUID, tuple[Form | None, CountedPage]] = field(default_factory=dict, compare=False)

    def know(self, version_ids: Collection[UUID]) -> None:
        """From now on, of each version one object for all: published ones never change."""
        if unknown := set(version_ids) - self.texts.keys():
            found = TemplateVersion.objects.select_related("template").in_bulk(unknown)
            self.texts.update(found)
            self.passed.update(passed_in_each(found.values()))

    def form(self, version: TemplateVersion) -> Form:
        """Raises `CannotCompose`."""
        if version.pk not in self.forms:
            self.forms[version.pk] = _form(version, self.clinic)
        return _there(self.forms[version.pk])

    def counted_form(self, version: TemplateVersion) -> tuple[Form, CountedPage]:
        """The same for readers who allowed their clicks to be counted. Raises `CannotCompose`."""
        if version.pk not in self.counted:
            page = counted_page(version.html)
            self.counted[version.pk] = _form(version, self.clinic, html=page.html), page
        form, page = self.counted[version.pk]
        return _there(form), page

    def looks_clean(self, version: TemplateVersion, said: str) -> bool:
        """What was let pass in exactly this version is no finding."""
        return _looks_clean(version, said, self.own, self.passed.get(version.pk, guard.NOTHING_PASSED))


def compose(
    message: Outgoing,
    version: TemplateVersion,
    *,
    address: str | None,
    given_name: str,
    subject_id: UUID | None,
    house: House,
    at: datetime,
    is_counted: bool = False,
    seminar: seminar_mails.Told | None = None,
) -> Mail | WrittenMail:
    """A mail to exactly one address, dated `at`. `subject_id`: what a notice is about; `is_counted`: its reader allowed
    that openings and clicks are counted. Raises `CannotCompose`."""
    values = values_of(message, version, given_name=given_name, subject_id=subject_id, pens=house.pens)
    if seminar is not None:
        values |= seminar_mails.values_of(message, seminar, version.language)
    try:
        to = sole_address(address)
        if is_counted:
            form, page = house.counted_form(version)
            values |= reading_links.addresses(message.pk, page.links)
        else:
            form = house.form(version)
    except BadAddress:
        raise CannotCompose(Unsent.BAD_ADDRESS) from None
    try:
        if not form.is_clean(values, lambda said: house.looks_clean(version, said)):
            raise CannotCompose(Unsent.GUARD_FINDING)
        return _written(message, form, values, to, at) if writes_mail() else _told(message, form, values, to, at)
    except CannotRender:
        raise CannotCompose(Unsent.VALUE_MISSING) from None


def _there(form: Form | None) -> Form:
    if form is None:
        raise CannotCompose(Unsent.NOT_PREPARED)
    return form


def _form(version: TemplateVersion, clinic: Organisation, *, html: str = "") -> Form | None:
    """None for what no header can hold, such as the clinic's address; the log says which, once a delivery."""
    try:
        return Form(_words(version, clinic, html=html or version.html))
    except BadHeader as error:
        _log.error("no mail of version %s can be put together: %s", version.pk, error)
        return None


def _written(message: Outgoing, form: Form, values: Mapping[str, str], to: str, at: datetime) -> WrittenMail:
    try:
        recipient = ascii_address("To", to)
    except BadHeader:
        raise CannotCompose(Unsent.BAD_ADDRESS) from None
    return WrittenMail(
        message_id=message.pk,
        to=recipient,
        sender=form.words.sender_address,
        receipt=f"<{message.pk}@{form.words.host}>",
        data=form.written(values, message_id=message.pk, to=to, date=date_of(at)),
    )


def _told(message: Outgoing, form: Form, values: Mapping[str, str], to: str, at: datetime) -> Mail:
    text, html = form.parts(values)
    return Mail(
        message_id=message.pk,
        to=to,
        sender=formataddr((form.words.sender_name, form.words.sender_address)),
        subject=form.words.subject,
        text=text,
        html=html,
        headers=_headers(message, form.words, values),
        until=known_until(settings.EMAIL_BACKEND, first=message.handed_over_at if message.resends else None, at=at),
    )


def _words(version: TemplateVersion, clinic: Organisation, *, html: str) -> Words:
    return Words(
        language=version.language,
        subject=_one_line(version.subject),
        text=version.text,
        html=html,
        sender_name=_one_line(clinic.name_in(version.language)),
        sender_address=clinic.email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        host=mail_host(),
        shared=clinic_values(clinic, version.language),
    )


def _headers(message: Outgoing, words: Words, values: Mapping[str, str]) -> dict[str, str]:
    """List-Unsubscribe and its one-click: RFC 8058 · List-Id: RFC 2919 · Auto-Submitted: RFC 3834."""
    headers = {
        "Message-ID": f"<{message.pk}@{words.host}>",
        "List-Id": f"<mail.{words.host}>",
        "List-Unsubscribe": f"<{values[UNSUBSCRIBE]}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Content-Language": words.language,
    }
    return {name: _one_line(value) for name, value in headers.items()}


def mail_host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def check(version: TemplateVersion, values: Mapping[str, str], house: House) -> None:
    """The guard, once more, on what leaves: approved values are masked, the rest of the text is looked at."""
    there = frozenset(name for name, value in values.items() if value)
    if not _is_clean(version, frozenset(values), there, house.own, house.passed.get(version.pk, guard.NOTHING_PASSED)):
        raise CannotCompose(Unsent.GUARD_FINDING)


@lru_cache(maxsize=512)
def _is_clean(
    version: TemplateVersion,
    names: frozenset[str],
    there: frozenset[str],
    own: guard.Own,
    passed: frozenset[guard.Passed],
) -> bool:
    """Depends on which values are there, never on what they are, so that the answer can be kept."""
    masked = {name: _MASK if name in there else "" for name in names}
    try:
        text = render_text(version.text, masked)
    except CannotRender:
        raise CannotCompose(Unsent.VALUE_MISSING) from None
    return _looks_clean(version, text, own, passed)


def _looks_clean(version: TemplateVersion, text: str, own: guard.Own, passed: frozenset[guard.Passed]) -> bool:
    parts = ((version.subject, guard.SUBJECT), (version.preheader, guard.PREHEADER), (text, guard.BODY))
    language = version.language
    return not any(guard.unpassed(said, part=part, language=language, own=own, passed=passed) for said, part in parts)


def _one_line(value: str) -> str:
    """Header values hold no line breaks (RFC 5322): what came with one is not sent as two headers."""
    return " ".join(value.split())
