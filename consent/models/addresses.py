"""Addresses that must not be written to."""

from django.db import models

from audit.domain.uuid7 import uuid7
from audit.fields import BlindIndexField
from clinic.enums import Channel
from consent.enums import SuppressionCause


class Suppression(models.Model):
    """An address that must not be written to, whoever it belongs to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    address_key = BlindIndexField(null=False)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    cause = models.CharField(max_length=12, choices=SuppressionCause)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(
        null=True, help_text="When staff lifted it last: what happened before counts no more."
    )

    class Meta:
        default_permissions = ("view",)
        constraints = (
            models.UniqueConstraint(fields=["address_key", "channel", "cause"], name="consent_suppression_once"),
        )

    def __str__(self) -> str:
        return f"suppression {self.pk}"
