"""An alert to staff as a mail: one fixed sentence and a link to the desk. It names no person, no id and no value.
And a text that somebody sends to themselves, to see it in their own mail program."""

from email.utils import formataddr
from html import escape
from uuid import UUID

from django.conf import settings

from campaigns.channels import Mail
from campaigns.channels.addresses import sole_address
from campaigns.domain.layout import tidy
from campaigns.domain.liquid_texts import CannotRender, render_html, render_text
from campaigns.domain.placeholders import samples
from campaigns.domain.texts import compiled, stops_of
from campaigns.guard_exceptions import draft_of
from campaigns.letter_values import clinic_values
from campaigns.letters import mail_host
from campaigns.models import TemplateVersion
from clinic.alert_pages import page_of
from clinic.enums import StaffAlert
from clinic.models import Organisation

TRIAL = "[Test]"
SUBJECT = "Please have a look: a notice for staff"
_TEXT = """{sentence}

Sign in to see more:
{link}

This mail holds no details on purpose. You get it because of your role at {clinic}.
"""
_HTML = (
    '<!doctype html><html lang="en"><body><p>{sentence}</p><p>Sign in to see more: <a href="{link}">{link}</a></p>'
    "<p>This mail holds no details on purpose. You get it because of your role at {clinic}.</p></body></html>"
)


def compose(mail_id: UUID, alert: str, *, address: str, clinic: Organisation) -> Mail:
    """Raises `BadAddress`."""
    words = {
        "sentence": StaffAlert(alert).label,
        "link": settings.PUBLIC_URL + page_of(alert),
        "clinic": clinic.name,
    }
    return Mail(
        message_id=mail_id,
        to=sole_address(address),
        sender=formataddr((" ".join(clinic.name.split()), clinic.email or settings.DEFAULT_FROM_EMAIL)),
        subject=SUBJECT,
        text=_TEXT.format(**words),
        html=_HTML.format(**{name: escape(str(word)) for name, word in words.items()}),
        headers={
            "Message-ID": f"<{mail_id}@{mail_host()}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": "en",
        },
    )


def compose_trial(mail_id: UUID, version: TemplateVersion, *, address: str, clinic: Organisation) -> Mail:
    """A text for its author's own eyes: marked, with the values of somebody who does not exist, and links that lead
    nowhere of theirs. Raises `BadAddress` and `CannotRender`."""
    draft, channel = draft_of(version), version.template.channel
    if stops_of(draft, channel=channel):
        raise CannotRender("the text cannot be compiled any more")
    made = compiled(draft, channel=channel)
    values = samples(draft.language) | clinic_values(clinic, draft.language)
    name = " ".join(clinic.name_in(draft.language).split())
    return Mail(
        message_id=mail_id,
        to=sole_address(address),
        sender=formataddr((name, clinic.email or settings.DEFAULT_FROM_EMAIL)),
        subject=f"{TRIAL} {' '.join(draft.subject.split())}".strip(),
        text=tidy(render_text(made.text, values)),
        html=render_html(made.html, values) if made.html else "",
        headers={
            "Message-ID": f"<{mail_id}@{mail_host()}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": draft.language,
        },
    )
