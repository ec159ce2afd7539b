"""Questions to mail services that do not report by themselves, and reports that came."""

from django.db import models

from campaigns.models.messages import Message


class ReceiptPoll(models.Model):
    """When a service is asked next what became of a message. Gone when it is known, or nobody asks any more."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="+")
    asked = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"questions about {self.pk}"


class SnsMessage(models.Model):
    """A notification of Amazon SNS that was taken; the same again is none. Kept for a day."""

    message_id = models.CharField(max_length=100, primary_key=True)
    received_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"SNS {self.pk}"
