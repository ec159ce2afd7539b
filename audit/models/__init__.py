"""Tables of the book."""

from audit.models.database import Epoch, KeyCheck
from audit.models.events import AuditEvent
from audit.models.exports import Export
from audit.models.review import ReviewCase, ReviewMark

__all__ = ["AuditEvent", "Epoch", "Export", "KeyCheck", "ReviewCase", "ReviewMark"]
