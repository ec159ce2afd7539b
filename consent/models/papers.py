"""What people sign: the forms, the asking, the signed papers and their files (45 CFR 164.508)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from audit.domain.uuid7 import uuid7
from audit.fields import BlindIndexField, EncryptedBinaryField, EncryptedCharField, EncryptedTextField
from clinic.enums import Channel, Language
from consent.enums import (
    AuthorizationKind,
    AuthorizationState,
    CopyGiven,
    Defect,
    MessagePurpose,
    PaperFileKind,
    Recorded,
    SigningState,
    SigningWay,
)
from patients.models import Person


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
    valid_days = models.PositiveSmallIntegerField(
        null=True, blank=True, default=365, help_text="(c)(1)(v) Days from the signature; empty if an event ends it."
    )
    expiry_event = models.CharField(
        max_length=120, blank=True, help_text="(c)(1)(v) The event that ends it, if no date does."
    )
    drafted_by = models.UUIDField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.UUIDField(null=True, editable=False)

    class Meta:
        ordering = ("kind", "-version", "language")
        constraints = (
            models.UniqueConstraint(fields=["kind", "version", "language"], name="consent_form_version_language"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} v{self.version} ({self.language})"


class SigningRequest(models.Model):
    """Staff asked a person to sign a form, by a link or on the clinic's tablet. It can be used once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="signing_requests")
    kind = models.CharField(max_length=24, choices=AuthorizationKind)
    version = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=8, choices=SigningWay)
    state = models.CharField(max_length=12, choices=SigningState, default=SigningState.OPEN)
    code_key = BlindIndexField(help_text="Digest of the code that opens it on the tablet.")
    tries = models.PositiveSmallIntegerField(default=0, help_text="Wrong second facts (birth years) so far.")
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ("view", "add", "change")
        indexes = (
            models.Index(fields=["person", "state"], name="consent_signing_person"),
            models.Index(fields=["code_key"], condition=models.Q(state="open"), name="consent_signing_code"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at__isnull=True)
                | models.Q(closed_at__isnull=False) & ~models.Q(state="open"),
                name="consent_signing_closed_at",
            ),
        )

    def __str__(self) -> str:
        return f"request to sign {self.pk}"


class Authorization(models.Model):
    """A form that a person signed. What was shown is pinned by the form's version."""

    phi_person = "person_id"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="authorizations")
    form = models.ForeignKey(AuthorizationForm, models.PROTECT)
    request = models.ForeignKey("SigningRequest", models.PROTECT, null=True, related_name="authorizations")
    state = models.CharField(max_length=20, choices=AuthorizationState, default=AuthorizationState.DRAFT)
    signature = EncryptedCharField(help_text="(c)(1)(vi) The name as signed.")
    representative_authority = EncryptedTextField(help_text="(c)(1)(vi) Why a representative may sign.")
    signed_by_representative = models.BooleanField(default=False)
    signed_on = models.DateField(null=True, help_text="(c)(1)(vi) Clinic-local date of signature.")
    signed_at = models.DateTimeField(null=True, help_text="The moment, if it was signed on a page of ours.")
    signed_from = EncryptedCharField(help_text="Network address and browser that it was signed from.")
    stood_by = models.UUIDField(
        null=True, help_text="The member of staff who made the number for the tablet, or entered the paper."
    )
    shown_text = models.TextField(blank=True, help_text="What was shown, word for word. It names no patient.")
    shown_digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of `shown_text` in UTF-8, hex.")
    expires_on = models.DateField(null=True, help_text="Last clinic-local day on which it counts.")
    copy_given_at = models.DateTimeField(null=True, help_text="(c)(4) When the person got a copy.")
    copy_via = models.CharField(max_length=12, choices=CopyGiven, blank=True)
    copy_given_by = models.UUIDField(null=True, help_text="The member of staff who gave it.")
    via = models.CharField(max_length=20, choices=Recorded)
    recorded_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_via = models.CharField(max_length=20, choices=Recorded, blank=True)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="supersedes")
    event_came_on = models.DateField(null=True, help_text="Clinic-local day of the event that ends it.")
    defect = models.CharField(
        max_length=24, choices=Defect, blank=True, help_text="164.508(b)(2): why it never counted."
    )
    defect_found_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True, help_text="Who of the staff told of its event, or found it defective.")

    class Meta:
        default_permissions = ("view",)
        indexes = (
            models.Index(fields=["person", "state"], name="consent_authorization_person"),
            models.Index(fields=["recorded_at"], condition=models.Q(state="draft"), name="consent_authorization_draft"),
        )

    def __str__(self) -> str:
        return f"authorization {self.pk}"


class Revocation(models.Model):
    """Somebody took an authorization back (164.508(b)(5)). It counts from `received_at`; no reason is asked."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authorization = models.OneToOneField(Authorization, models.PROTECT, related_name="revocation")
    received_at = models.DateTimeField()
    written_on = models.DateField(null=True, help_text="The date on the letter.")
    via = models.CharField(max_length=20, choices=Recorded)
    recorded_by = models.UUIDField(null=True, help_text="The member of staff, if one entered it.")
    recorded_at = models.DateTimeField()

    class Meta:
        default_permissions = ("view", "add")

    def __str__(self) -> str:
        return f"revocation {self.pk}"


class PaperFile(models.Model):
    """A file that belongs to a paper: the copy given, a scan of the paper or of the letter that took it back."""

    phi_person = "person_id"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="paper_files")
    authorization = models.ForeignKey(Authorization, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=8, choices=PaperFileKind)
    media_type = models.CharField(max_length=40)
    content = EncryptedBinaryField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content, hex.")
    stored_by = models.UUIDField(null=True)
    stored_at = models.DateTimeField()

    class Meta:
        default_permissions = ("view", "add")

    def __str__(self) -> str:
        return f"file of a paper {self.pk}"
