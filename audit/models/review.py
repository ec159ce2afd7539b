"""What looked unusual in the book, and what somebody answered to it."""

from django.db import models

from audit.domain.uuid7 import uuid7
from audit.enums import ReviewRule, ReviewVerdict
from audit.fields import EncryptedTextField


class ReviewCase(models.Model):
    """One reader, one rule, one clinic-local day (and one person, where the rule is about one): however many reads."""

    phi_person = None  # the note is the reviewer's

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rule = models.CharField(max_length=32, choices=ReviewRule)
    staff_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    day = models.DateField()
    reads = models.PositiveIntegerField(default=1)
    first_event = models.BigIntegerField()
    last_event = models.BigIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    facts = models.JSONField(default=dict, help_text="Counts and codes that the reason is told with. Never a value.")
    opened_at = models.DateTimeField()
    verdict = models.CharField(max_length=20, choices=ReviewVerdict, blank=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    note = EncryptedTextField()

    class Meta:
        db_table = "audit_review_case"
        default_permissions = ("view", "change")
        constraints = (
            models.UniqueConstraint(
                fields=["rule", "staff_id", "person_id", "day"], nulls_distinct=False, name="audit_review_case_once"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("staff_id")),
                name="audit_review_case_not_own",
            ),
            models.CheckConstraint(
                condition=models.Q(verdict="", decided_at=None) | ~models.Q(verdict="") & ~models.Q(decided_at=None),
                name="audit_review_case_decided",
            ),
        )
        indexes = (
            models.Index(fields=["last_at"], condition=models.Q(decided_at=None), name="audit_review_case_open"),
            models.Index(fields=["staff_id", "day"], name="audit_review_case_staff"),
        )

    def __str__(self) -> str:
        return f"review case {self.pk}"


class ReviewMark(models.Model):
    """How far the rules have read: all events with a smaller transaction id have been looked at.

    Some rules judge a read only once what explains it has had time to happen: they have a mark of their own.
    """

    epoch = models.UUIDField(primary_key=True)
    until_xid = models.BigIntegerField(default=0)
    settled_until_xid = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField()

    class Meta:
        db_table = "audit_review_mark"
        default_permissions = ()

    def __str__(self) -> str:
        return f"looked at until {self.until_xid}"
