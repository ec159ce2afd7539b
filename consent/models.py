"""May we? What people chose, signed and took back. Choices are rows that are added, never changed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from audit.domain.uuid7 import uuid7
from audit.fields import BlindIndexField, EncryptedCharField, EncryptedTextField
from clinic.enums import Channel, Language
from consent.enums import (
    AuthorizationKind,
    AuthorizationState,
    MessagePurpose,
    OptInMode,
    Recorded,
    SuppressionCause,
    Topic,
)
from patients.models import Person


class Preference(models.Model):
    """Somebody switched a topic on or off. The latest row of (person, topic, channel) counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="preferences")
    topic = models.CharField(max_length=20, choices=Topic)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    wanted = models.BooleanField()
    recorded_at = models.DateTimeField()
    via = models.CharField(max_length=20, choices=Recorded)
    text_version = models.CharField(max_length=40, blank=True)

    class Meta:
        default_permissions = ("view",)
        indexes = (
            models.Index(fields=["person", "channel", "topic", "-recorded_at", "-id"], name="consent_preference_now"),
        )

    def __str__(self) -> str:
        return f"preference {self.pk}"


class OptIn(models.Model):
    """Somebody asked for the newsletter on a form. Double mode counts from `confirmed_at`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="opt_ins")
    topic = models.CharField(max_length=20, choices=Topic, default=Topic.NEWSLETTER)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    mode = models.CharField(max_length=8, choices=OptInMode)
    form = models.CharField(max_length=60)
    text_version = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    via = models.CharField(max_length=20, choices=Recorded)

    class Meta:
        default_permissions = ("view",)
        indexes = (models.Index(fields=["person", "topic"], name="consent_opt_in_person"),)

    def __str__(self) -> str:
        return f"opt-in {self.pk}"


class AuthorizationForm(models.Model):
    """The text somebody signs: one version in one language. Published versions never change.

    Core elements: 45 CFR 164.508(c)(1)(i)-(vi); required statements: (c)(2)(i)-(iii); remuneration: (a)(3)(ii).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=24, choices=AuthorizationKind)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8, choices=Language)
    title = models.CharField(max_length=200)
    information = models.TextField(help_text="(c)(1)(i) What information is used or disclosed, specifically.")
    discloser = models.TextField(help_text="(c)(1)(ii) Who may use or disclose it.")
    recipient = models.TextField(help_text="(c)(1)(iii) To whom.")
    purpose_text = models.TextField(help_text="(c)(1)(iv) Each purpose.")
    expiry_text = models.TextField(help_text="(c)(1)(v) When or by which event it ends.")
    right_to_revoke = models.TextField(help_text="(c)(2)(i) Right to revoke in writing, exceptions, how.")
    no_conditioning = models.TextField(help_text="(c)(2)(ii) Treatment does not depend on signing.")
    redisclosure = models.TextField(help_text="(c)(2)(iii) It may be disclosed again and no longer be protected.")
    remuneration = models.TextField(blank=True, help_text="(a)(3)(ii) That a third party pays, if one does.")
    purposes = ArrayField(models.CharField(max_length=24, choices=MessagePurpose))
    channels = ArrayField(models.CharField(max_length=8, choices=Channel))
    valid_days = models.PositiveSmallIntegerField(default=365)
    published_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("kind", "-version", "language")
        constraints = (
            models.UniqueConstraint(fields=["kind", "version", "language"], name="consent_form_version_language"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} v{self.version} ({self.language})"


class Authorization(models.Model):
    """A form that a person signed. What was shown is pinned by the form's version."""

    phi_person = "person_id"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="authorizations")
    form = models.ForeignKey(AuthorizationForm, models.PROTECT)
    state = models.CharField(max_length=20, choices=AuthorizationState, default=AuthorizationState.DRAFT)
    signature = EncryptedCharField(help_text="(c)(1)(vi) The name as signed.")
    representative_authority = EncryptedTextField(help_text="(c)(1)(vi) Why a representative may sign.")
    signed_by_representative = models.BooleanField(default=False)
    signed_on = models.DateField(null=True, help_text="(c)(1)(vi) Clinic-local date of signature.")
    expires_on = models.DateField(null=True, help_text="Last clinic-local day on which it counts.")
    copy_given_at = models.DateTimeField(null=True, help_text="(c)(4) When the person got a copy.")
    via = models.CharField(max_length=20, choices=Recorded)
    recorded_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_via = models.CharField(max_length=20, choices=Recorded, blank=True)

    class Meta:
        default_permissions = ("view",)
        indexes = (models.Index(fields=["person", "state"], name="consent_authorization_person"),)

    def __str__(self) -> str:
        return f"authorization {self.pk}"


class RiskAcknowledgement(models.Model):
    """The patient accepts e-mail without enforced encryption (HHS: 45 CFR 164.522(b), Omnibus Rule preamble)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="risk_acknowledgements")
    accepted = models.BooleanField()
    recorded_at = models.DateTimeField()
    via = models.CharField(max_length=20, choices=Recorded)
    text_version = models.CharField(max_length=40)

    class Meta:
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"risk acknowledgement {self.pk}"


class Suppression(models.Model):
    """An address that must not be written to, whoever it belongs to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    address_key = BlindIndexField(null=False)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    cause = models.CharField(max_length=12, choices=SuppressionCause)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ("view",)
        constraints = (
            models.UniqueConstraint(fields=["address_key", "channel", "cause"], name="consent_suppression_once"),
        )

    def __str__(self) -> str:
        return f"suppression {self.pk}"
