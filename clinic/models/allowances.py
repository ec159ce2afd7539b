"""How much of a public page somebody has used up, counted for all workers together."""

from django.db import models

from audit.fields import BlindIndexField


class Allowance(models.Model):
    """One visitor of one page. Each request moves `used_until` on; so far ahead of the clock, and no further.

    Holds a digest of where the visitor comes from, for minutes: it is swept away when `used_until` has passed.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=40)
    visitor = BlindIndexField(null=False)
    used_until = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["name", "visitor"], name="clinic_allowance_once"),)
        indexes = (models.Index(fields=["used_until"], name="clinic_allowance_until"),)

    def __str__(self) -> str:
        return f"allowance {self.pk}"
