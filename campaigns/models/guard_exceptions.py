"""What the guard found and a second person let pass, for one text only."""

from django.db import models
from django.db.models import F, Q

from audit.domain.uuid7 import uuid7
from campaigns.enums import ExceptionAnswer
from campaigns.models.messages import TemplateVersion


class GuardException(models.Model):
    """One finding in one text: who asks to let it pass, why, and what somebody else answered.

    It counts for exactly that version while its text has that digest (`campaigns.domain.texts.digest`). The database
    refuses an answer by whoever asked, a second answer, and any other change.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="exceptions")
    text_digest = models.CharField(max_length=64)
    part = models.CharField(max_length=12)
    rule = models.CharField(max_length=40)
    word = models.CharField(max_length=200)
    reason = models.CharField("why", max_length=300)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=ExceptionAnswer, blank=True)
    answered_by = models.CharField(max_length=64, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ("view", "add", "answer")
        ordering = ("-asked_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["version", "text_digest", "part", "rule", "word"],
                condition=~Q(answer=ExceptionAnswer.REFUSED),
                name="campaigns_exception_once",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by="", answered_at=None)
                | (~Q(answer="") & ~Q(answered_by="") & Q(answered_at__isnull=False)),
                name="campaigns_exception_answered",
            ),
            models.CheckConstraint(condition=~Q(answered_by=F("asked_by")), name="campaigns_exception_second_person"),
            models.CheckConstraint(condition=~Q(reason=""), name="campaigns_exception_reason"),
        )
        indexes = (models.Index(fields=["asked_at"], condition=Q(answer=""), name="campaigns_exception_open"),)

    def __str__(self) -> str:
        return f"exception {self.pk}"
