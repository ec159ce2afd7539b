"""Putting one text message together: the clinic's name, a few words, a link to what it is about."""

from datetime import datetime

from campaigns.channels import Text
from campaigns.channels.addresses import BadAddress, sole_number
from campaigns.domain import text_messages
from campaigns.domain.liquid_texts import CannotRender, render_text
from campaigns.enums import Unsent
from campaigns.letter_values import pages_of_reader, public_values
from campaigns.letters import CannotCompose, House, check
from campaigns.models import TemplateVersion
from campaigns.outgoing import Outgoing
from clinic.enums import Channel


def compose_text(
    message: Outgoing, version: TemplateVersion, *, number: str | None, until: datetime, house: House
) -> Text:
    """A text message to exactly one phone: it names nobody, and what it is about stands behind its link. `until`: when
    its reader's night begins. Raises `CannotCompose`."""
    try:
        to = sole_number(number)
    except BadAddress:
        raise CannotCompose(Unsent.BAD_NUMBER) from None
    if version.template.channel != Channel.SMS:
        raise CannotCompose(Unsent.NO_TEMPLATE)
    values = public_values(message, version.language, house.clinic)
    values |= pages_of_reader(message, version, house.pens)
    check(version, values, house)
    try:
        text = render_text(version.text, values).strip()
    except CannotRender:
        raise CannotCompose(Unsent.VALUE_MISSING) from None
    if text_messages.segments(text) > text_messages.MOST_SEGMENTS:
        raise CannotCompose(Unsent.TOO_LONG)
    return Text(message_id=message.pk, to=to, text=text, until=until)
