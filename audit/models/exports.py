"""What was taken out of the book: its digest stands in an event, so that the next seal signs it."""

from django.db import models

from audit.domain.uuid7 import uuid7
from audit.enums import ExportKind


class Export(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=ExportKind)
    staff_id = models.UUIDField()
    asked_at = models.DateTimeField()
    criteria = models.JSONField(default=dict, help_text="What was filtered by: codes, ids and dates.")
    rows = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the whole file as it left.")
    event = models.BigIntegerField(null=True, help_text="The event that holds the digest.")
    finished_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="Cut off: whoever asked no longer works here.")

    class Meta:
        db_table = "audit_export"
        default_permissions = ("view", "add")
        indexes = (models.Index(fields=["staff_id"], name="audit_export_staff"),)

    def __str__(self) -> str:
        return f"export {self.pk}"
