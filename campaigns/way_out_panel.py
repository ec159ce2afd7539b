"""On a person's page: whether mail has a way out at all today, whoever it is for."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from campaigns.channels.transport import plain_smtp_is_barred, stays_here, transport
from clinic.domain.desk import Panel, PanelLine, Verdict, tells_of
from clinic.domain.hours import local_day
from clinic.enums import Channel
from clinic.queries import organisation
from consent.enums import Reason


@tells_of()
def way_out_panel(person_id: UUID, now: datetime) -> Panel:
    """The vendor's agreement and encryption: the clinic's own, nothing about the person."""
    texts = (_texts(now),) if settings.SMS_BACKEND else ()
    return Panel(title="Is mail leaving?", lines=(_e_mail(now), *texts))


def _texts(now: datetime) -> PanelLine:
    """Where the clinic has named a service for them."""
    if not transport(Channel.SMS, local_day(now, organisation().time_zone)).has_baa:
        return PanelLine("Text messages", Verdict.NO, "The SMS service has no active agreement (BAA) to send")
    if stays_here(Channel.SMS):
        return PanelLine("Text messages", Verdict.HELD, "Sample clinic: text messages are only put into a folder")
    return PanelLine("Text messages", Verdict.YES, "The SMS service's agreement is in force; texts name nobody")


def _e_mail(now: datetime) -> PanelLine:
    way = transport(Channel.EMAIL, local_day(now, organisation().time_zone))
    if not way.has_baa:
        return PanelLine("E-mail", Verdict.NO, Reason.NO_BAA.label)
    if stays_here():
        return PanelLine("E-mail", Verdict.HELD, "Sample clinic: mail is only put into a folder")
    if plain_smtp_is_barred():
        return PanelLine("E-mail", Verdict.NO, Reason.TRANSPORT_NOT_ENCRYPTED.label)
    if not way.enforces_encryption:
        return PanelLine("E-mail", Verdict.HELD, "Only to patients who accepted that it may travel unencrypted")
    return PanelLine("E-mail", Verdict.YES, "The mail vendor's agreement is in force, and it travels encrypted")
