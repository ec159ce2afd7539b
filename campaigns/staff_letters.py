"""An alert to staff as a mail: one fixed sentence and a link to the desk. It names no person, no id and no value."""

from email.utils import formataddr
from html import escape
from uuid import UUID

from django.conf import settings

from campaigns.channels import Mail
from campaigns.channels.addresses import sole_address
from campaigns.letters import mail_host
from clinic.alert_pages import page_of
from clinic.enums import StaffAlert
from clinic.models import Organisation

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
