"""What a database knows of itself: check values of its key rings, and its lives."""

from django.db import models


class KeyCheck(models.Model):
    """A value per key ring that only the right keys recognise."""

    ring = models.CharField(max_length=32, primary_key=True)
    value = models.BinaryField()

    class Meta:
        db_table = "audit_key_check"
        default_permissions = ()

    def __str__(self) -> str:
        return self.ring


class Epoch(models.Model):
    """A life of this database. A restore closes one and opens the next; every event carries its epoch."""

    id = models.UUIDField(primary_key=True)
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "audit_epoch"
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["opened_at"], name="audit_epoch_opened_once"),)

    def __str__(self) -> str:
        return f"epoch {self.pk}"
