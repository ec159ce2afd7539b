"""Tables of the book."""

from audit.models.database import Epoch, KeyCheck
from audit.models.events import AuditEvent
from audit.models.exports import Export
from audit.models.review import ReviewCase, ReviewMark
from audit.models.seals import AnchorReceipt, Seal, SealKey, Verification

__all__ = [
    "AnchorReceipt",
    "AuditEvent",
    "Epoch",
    "Export",
    "KeyCheck",
    "ReviewCase",
    "ReviewMark",
    "Seal",
    "SealKey",
    "Verification",
]
