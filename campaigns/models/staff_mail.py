"""Alerts to staff on their way out."""

from django.db import models

from audit.domain.uuid7 import uuid7
from campaigns.enums import MessageState
from campaigns.models.messages import TemplateVersion
from clinic.models import Notice, Staff, Vendor


class StaffMail(models.Model):
    """One alert to one member of staff, or a text that they send to themselves to try it, with what the gate said and
    what became of it.

    Apart from `Message`: staff are no people of the clinic's records, and an alert must leave also when the access
    book cannot be written. The address is taken from the account at the moment of sending.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="mails", null=True)
    text = models.ForeignKey(
        TemplateVersion, models.PROTECT, related_name="+", null=True, help_text="What somebody sends to themselves."
    )
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=MessageState, default=MessageState.PLANNED)
    reason = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True, help_text="When the gate was asked last; its reason is in `reason`.")
    vendor = models.ForeignKey(Vendor, models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=200, blank=True)
    planned_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["notice", "staff"], name="campaigns_staff_mail_once"),
            models.CheckConstraint(
                condition=models.Q(notice=None, text__isnull=False) | models.Q(notice__isnull=False, text=None),
                name="campaigns_staff_mail_about_one_thing",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=MessageState.ACCEPTED) | ~models.Q(receipt=""),
                name="campaigns_staff_mail_has_receipt",
            ),
        )
        indexes = (
            models.Index(
                fields=["due_at"],
                condition=models.Q(state__in=[MessageState.PLANNED, MessageState.RETRY, MessageState.HANDING_OVER]),
                name="campaigns_staff_mail_open",
            ),
        )

    def __str__(self) -> str:
        return f"staff mail {self.pk}"
