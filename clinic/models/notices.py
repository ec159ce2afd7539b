"""News to pass on."""

from django.db import models

from audit.domain.uuid7 import uuid7
from clinic.enums import NoticeKind, Role, StaffAlert


class Notice(models.Model):
    """News from a lower room, sent within 30 seconds by the one that can send. Opaque ids only.

    An alert to staff goes to `recipient_id`, or to everybody of the role `audience`, and stays on their desk until
    one of them has seen to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=32, choices=NoticeKind)
    alert = models.CharField(max_length=32, choices=StaffAlert, blank=True)
    audience = models.CharField(max_length=20, choices=Role, blank=True)
    recipient_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    subject_id = models.UUIDField(null=True)
    once_key = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    handled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.UUIDField(null=True)

    class Meta:
        default_permissions = ("view", "change")
        indexes = (
            models.Index(fields=["created_at"], condition=models.Q(handled_at=None), name="clinic_notice_waiting"),
            models.Index(fields=["audience"], condition=models.Q(seen_at=None), name="clinic_notice_unseen"),
        )

    def __str__(self) -> str:
        return f"notice {self.pk}"
