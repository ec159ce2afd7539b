"""Stopping what leaves, and what comes back by SMS."""

from django.db import models

from audit.domain.uuid7 import uuid7
from audit.fields import BlindIndexField, EncryptedTextField
from campaigns.enums import StopScope, TextWord
from clinic.enums import Channel


class SendingStop(models.Model):
    """Somebody pulled the switch: nothing that it covers is handed over until it is lifted. Looked at before every
    window, so that it acts within one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scope = models.CharField(max_length=12, choices=StopScope)
    journey = models.CharField(max_length=60, blank=True, help_text="Its slug.")
    channel = models.CharField(max_length=8, choices=Channel, blank=True)
    why = models.CharField(max_length=120, help_text="About the sending, nothing about a person.")
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=64)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-placed_at",)
        default_permissions = ("view", "add", "change")
        indexes = (models.Index(fields=["scope"], condition=models.Q(lifted_at=None), name="campaigns_stop_standing"),)

    def __str__(self) -> str:
        return f"stop {self.pk}"


class InboundText(models.Model):
    """A text message that came in: once, however often the carrier tells of it."""

    phi_person = ""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    once_key = models.CharField(max_length=64, unique=True)
    sender_key = BlindIndexField()
    word = models.CharField(max_length=8, choices=TextWord)
    body = EncryptedTextField(help_text="Kept of what is no known word, for somebody to read.")
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ("view",)
        ordering = ("received_at",)
        indexes = (models.Index(fields=["sender_key"], name="campaigns_inbound_sender"),)

    def __str__(self) -> str:
        return f"inbound text {self.pk}"
