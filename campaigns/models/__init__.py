"""Tables of what leaves the building."""

from campaigns.models.campaigns import Campaign, CampaignMember
from campaigns.models.guard_exceptions import GuardException
from campaigns.models.links import CareAnswer, CareGuide, LinkGuard
from campaigns.models.messages import (
    DeliveryEvent,
    Message,
    MessageDecision,
    MessageTemplate,
    Segment,
    TemplateVersion,
)
from campaigns.models.receipts import ReceiptPoll, SnsMessage
from campaigns.models.seminars import Seminar, SeminarPlace
from campaigns.models.settlements import Settlement
from campaigns.models.staff_mail import StaffMail
from campaigns.models.switches import InboundText, SendingStop
from campaigns.models.ways_out import WayOut

__all__ = [
    "Campaign",
    "CampaignMember",
    "CareAnswer",
    "CareGuide",
    "DeliveryEvent",
    "GuardException",
    "InboundText",
    "LinkGuard",
    "Message",
    "MessageDecision",
    "MessageTemplate",
    "ReceiptPoll",
    "Segment",
    "Seminar",
    "SeminarPlace",
    "SendingStop",
    "Settlement",
    "SnsMessage",
    "StaffMail",
    "TemplateVersion",
    "WayOut",
]
