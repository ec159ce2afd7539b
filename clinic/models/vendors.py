"""Companies that messages or records pass through, and what was signed with them."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models

from audit.domain.uuid7 import uuid7
from audit.fields import EncryptedBinaryField
from clinic.enums import BaaScope, Channel


class Vendor(models.Model):
    """A company that messages pass through, and its business associate agreement (45 CFR 164.504(e))."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    backend = models.CharField(
        max_length=200,
        unique=True,
        help_text="Dotted path as in EMAIL_BACKEND, such as anymail.backends.postmark.…",
    )
    baa_signed_on = models.DateField("BAA signed on", null=True, blank=True)
    baa_ends_on = models.DateField("BAA ends on", null=True, blank=True, help_text="Empty: until it is ended.")
    baa_scope = ArrayField(
        models.CharField(max_length=8, choices=BaaScope),
        verbose_name="BAA covers",
        default=list,
        blank=True,
        help_text="What they may do with PHI: keep it, send it.",
    )
    subcontractors = models.TextField(
        blank=True, help_text="Who works for them with PHI, one a line (45 CFR 164.502(e)(1)(ii))."
    )
    rate_per_second = models.DecimalField(
        "messages a second",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text="What the account allows, for all workers together. Empty: no limit of ours.",
    )
    most_connections = models.PositiveSmallIntegerField(
        "connections at once",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="For each worker. Empty: as MAIL_CONNECTIONS or SMS_CONNECTIONS says.",
    )
    daily_limit = models.PositiveIntegerField(
        "messages a day",
        null=True,
        blank=True,
        help_text="By the clinic's calendar. What is over it waits for the next day, unless it is too late then.",
    )

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class VendorPaper(models.Model):
    """A signed agreement as a file, encrypted like a field. Papers are kept: a new one does not replace an old one."""

    phi_person = ""  # a company's: nobody's in particular

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vendor = models.ForeignKey(Vendor, models.PROTECT, related_name="papers")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    sealed = EncryptedBinaryField(help_text="The file, as it came.")
    added_at = models.DateTimeField()
    added_by = models.UUIDField(null=True)

    class Meta:
        default_permissions = ("view", "add")
        ordering = ("-added_at",)

    def __str__(self) -> str:
        return self.name
