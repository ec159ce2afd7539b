"""Where PHI could get out: what the weekly check looked at and found (R49)."""

from django.db import models

from audit.domain.uuid7 import uuid7
from clinic.enums import LeakProbe


class LeakCheck(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    looked_at = models.JSONField(default=dict, help_text="Probe → number of things looked at.")

    class Meta:
        default_permissions = ("view",)
        ordering = ("-started_at",)

    def __str__(self) -> str:
        return f"leak check {self.pk}"


class LeakFinding(models.Model):
    """One finding, open until a check no longer finds it. Names the place and the kind, never the value found."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    probe = models.CharField(max_length=20, choices=LeakProbe)
    place = models.CharField(max_length=200, help_text="A page, file and line, template, cookie or setting.")
    what = models.CharField(max_length=200)
    advice = models.CharField(max_length=300, blank=True)
    is_warning = models.BooleanField(default=False, help_text="May be harmless: worth a look, no failure.")
    first_seen = models.ForeignKey(LeakCheck, models.PROTECT, related_name="+")
    last_seen = models.ForeignKey(LeakCheck, models.PROTECT, related_name="findings")
    gone_at = models.DateTimeField(null=True)
    accepted_by = models.UUIDField(null=True)
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ("view", "change")
        constraints = (
            models.UniqueConstraint(
                fields=["probe", "place", "what"], condition=models.Q(gone_at=None), name="clinic_leak_finding_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"
