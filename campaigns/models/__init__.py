"""Tables of what leaves the building."""

from campaigns.models.messages import (
    DeliveryEvent,
    Message,
    MessageDecision,
    MessageTemplate,
    Segment,
    TemplateVersion,
)
from campaigns.models.staff_mail import StaffMail

__all__ = [
    "DeliveryEvent",
    "Message",
    "MessageDecision",
    "MessageTemplate",
    "Segment",
    "StaffMail",
    "TemplateVersion",
]
