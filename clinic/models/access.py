"""Who may do what: granted by two people, looked at again every quarter, opened in an emergency for an hour."""

from django.db import models
from django.db.models import F, Q

from audit.domain.uuid7 import uuid7
from audit.fields import EncryptedTextField
from clinic.enums import BreakGlassReason, GrantState, ReviewAnswer, Role
from clinic.models.staff import Staff


class AccessGrant(models.Model):
    """A role for one member of staff: one person asks, another decides, and neither is the one who gets it.

    `asked_by` is null where the shell asked (the first log-ins of an installation); so is `decided_by`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)
    state = models.CharField(max_length=12, choices=GrantState, default=GrantState.ASKED)
    asked_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ("view", "add", "change")
        ordering = ("-asked_at",)
        constraints = (
            models.UniqueConstraint(fields=["staff"], condition=Q(state="granted"), name="clinic_grant_one_in_force"),
            models.UniqueConstraint(fields=["staff"], condition=Q(state="asked"), name="clinic_grant_one_asked"),
            models.CheckConstraint(
                condition=~Q(asked_by=F("staff")) | Q(asked_by=None), name="clinic_grant_not_asked_for_oneself"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | (~Q(decided_by=F("staff")) & ~Q(decided_by=F("asked_by"))),
                name="clinic_grant_second_person",
            ),
        )

    def __str__(self) -> str:
        return f"grant {self.pk}"


class AccessReview(models.Model):
    """A quarter's question: does everybody still need what they may see?"""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    quarter = models.CharField(max_length=7, unique=True, help_text="Such as 2026-Q4.")
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ("view",)
        ordering = ("-opened_at",)

    def __str__(self) -> str:
        return self.quarter


class AccessReviewItem(models.Model):
    """One grant of the review. Unanswered when it is due, it lapses."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(AccessReview, models.PROTECT, related_name="items")
    grant = models.ForeignKey(AccessGrant, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=8, choices=ReviewAnswer, blank=True)
    answered_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)

    class Meta:
        default_permissions = ("view", "change")
        constraints = (models.UniqueConstraint(fields=["review", "grant"], name="clinic_access_review_item_once"),)

    def __str__(self) -> str:
        return f"access review item {self.pk}"


class BreakGlass(models.Model):
    """Emergency access to one person's record for an hour (45 CFR 164.312(a)(2)(ii)), looked at within 72 hours."""

    phi_person = "person_id"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    person_id = models.UUIDField()
    reason = models.CharField(max_length=20, choices=BreakGlassReason)
    words = EncryptedTextField(help_text="What the reader says about why.")
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    review_due_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    was_justified = models.BooleanField(null=True)

    class Meta:
        default_permissions = ("view", "add", "change")
        ordering = ("-opened_at",)
        indexes = (models.Index(fields=["staff", "person_id", "ends_at"], name="clinic_break_glass_open"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("staff")), name="clinic_break_glass_not_own_review"
            ),
        )

    def __str__(self) -> str:
        return f"emergency access {self.pk}"
