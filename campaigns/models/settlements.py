"""How it was found out what became of a message that nobody knew of."""

from django.db import models

from audit.domain.uuid7 import uuid7
from campaigns.enums import Basis, Found, MessageState
from campaigns.models.messages import Message

_OTHERWISE = {
    Found.NOT_ARRIVED: (MessageState.DELIVERED, MessageState.COMPLAINED),
    Found.ARRIVED: (MessageState.BOUNCED,),
}


class Settlement(models.Model):
    """One word on a message that was unknown: what was found or done, what that rests on, who said it.

    No words of anybody's own: they might tell of the person.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="settlements")
    found = models.CharField(max_length=12, choices=Found)
    basis = models.CharField(max_length=12, choices=Basis)
    settled_by = models.CharField(max_length=64, blank=True, help_text="Which member of staff; blank: this system.")
    settled_at = models.DateTimeField()

    class Meta:
        default_permissions = ("view", "add")
        ordering = ("settled_at", "id")
        indexes = (models.Index(fields=["-settled_at"], name="campaigns_settlement_latest"),)

    def __str__(self) -> str:
        return f"settlement {self.pk}"

    @property
    def is_contradicted(self) -> bool:
        """Its mail service has reported since that it was otherwise."""
        return self.message.state in _OTHERWISE.get(Found(self.found), ())
