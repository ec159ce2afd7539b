"""Every message that leaves the building: its text, its row in the outbox, and each decision about it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from audit.domain.uuid7 import uuid7
from audit.fields import BlindIndexField
from campaigns.enums import MessageState, Origin, Severity, Stage, Unsent
from clinic.enums import Channel, Language
from clinic.models import Location, Vendor
from consent.enums import DecisionOutcome, MessagePurpose, Topic
from patients.models import Appointment, Person


class Segment(models.Model):
    """A group of people described by typed rules (`campaigns.domain.segments`); all of them must hold."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    rules = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class MessageTemplate(models.Model):
    """A text that exists in several languages and versions. The purpose derives the permission it needs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=24, choices=MessagePurpose)
    topic = models.CharField(max_length=20, choices=Topic)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    resend_unknown = models.BooleanField(
        "send again once if nobody knows",
        default=False,
        db_default=False,
        help_text="For reminders that must not be missed: when nobody knows whether one arrived and no report comes, it"
        " is sent a second time, once. Now and then somebody then gets it twice. Only for the purpose treatment.",
    )

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(resend_unknown=False) | models.Q(purpose=MessagePurpose.TREATMENT),
                name="campaigns_resend_treatment_only",
                violation_error_message="Only texts of the purpose treatment may be sent again.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class TemplateVersion(models.Model):
    """One language of one version. Published versions are immutable: the database refuses to change them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    template = models.ForeignKey(MessageTemplate, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8, choices=Language)
    subject = models.CharField(
        max_length=120, blank=True, help_text="General words only, no placeholder. Text messages have none."
    )
    preheader = models.CharField(max_length=160, blank=True, help_text="The line after the subject in an inbox.")
    body = models.TextField(help_text="Markdown with {{ placeholders }} from the catalogue.")
    html = models.TextField(editable=False)
    text = models.TextField(editable=False)
    written_by = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Who changed its words last: somebody else publishes them."
    )
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ("template", "-number", "language")
        default_permissions = ("view", "add", "change", "publish")
        constraints = (
            models.UniqueConstraint(fields=["template", "number", "language"], name="campaigns_version_language"),
        )

    def __str__(self) -> str:
        return f"{self.template} v{self.number} ({self.language})"


