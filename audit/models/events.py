"""The book of reads. Append-only: the database refuses UPDATE, DELETE and TRUNCATE (see the first migrations).

No foreign keys: actors and people are opaque ids. Never a value of a person. The database stamps id,
time, transaction and epoch.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func

from audit.enums import ActorKind, AuditWord, DataCategory, Outcome, PurposeOfUse


def _by(column: str, name: str) -> models.Index:
    """The book in the order of one of its columns, newest last among equals: lists start anywhere in it at once."""
    return models.Index(fields=[column, "id"], name=f"audit_event_by_{name}")


class AuditEvent(models.Model):
    id = models.BigAutoField(primary_key=True)
    occurred_at = models.DateTimeField(editable=False)
    xid = models.BigIntegerField(editable=False)
    epoch = models.UUIDField(editable=False)
    word = models.CharField(max_length=32, choices=AuditWord)
    actor_kind = models.CharField(max_length=16, choices=ActorKind)
    actor_id = models.CharField(max_length=64)
    actor_role = models.CharField(max_length=32, blank=True)
    purpose = models.CharField(max_length=16, choices=PurposeOfUse, blank=True)
    people = ArrayField(models.UUIDField())
    fields = ArrayField(models.CharField(max_length=100))
    categories = ArrayField(models.CharField(max_length=20, choices=DataCategory), default=list)
    saw_protected = models.BooleanField("specially protected", default=False)
    outcome = models.CharField(max_length=16, choices=Outcome)
    place = models.CharField(max_length=120)
    address = models.GenericIPAddressField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        db_table = "audit_event"
        verbose_name = "event"
        default_permissions = ("view",)
        constraints = (models.CheckConstraint(condition=models.Q(id__gt=0), name="audit_event_id_counts"),)
        indexes = (
            GinIndex(fields=["people"], name="audit_event_people"),
            models.Index(fields=["actor_id", "occurred_at"], name="audit_event_actor"),
            models.Index(fields=["occurred_at"], name="audit_event_time"),
            models.Index(fields=["xid", "id"], name="audit_event_sealing"),
            GinIndex(fields=["categories"], name="audit_event_categories"),
            _by("word", "word"),
            _by("actor_kind", "kind"),
            _by("actor_role", "role"),
            _by("purpose", "purpose"),
            _by("categories", "category"),
            _by("saw_protected", "protected"),
            _by("outcome", "outcome"),
            _by("place", "place"),
            _by("address", "address"),
            models.Index(Func("people", function="cardinality"), "id", name="audit_event_by_people"),
        )

    def __str__(self) -> str:
        return f"event {self.pk}"
