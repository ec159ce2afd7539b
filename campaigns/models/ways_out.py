"""What all workers know together of each way that messages leave."""

from django.db import models


class WayOut(models.Model):
    """One way out, by its dotted path: how much of its rate and of its day is used, and whether it is shut."""

    backend = models.CharField(max_length=200, primary_key=True)
    tokens = models.FloatField(default=0)
    counted_at = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    sent_today = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0, help_text="Of the line, one after the other.")
    times_shut = models.PositiveIntegerField(default=0)
    shut_until = models.DateTimeField(null=True, help_text="From then on one message tries it.")
    shut_because = models.CharField(max_length=20, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.backend