class Message(models.Model):
    """One intent to write to one person: a row of the outbox. Text is held by reference (version + anchor)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # An index below begins with it.
    person = models.ForeignKey(Person, models.PROTECT, related_name="messages", db_index=False)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    # Nobody looks for all messages of a text or a vendor, and each of its states writes a message into every index.
    template = models.ForeignKey(MessageTemplate, models.PROTECT, db_index=False)
    version = models.ForeignKey(TemplateVersion, models.PROTECT, null=True, db_index=False)
    purpose = models.CharField(max_length=24, choices=MessagePurpose)
    topic = models.CharField(max_length=20, choices=Topic)

    origin = models.CharField(max_length=12, choices=Origin)
    origin_id = models.UUIDField(help_text="The enrolment or notice that asked for it.")
    origin_slug = models.CharField(max_length=60)
    step = models.CharField(max_length=40)
    occurrence = models.CharField(max_length=40, help_text="Which time of the anchor this is for.")
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True)
    anchor_at = models.DateTimeField()
    about = models.CharField(max_length=40, blank=True, help_text="Which holiday it is for.")
    location = models.ForeignKey(
        Location, models.PROTECT, null=True, db_index=False, help_text="The place of the appointment that it tells of."
    )

    due_at = models.DateTimeField()
    leaves_until = models.DateTimeField(
        null=True, help_text="When its open hours end; what has not left by then gets a new due time."
    )
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=MessageState, default=MessageState.PLANNED)
    reason = models.CharField(max_length=40, blank=True)
    lease_token = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    resends = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="1: sent a second time, as nobody knew about the first."
    )
    vendor = models.ForeignKey(Vendor, models.PROTECT, null=True, db_index=False)
    receipt = models.CharField(max_length=200, blank=True)
    went_to = BlindIndexField(help_text="The address that it was handed over for, as a digest.")

    on_closed_days = models.BooleanField(default=False, help_text="It may leave on the clinic's closed days.")
    is_capped = models.BooleanField(default=False, help_text="It may be held back by the weekly cap.")
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=64, blank=True, help_text="Who let it go, where somebody had to.")

    planned_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ("view",)
        constraints = (
            models.UniqueConstraint(
                fields=["origin_id", "step", "occurrence", "person", "channel"], name="campaigns_message_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=MessageState.ACCEPTED) | ~models.Q(receipt=""),
                name="campaigns_accepted_has_receipt",
            ),
            models.CheckConstraint(condition=models.Q(resends__lte=1), name="campaigns_resent_once"),
        )
        indexes = (
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(state__in=[MessageState.PLANNED, MessageState.RETRY]),
                name="campaigns_message_due",
            ),
            models.Index(
                fields=["leased_until"],
                condition=models.Q(state__in=[MessageState.LEASED, MessageState.HANDING_OVER]),
                name="campaigns_message_leases",
            ),
            models.Index(
                fields=["expires_at"],
                condition=models.Q(state=MessageState.HELD),
                name="campaigns_message_held",
            ),
            models.Index(
                fields=["handed_over_at", "id"],
                condition=models.Q(state=MessageState.UNKNOWN),
                name="campaigns_message_unknown",
            ),
            models.Index(fields=["state"], condition=models.Q(resends=1), name="campaigns_message_resent"),
            models.Index(
                fields=["expires_at"], condition=models.Q(reason=Unsent.SAID_ALREADY), name="campaigns_message_said"
            ),
            # Ids that services gave. In brackets stand Message-IDs, mostly our own: those are found by what they hold.
            models.Index(
                fields=["receipt"],
                condition=~models.Q(receipt="") & ~models.Q(receipt__startswith="<"),
                name="campaigns_message_receipt",
            ),
            models.Index(fields=["person", "-due_at"], name="campaigns_message_person"),
            models.Index(fields=["-due_at", "-id"], name="campaigns_message_latest"),
        )

    def __str__(self) -> str:
        return f"message {self.pk}"


class MessageDecision(models.Model):
    """What the gate said about a message, each time it was asked."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="decisions")
    stage = models.CharField(max_length=12, choices=Stage)
    outcome = models.CharField(max_length=8, choices=DecisionOutcome)
    reason = models.CharField(max_length=40)
    evidence = ArrayField(models.UUIDField(), default=list, help_text="Ids of what the decision rests on.")
    decided_at = models.DateTimeField()

    class Meta:
        default_permissions = ("view",)
        ordering = ("decided_at",)

    def __str__(self) -> str:
        return f"decision {self.pk}"


class DeliveryEvent(models.Model):
    """What a mail service or a bounce mail reported later, in anymail's words; the same report twice is one row.

    Of a bounce nothing is kept but words and codes of ours: what the other side wrote may hold an address.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, null=True, related_name="delivery_events")
    esp = models.CharField(max_length=40)
    event_type = models.CharField(max_length=20)
    once_key = models.CharField(max_length=64, unique=True)
    occurred_at = models.DateTimeField()
    reason = models.CharField(max_length=20, blank=True, help_text="anymail's word for why it was turned down.")
    status = models.CharField(max_length=11, blank=True, help_text="The code of RFC 3463, such as 5.1.1.")
    kind = models.CharField(
        max_length=20,
        blank=True,
        help_text="What went wrong (domain.bounce_kinds), or why a visit is no person's (domain.machine_visits).",
    )
    link = models.CharField(
        max_length=8, blank=True, db_default="", default="", help_text="Which link was followed (domain.counted_links)."
    )
    severity = models.CharField(max_length=4, choices=Severity, blank=True)
    address_key = BlindIndexField(help_text="The address that it names, as a digest.")

    class Meta:
        default_permissions = ("view",)
        ordering = ("occurred_at",)
        indexes = (
            models.Index(
                fields=["address_key", "occurred_at"],
                condition=models.Q(address_key__isnull=False),
                name="campaigns_event_of_address",
            ),
        )

    def __str__(self) -> str:
        return f"delivery event {self.pk}"
