"""What the law wants kept on a schedule, as simple dated lists: training, risk assessments."""

from django.db import models

from audit.domain.uuid7 import uuid7
from clinic.models.staff import Staff


class TrainingRecord(models.Model):
    """Somebody was trained in something (45 CFR 164.530(b), 164.308(a)(5)). Kept; a new one does not replace it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="trainings")
    topic = models.CharField(max_length=120)
    done_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True, help_text="Reminders begin 30 days before.")
    trainer = models.CharField(max_length=120, blank=True)

    class Meta:
        default_permissions = ("view", "add", "change")
        ordering = ("-done_on",)

    def __str__(self) -> str:
        return f"{self.topic}, {self.done_on}"


class RiskAssessment(models.Model):
    """A dated look at what could go wrong (45 CFR 164.308(a)(1)(ii)(A)), and when to look again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    title = models.CharField(max_length=120)
    done_on = models.DateField()
    next_on = models.DateField(help_text="Reminders begin 30 days before.")
    done_by = models.CharField("by", max_length=120)
    summary = models.TextField(help_text="What was looked at, found and decided. No patient's name.")

    class Meta:
        default_permissions = ("view", "add", "change")
        ordering = ("-done_on",)

    def __str__(self) -> str:
        return f"{self.title}, {self.done_on}"
